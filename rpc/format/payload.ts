import type { Block } from '../../chain/block/block.ts';
import type { BuiltPayload } from '../../chain/forkchoice/payloadBuilder.ts';
import type { PayloadStatus } from '../../chain/forkchoice/payloadStatus.ts';
import type { BlobSidecar } from '../../chain/transaction/transaction.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';
import { formatWithdrawal } from './withdrawal.ts';

/** A block as the Engine API's ExecutionPayload of its fork. */
export function formatPayload({ header, hash, transactions, withdrawals }: Block) {
  return {
    parentHash: toHex(header.parentHash),
    feeRecipient: toHex(header.coinbase),
    stateRoot: toHex(header.stateRoot),
    receiptsRoot: toHex(header.receiptsRoot),
    logsBloom: toHex(header.logsBloom),
    prevRandao: toHex(header.mixHash),
    blockNumber: quantityHex(header.number),
    gasLimit: quantityHex(header.gasLimit),
    gasUsed: quantityHex(header.gasUsed),
    timestamp: quantityHex(header.timestamp),
    extraData: toHex(header.extraData),
    baseFeePerGas: quantityHex(header.baseFeePerGas ?? 0n),
    blockHash: toHex(hash),
    transactions: transactions.map(({ raw }) => toHex(raw)),
    ...(withdrawals === undefined ? {} : { withdrawals: withdrawals.map(formatWithdrawal) }),
    ...(header.blobGasUsed === undefined || header.excessBlobGas === undefined
      ? {}
      : {
          blobGasUsed: quantityHex(header.blobGasUsed),
          excessBlobGas: quantityHex(header.excessBlobGas),
        }),
  };
}

/** The answer to engine_getPayload from version 2 on; what its version does not have is left out. */
export function formatBuiltPayload({ executed, value, sidecars }: BuiltPayload, version: number) {
  return {
    executionPayload: formatPayload(executed.block),
    blockValue: quantityHex(value),
    ...(version < 3 ? {} : { blobsBundle: formatBlobs(sidecars), shouldOverrideBuilder: false }),
    ...(version < 4 ? {} : { executionRequests: (executed.requests ?? []).map(toHex) }),
  };
}

function formatBlobs(sidecars: readonly BlobSidecar[]) {
  return {
    commitments: sidecars.flatMap(({ commitments }) => commitments.map(toHex)),
    proofs: sidecars.flatMap(({ proofs }) => proofs.map(toHex)),
    blobs: sidecars.flatMap(({ blobs }) => blobs.map(toHex)),
  };
}

/** PayloadStatusV1. */
export function formatStatus(status: PayloadStatus) {
  return {
    status: status.status,
    latestValidHash:
      status.status === 'SYNCING' || status.latestValidHash === undefined
        ? null
        : toHex(status.latestValidHash),
    validationError: status.status === 'INVALID' ? status.validationError : null,
  };
}
