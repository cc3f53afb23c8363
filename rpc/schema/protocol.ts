import { Type } from '@sinclair/typebox';
import { orNull } from './results.ts';
import { Address, Bool, Hash32, Quantity, Quantity64, Text } from './scalar.ts';

/** What xai_* about the protocol answers. Amounts in wei, times in seconds. */

const BlockReference = Type.Object(
  { number: Quantity64, hash: Hash32, timestamp: Quantity64 },
  { title: 'block reference' },
);

/** What holders of the chain decided about the next block. */
const DecidedParameters = Type.Object(
  {
    gasLimit: orNull(Quantity64, 'gas limit that blocks step towards; null: as the producer wishes'),
    elasticity: Quantity64,
    baseFeeDenominator: Quantity64,
    minimumBaseFee: Quantity,
    contracts: Bool,
    sharesFees: Bool,
    baseFeeRecipient: orNull(Address, 'address; null: burned'),
    hooks: Bool,
    forks: Type.Array(Type.Object({ fork: Text, time: Quantity64 })),
  },
  { title: 'decided parameters' },
);

/** A node in one answer. */
export const NodeStatusResult = Type.Object(
  {
    clientVersion: Text,
    network: Text,
    chainId: Quantity64,
    genesis: Hash32,
    blocksFrom: Type.Union([Type.Literal('dev'), Type.Literal('engine'), Type.Literal('chain')], {
      title: 'who makes blocks: dev mode, a consensus client, or the chain’s producer',
    }),
    fork: Text,
    head: BlockReference,
    safe: orNull(BlockReference),
    finalized: orNull(BlockReference),
    pool: Type.Object({ pending: Quantity64, queued: Quantity64 }),
    parameters: orNull(DecidedParameters, 'decided parameters; null: a plain Ethereum chain'),
  },
  { title: 'node status' },
);

/** How a module has shared what a block brought. */
const Distribution = Type.Object(
  { toProducer: Quantity, toStakers: Quantity, toTreasury: Quantity },
  { title: 'fee distribution' },
);

/** What a block's transactions paid, and to whom. */
export const FeeBreakdownResult = Type.Object(
  {
    blockNumber: Quantity64,
    blockHash: Hash32,
    gasUsed: Quantity64,
    baseFeePerGas: Quantity,
    baseFees: Quantity,
    baseFeeRecipient: orNull(Address, 'address; null: burned'),
    tips: Quantity,
    tipRecipient: Address,
    blobFees: Quantity,
    burned: Quantity,
    distribution: orNull(Distribution),
  },
  { title: 'fee breakdown' },
);
