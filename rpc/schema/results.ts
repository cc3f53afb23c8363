import { type TSchema, Type } from '@sinclair/typebox';
import { Withdrawal } from './block.ts';
import { AccessList, AuthorizationItem } from './call.ts';
import { Address, Bool, Data, Hash32, Quantity, Quantity64 } from './scalar.ts';

/** What the methods answer with, for rpc.discover and docs/rpc.md; rpc/format makes these forms. */

/** Null where nothing was found. */
export function orNull<T extends TSchema>(schema: T, title = schema.title) {
  return Type.Union([schema, Type.Null()], title === undefined ? {} : { title: `${title} or null` });
}

/** A log in its place in the chain. */
export const LogResult = Type.Object(
  {
    address: Address,
    topics: Type.Array(Hash32),
    data: Data,
    blockNumber: Quantity64,
    transactionHash: Hash32,
    transactionIndex: Quantity64,
    blockHash: Hash32,
    blockTimestamp: Quantity64,
    logIndex: Quantity64,
    removed: Bool,
  },
  { title: 'log' },
);

/** A signed transaction; the place is null while it waits. */
export const TransactionResult = Type.Object(
  {
    blockHash: orNull(Hash32),
    blockNumber: orNull(Quantity64),
    blockTimestamp: orNull(Quantity64),
    from: Address,
    gas: Quantity64,
    gasPrice: Quantity,
    maxFeePerGas: Type.Optional(Quantity),
    maxPriorityFeePerGas: Type.Optional(Quantity),
    maxFeePerBlobGas: Type.Optional(Quantity),
    hash: Hash32,
    input: Data,
    nonce: Quantity64,
    to: orNull(Address),
    transactionIndex: orNull(Quantity64),
    value: Quantity,
    type: Quantity64,
    accessList: Type.Optional(AccessList),
    chainId: Type.Optional(Quantity),
    blobVersionedHashes: Type.Optional(Type.Array(Hash32)),
    authorizationList: Type.Optional(Type.Array(AuthorizationItem)),
    v: Quantity,
    r: Quantity,
    s: Quantity,
    yParity: Type.Optional(Quantity64),
  },
  { title: 'transaction' },
);

/** A header as newHeads announces it. */
export const HeaderResult = Type.Object(
  {
    hash: Hash32,
    parentHash: Hash32,
    sha3Uncles: Hash32,
    miner: Address,
    stateRoot: Hash32,
    transactionsRoot: Hash32,
    receiptsRoot: Hash32,
    logsBloom: Data,
    difficulty: Quantity,
    number: Quantity64,
    gasLimit: Quantity64,
    gasUsed: Quantity64,
    timestamp: Quantity64,
    extraData: Data,
    mixHash: Hash32,
    nonce: Data,
    baseFeePerGas: Type.Optional(Quantity),
    withdrawalsRoot: Type.Optional(Hash32),
    blobGasUsed: Type.Optional(Quantity64),
    excessBlobGas: Type.Optional(Quantity64),
    parentBeaconBlockRoot: Type.Optional(Hash32),
    requestsHash: Type.Optional(Hash32),
  },
  { title: 'header' },
);

/** A block: its header with size, transactions (whole or as hashes), uncles and withdrawals. */
export const BlockResult = Type.Object(
  {
    ...HeaderResult.properties,
    size: Quantity64,
    transactions: Type.Union([Type.Array(Hash32), Type.Array(TransactionResult)], { title: 'transactions' }),
    uncles: Type.Array(Hash32),
    withdrawals: Type.Optional(Type.Array(Withdrawal)),
  },
  { title: 'block' },
);

/** An ommer. */
export const OmmerResult = Type.Object(
  { ...HeaderResult.properties, size: Quantity64, uncles: Type.Array(Hash32) },
  { title: 'uncle' },
);

/** A receipt: `root` instead of `status` before Byzantium, the blob fields for type 3. */
export const ReceiptResult = Type.Object(
  {
    blobGasPrice: Type.Optional(Quantity),
    blobGasUsed: Type.Optional(Quantity64),
    blockHash: Hash32,
    blockNumber: Quantity64,
    contractAddress: orNull(Address),
    cumulativeGasUsed: Quantity64,
    effectiveGasPrice: Quantity,
    from: Address,
    gasUsed: Quantity64,
    logs: Type.Array(LogResult),
    logsBloom: Data,
    status: Type.Optional(Quantity64),
    root: Type.Optional(Hash32),
    to: orNull(Address),
    transactionHash: Hash32,
    transactionIndex: Quantity64,
    type: Quantity64,
  },
  { title: 'receipt' },
);

/** eth_getProof's answer. */
export const ProofResult = Type.Object(
  {
    address: Address,
    accountProof: Type.Array(Data),
    balance: Quantity,
    codeHash: Hash32,
    nonce: Quantity64,
    storageHash: Hash32,
    storageProof: Type.Array(
      Type.Object(
        { key: Type.String(), value: Quantity, proof: Type.Array(Data) },
        { title: 'storage proof' },
      ),
    ),
  },
  { title: 'account proof' },
);

/** eth_feeHistory's answer. */
export const FeeHistoryResult = Type.Object(
  {
    oldestBlock: Quantity64,
    reward: Type.Optional(Type.Array(Type.Array(Quantity))),
    baseFeePerGas: Type.Array(Quantity),
    gasUsedRatio: Type.Array(Type.Number()),
    baseFeePerBlobGas: Type.Array(Quantity),
    blobGasUsedRatio: Type.Array(Type.Number()),
  },
  { title: 'fee history' },
);
