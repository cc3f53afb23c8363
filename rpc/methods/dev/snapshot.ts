import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { InvalidParamsError, UnsupportedError } from '../../errors.ts';
import { quantityHex } from '../../format/hex.ts';
import { optional, required } from '../../method.ts';
import { maybe } from '../../schema/call.ts';
import { toBytes } from '../../schema/parse.ts';
import { Bool, Data, LenientQuantity, Quantity } from '../../schema/scalar.ts';
import { type Command, devMethods, toBounded, toOptionalBounded } from './command.ts';

/** What hardhat_reset and anvil_reset are given; viem sends `forking` even where nothing is forked. */
const ResetOptions = Type.Object({
  forking: maybe(Type.Object({ jsonRpcUrl: maybe(Type.String()), blockNumber: maybe(LenientQuantity) })),
});

const commands: readonly Command[] = [
  {
    names: ['evm_snapshot', 'anvil_snapshot'],
    summary: 'Remembers the chain as it is; tells the number that evm_revert takes.',
    result: { name: 'snapshot', schema: Quantity },
    run: async (_params, dev) => quantityHex(await dev.snapshot()),
  },
  {
    names: ['evm_revert', 'anvil_revert'],
    summary: 'Goes back to a snapshot, which is used up with all later ones; false for an unknown one.',
    params: [required('snapshot', LenientQuantity)],
    result: { name: 'reverted', schema: Bool },
    run: ([snapshot], dev) => dev.revert(toBounded(snapshot, 64, 'snapshot')),
  },
  {
    names: ['anvil_reset', 'hardhat_reset'],
    summary: 'Goes back to genesis. Forking another chain is not supported.',
    params: [optional('options', ResetOptions)],
    run([options], dev) {
      const url = (options as { forking?: { jsonRpcUrl?: string | null } | null } | undefined)?.forking
        ?.jsonRpcUrl;
      if (url !== undefined && url !== null)
        throw new UnsupportedError('forking is not supported by this node');
      return dev.reset();
    },
  },
  {
    names: ['anvil_dumpState', 'hardhat_dumpState'],
    summary: 'The whole state as a gzipped document for anvil_loadState.',
    params: [optional('preserveHistoricalStates', Bool)],
    result: { name: 'state', schema: Data },
    run: async (_params, dev) => toHex(await dev.dumpState()),
  },
  {
    names: ['anvil_loadState', 'hardhat_loadState'],
    summary: 'Puts a dumped state over the current one.',
    params: [required('state', Data)],
    result: { name: 'loaded', schema: Bool },
    async run([state], dev) {
      await dev.loadState(toBytes(state));
      return true;
    },
  },
  {
    names: ['anvil_rollback'],
    summary: 'Removes the last blocks (one unless given).',
    params: [optional('depth', LenientQuantity)],
    run: ([depth], dev) => dev.rollback(toDepth(depth)),
  },
];

/** Going back, and taking the state elsewhere. */
export const devSnapshotMethods = devMethods(commands);

/** A number of blocks. Throws InvalidParamsError. */
export function toDepth(value: unknown): number {
  const depth = toOptionalBounded(value, 64, 'depth') ?? 1n;
  if (depth > BigInt(Number.MAX_SAFE_INTEGER)) throw new InvalidParamsError('depth is too large');
  return Number(depth);
}
