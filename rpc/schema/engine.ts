import { type Static, Type } from '@sinclair/typebox';
import type { ForkChoiceState } from '../../chain/forkchoice/forkChoice.ts';
import type { ExecutionPayload } from '../../chain/forkchoice/payload.ts';
import type { PayloadAttributes } from '../../chain/forkchoice/payloadBuilder.ts';
import { Withdrawal } from './block.ts';
import { maybe } from './call.ts';
import { toBytes, toOptionalBytes, toOptionalQuantity, toQuantity } from './parse.ts';
import { parseWithdrawal } from './parseWithdrawal.ts';
import { Address, Bool, Data, Hash32, Quantity, Quantity64 } from './scalar.ts';

/** A block as consensus clients exchange it, of any version. */
export const Payload = Type.Object(
  {
    parentHash: Hash32,
    feeRecipient: Address,
    stateRoot: Hash32,
    receiptsRoot: Hash32,
    logsBloom: Type.String({ title: 'bytes256', pattern: '^0x[0-9a-fA-F]{512}$' }),
    prevRandao: Hash32,
    blockNumber: Quantity64,
    gasLimit: Quantity64,
    gasUsed: Quantity64,
    timestamp: Quantity64,
    extraData: Type.String({ title: 'bytesMax32', pattern: '^0x([0-9a-fA-F]{2}){0,32}$' }),
    baseFeePerGas: Quantity,
    blockHash: Hash32,
    transactions: Type.Array(Data),
    withdrawals: maybe(Type.Array(Withdrawal)),
    blobGasUsed: maybe(Quantity64),
    excessBlobGas: maybe(Quantity64),
    blockAccessList: maybe(Data),
    slotNumber: maybe(Quantity64),
  },
  { title: 'executionPayload' },
);

/** A built block, with what of it is not in the payload; what a version does not have is absent. */
export const Envelope = Type.Object(
  {
    executionPayload: Payload,
    blockValue: Quantity,
    blobsBundle: Type.Optional(
      Type.Object(
        { commitments: Type.Array(Data), proofs: Type.Array(Data), blobs: Type.Array(Data) },
        { title: 'blobsBundle' },
      ),
    ),
    shouldOverrideBuilder: Type.Optional(Bool),
    executionRequests: Type.Optional(Type.Array(Data)),
  },
  { title: 'builtPayload' },
);

/** What is head, safe and final. */
export const ForkchoiceState = Type.Object(
  { headBlockHash: Hash32, safeBlockHash: Hash32, finalizedBlockHash: Hash32 },
  { title: 'forkchoiceState' },
);

/** What a new block is to be like, of any version. */
export const Attributes = Type.Object(
  {
    timestamp: Quantity64,
    prevRandao: Hash32,
    suggestedFeeRecipient: Address,
    withdrawals: maybe(Type.Array(Withdrawal)),
    parentBeaconBlockRoot: maybe(Hash32),
    slotNumber: maybe(Quantity64),
    targetGasLimit: maybe(Quantity64),
  },
  { title: 'payloadAttributes' },
);

/** 8 bytes that name a payload in the making. */
export const PayloadId = Type.String({ title: 'payloadId', pattern: '^0x[0-9a-fA-F]{16}$' });

/** One bit for each of the 128 cells of a blob. */
export const Bitmap128 = Type.String({ title: 'bitmap128', pattern: '^0x[0-9a-fA-F]{32}$' });

/** A checked payload in the node's terms. */
export function parsePayload(payload: Static<typeof Payload>): ExecutionPayload {
  return {
    parentHash: toBytes(payload.parentHash),
    feeRecipient: toBytes(payload.feeRecipient),
    stateRoot: toBytes(payload.stateRoot),
    receiptsRoot: toBytes(payload.receiptsRoot),
    logsBloom: toBytes(payload.logsBloom),
    prevRandao: toBytes(payload.prevRandao),
    blockNumber: toQuantity(payload.blockNumber),
    gasLimit: toQuantity(payload.gasLimit),
    gasUsed: toQuantity(payload.gasUsed),
    timestamp: toQuantity(payload.timestamp),
    extraData: toBytes(payload.extraData),
    baseFeePerGas: toQuantity(payload.baseFeePerGas),
    blockHash: toBytes(payload.blockHash),
    transactions: payload.transactions.map(toBytes),
    withdrawals: payload.withdrawals?.map(parseWithdrawal),
    blobGasUsed: toOptionalQuantity(payload.blobGasUsed),
    excessBlobGas: toOptionalQuantity(payload.excessBlobGas),
  };
}

/** A checked fork choice in the node's terms. */
export function parseForkchoice(state: Static<typeof ForkchoiceState>): ForkChoiceState {
  return {
    head: toBytes(state.headBlockHash),
    safe: toBytes(state.safeBlockHash),
    finalized: toBytes(state.finalizedBlockHash),
  };
}

/** Checked attributes in the node's terms. */
export function parseAttributes(attributes: Static<typeof Attributes>, version: number): PayloadAttributes {
  return {
    version,
    timestamp: toQuantity(attributes.timestamp),
    prevRandao: toBytes(attributes.prevRandao),
    feeRecipient: toBytes(attributes.suggestedFeeRecipient),
    withdrawals: attributes.withdrawals?.map(parseWithdrawal),
    parentBeaconRoot: toOptionalBytes(attributes.parentBeaconBlockRoot),
  };
}
