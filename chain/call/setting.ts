import type { StateReader } from '../../storage/state/reader.ts';
import type { Engine } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import { type Rules, rulesAt } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import type { Block } from '../block/block.ts';
import type { Header, SealedHeader } from '../block/header.ts';
import { ancestorHashes } from '../building/ancestors.ts';
import { environmentOf } from '../building/environment.ts';
import { type BlockProgress, beginProgress, startProgress } from '../building/progress.ts';
import type { ChainReader } from '../canonical/chainReader.ts';
import { overlayReader } from '../canonical/overlay.ts';
import { executable, rulesOfHeader } from '../rules.ts';
import { executeAgain } from './again.ts';
import { CallError } from './errors.ts';
import type { IdleSettings, SettingKey } from './idleSettings.ts';
import {
  applyBlockOverride,
  applyStateOverride,
  type BlockOverride,
  type MovedPrecompiles,
  type StateOverride,
} from './overrides.ts';
import type { StoppedReplays } from './stoppedReplays.ts';

/** The state that a call runs on: after a committed block, or the pending one. */
export type CallBase =
  | { readonly kind: 'block'; readonly block: SealedHeader }
  | { readonly kind: 'pending' };

/** A call with all that may surround it. */
export interface CallOptions {
  readonly base: CallBase;
  readonly stateOverride?: StateOverride | undefined;
  readonly blockOverride?: BlockOverride | undefined;
  /** Stand in front of this transaction of the base block instead of behind all of it. */
  readonly beforeTransaction?: number | undefined;
}

/** A block being made, with the state that it would leave. */
export interface PendingState {
  /** without roots and hash */
  readonly header: Header;
  readonly state: StateReader;
}

/** What messages run in. */
export interface CallSetting {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  readonly precompiles: MovedPrecompiles | undefined;
  /** What it was made from, where that is all there is to it: it can then be kept for another call. */
  readonly key?: SettingKey | undefined;
}

/** What settings are made of. */
export interface SettingParts {
  readonly engine: Engine;
  readonly chain: ChainReader;
  /** Whether blocks hold transactions of senders with code. */
  readonly contractSenders: boolean;
  /** Settings that other calls have left. */
  readonly idle: IdleSettings<CallSetting>;
  readonly stopped: StoppedReplays;
  /** The block that would be made now. */
  pending(): Promise<PendingState>;
}

/** Makes the setting that the options ask for, on a state of its own. Throws CallError, StateUnavailableError. */
export function prepareSetting(
  options: CallOptions,
  parts: SettingParts,
): CallSetting | Promise<CallSetting> {
  const base = baseSetting(options, parts);
  return base instanceof Promise
    ? base.then((made) => changed(made, options, parts))
    : changed(base, options, parts);
}

/** The setting with what the options lay over it. */
function changed(base: CallSetting, options: CallOptions, parts: SettingParts): CallSetting {
  const { blockOverride, stateOverride = [] } = options;
  if (blockOverride === undefined && stateOverride.length === 0) return base;
  const block =
    blockOverride === undefined
      ? base.block
      : applyBlockOverride(
          seenFrom(blockOverride.number, base.block, options.base, parts.chain),
          blockOverride,
        );
  const merged = base.rules.has('merge');
  const { number, timestamp } = block;
  const rules = executable(rulesAt(base.rules.config, { number, timestamp, merged }));
  const precompiles = applyStateOverride(stateOverride, base.state, rules);
  return { rules, block, state: base.state, precompiles };
}

/** A call that is put into the block after its base sees the hash of the base, as go-ethereum has it. */
function seenFrom(
  number: bigint | undefined,
  block: BlockEnvironment,
  base: CallBase,
  chain: ChainReader,
): BlockEnvironment {
  if (base.kind === 'pending' || number !== block.number + 1n) return block;
  return seeingBase(block, base.block, chain);
}

/** The block with the hash of this one among those that its code can ask for. */
export function seeingBase(
  block: BlockEnvironment,
  base: SealedHeader,
  chain: Pick<ChainReader, 'headerByHash'>,
): BlockEnvironment {
  return { ...block, blockHash: ancestorHashes(base, (hash) => chain.headerByHash(hash)?.header) };
}

/** A block's own execution, its beginning done: the state is that before its first transaction. */
export async function progressOfBlock(
  block: Block,
  parts: SettingParts,
  hookTracer?: Tracer,
): Promise<BlockProgress> {
  const { chain, engine, contractSenders } = parts;
  const { parentHash, number } = block.header;
  const before = stateBefore(block, chain);
  const edits = chain.editsBefore(block.hash);
  const reader = edits === undefined ? before : overlayReader(before, edits);
  const progress = startProgress({
    ...settingOn(block.header, reader, chain),
    parts: { engine, contractSenders, protocol: chain.protocol },
    parameters: chain.protocol?.parameters(reader, number),
    hookTracer,
  });
  await beginProgress(progress, parentHash);
  return progress;
}

/** The state that a block was made on, but for edits. Throws StateUnavailableError where it is not kept, CallError. */
export function stateBefore({ header }: Block, chain: ChainReader): StateReader {
  const parent = chain.headerByHash(header.parentHash);
  if (parent === undefined) throw new CallError('block-unknown', 'the block before it is not known');
  return chain.madeState(parent);
}

function baseSetting(options: CallOptions, parts: SettingParts): CallSetting | Promise<CallSetting> {
  const { chain } = parts;
  const { base, beforeTransaction } = options;
  if (base.kind === 'pending') {
    return parts.pending().then(({ header, state }) => keptSetting(header, parts, () => state));
  }
  if (beforeTransaction === undefined) {
    return keptSetting(base.block.header, parts, () => chain.stateAt(base.block));
  }
  return settingWithin(base.block, beforeTransaction, parts);
}

/** One that another call has left, or a new one. */
function keptSetting(header: Header, { chain, idle }: SettingParts, reader: () => StateReader): CallSetting {
  const key = { base: header, stateVersion: chain.stateVersion, config: chain.config };
  return idle.take(key) ?? { ...settingOn(header, reader(), chain), key };
}

/** The setting in front of a transaction of a block. */
async function settingWithin(
  sealed: SealedHeader,
  beforeTransaction: number,
  parts: SettingParts,
): Promise<CallSetting> {
  const block = parts.chain.blockByHash(sealed.hash);
  if (block === undefined) throw new CallError('block-unknown', 'block not found');
  const progress = await progressOfBlock(block, parts);
  for (const transaction of block.transactions.slice(0, beforeTransaction)) {
    await executeAgain(progress, transaction);
  }
  const { rules, block: environment, state } = progress;
  return { rules, block: environment, state, precompiles: undefined };
}

/** The block with this header as its code sees it, on a state of its own. */
function settingOn(header: Header, reader: StateReader, chain: ChainReader): CallSetting {
  const rules = rulesOfHeader(chain.config, header);
  const parent = chain.headerByHash(header.parentHash);
  const blockHash =
    parent === undefined
      ? () => undefined
      : ancestorHashes(parent, (hash) => chain.headerByHash(hash)?.header);
  const block = environmentOf(header, rules, blockHash);
  return { rules, block, state: new WorldState(reader), precompiles: undefined };
}
