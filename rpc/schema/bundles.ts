import { type Static, Type } from '@sinclair/typebox';
import type { BundleBlock, CallBundle } from '../../chain/call/bundles.ts';
import { InvalidParamsError } from '../errors.ts';
import { BlockParameter } from './block.ts';
import { CallObject, maybe } from './call.ts';
import { BlockOverride } from './override.ts';
import { toBytes } from './parse.ts';
import { parseCall } from './parseCall.ts';
import { parseBlockOverride } from './parseOverride.ts';
import { Hash32, Quantity64 } from './scalar.ts';

/** Bundles of one request, as many as eth_simulateV1 may lead through blocks. */
const BUNDLES = 256;
/** Calls of one bundle and of all, as of eth_simulateV1. */
const CALLS_PER_BUNDLE = 5_000;
const CALLS = 10_000;
/** Blocks that BLOCKHASH reaches back. */
const HASHES = 256;

/** A quantity; reth's clients and Flashbots' send JSON numbers too. */
export const Count = Type.Union(
  [Quantity64, Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })],
  {
    title: 'quantity64 or number',
  },
);

/** Keys are decimal, as Go and Rust write numbers as keys. */
const BlockHashes = Type.Record(Type.String({ pattern: '^[0-9]+$' }), Hash32, {
  title: 'block hashes by number',
  additionalProperties: false,
  maxProperties: HASHES,
});

/** The block of a bundle: by Erigon's names, or by those of eth_call's block override, as reth takes them. */
const BundleBlockOverride = Type.Object(
  {
    ...BlockOverride.properties,
    blockNumber: maybe(Count),
    timestamp: maybe(Count),
    blockHash: maybe(BlockHashes),
  },
  { title: 'bundleBlock' },
);

const Bundle = Type.Object(
  {
    transactions: Type.Array(CallObject, { maxItems: CALLS_PER_BUNDLE }),
    blockOverride: maybe(BundleBlockOverride),
  },
  { title: 'bundle' },
);

/** What eth_callMany and debug_traceCallMany run. */
export const Bundles = Type.Array(Bundle, { maxItems: BUNDLES });

/** Where they run it. */
export const StateContext = Type.Object(
  {
    blockNumber: maybe(BlockParameter),
    transactionIndex: maybe(Type.Integer({ minimum: -1, title: 'transactionIndex' })),
  },
  { title: 'stateContext' },
);

/** Bundles in the node's terms. Throws InvalidParamsError where there is nothing to run, or too much. */
export function parseBundles(value: unknown): readonly CallBundle[] {
  const bundles = value as Static<typeof Bundles>;
  const total = bundles.reduce((sum, { transactions }) => sum + transactions.length, 0);
  if (total === 0) throw new InvalidParamsError('empty bundles');
  if (total > CALLS) throw new InvalidParamsError(`too many calls: ${total}, the limit is ${CALLS}`);
  return bundles.map(({ transactions, blockOverride }) => ({
    calls: transactions.map(parseCall),
    block: parseBlock(blockOverride ?? undefined),
  }));
}

function parseBlock(block: Static<typeof BundleBlockOverride> | undefined): BundleBlock | undefined {
  if (block === undefined) return undefined;
  const { blockNumber, timestamp, blockHash, ...rest } = block;
  const named = parseBlockOverride(rest);
  return {
    ...named,
    number: named?.number ?? count(blockNumber),
    time: named?.time ?? count(timestamp),
    hashes: blockHash
      ? new Map(Object.entries(blockHash).map(([number, hash]) => [BigInt(number), toBytes(hash)]))
      : undefined,
  };
}

/** Absent stays absent. */
export function count(value: Static<typeof Count> | null | undefined): bigint | undefined {
  return value === undefined || value === null ? undefined : BigInt(value);
}
