import type { BlockEnvironment } from '../../vm/environment.ts';
import { rulesAt } from '../../vm/rules/rules.ts';
import type { ChainReader } from '../canonical/chainReader.ts';
import { executable } from '../rules.ts';
import { applyBlockOverride, type BlockOverride } from './overrides.ts';
import type { CallRequest } from './request.ts';
import { type CallBase, type CallSetting, seeingBase } from './setting.ts';

/** A bundle's block, as far as it is given. */
export interface BundleBlock extends BlockOverride {
  /** What BLOCKHASH answers for these numbers. */
  readonly hashes?: ReadonlyMap<bigint, Uint8Array> | undefined;
}

/** Calls that share a block. */
export interface CallBundle {
  readonly calls: readonly CallRequest[];
  /** undefined: the block that the base has, or the one after that of the bundle before */
  readonly block?: BundleBlock | undefined;
}

/** A call with what it runs in. */
export interface PlacedCall {
  readonly request: CallRequest;
  readonly setting: CallSetting;
}

/**
 * The calls of all bundles in their order, on one state. The first bundle is in the block of its base, each later one in a
 * block of its own one number and one second on; what a bundle changes of its block stays for those after it (Erigon).
 */
export function placeCalls(
  bundles: readonly CallBundle[],
  first: CallSetting,
  base: CallBase,
  chain: Pick<ChainReader, 'headerByHash'>,
): readonly PlacedCall[] {
  const { state, precompiles } = first;
  if (bundles.length === 1 && bundles[0]?.block === undefined) {
    return bundles.flatMap(({ calls }) => calls.map((request) => ({ request, setting: first })));
  }
  const merged = first.rules.has('merge');
  // The base's own block is among those that later bundles see; the instruction itself answers for former blocks only.
  let block = base.kind === 'pending' ? first.block : seeingBase(first.block, base.block, chain);
  return bundles.flatMap((bundle, index) => {
    if (index > 0) block = { ...block, number: block.number + 1n, timestamp: block.timestamp + 1n };
    if (bundle.block !== undefined) block = withHashes(applyBlockOverride(block, bundle.block), bundle.block);
    const { number, timestamp } = block;
    const rules = executable(rulesAt(first.rules.config, { number, timestamp, merged }));
    const setting = { rules, block, state, precompiles };
    return bundle.calls.map((request) => ({ request, setting }));
  });
}

function withHashes(block: BlockEnvironment, { hashes }: BundleBlock): BlockEnvironment {
  if (hashes === undefined) return block;
  return { ...block, blockHash: (number) => hashes.get(number) ?? block.blockHash(number) };
}
