import type { Block } from '../../chain/block/block.ts';
import type { SealedHeader } from '../../chain/block/header.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';
import { formatLog } from './log.ts';
import { shownType } from './transaction.ts';

/** Every receipt of a block. */
export function formatReceipts(block: Block, receipts: readonly Receipt[]) {
  let firstLog = 0;
  return receipts.map((receipt, index) => {
    const transaction = block.transactions[index] as Transaction;
    const json = formatReceipt({ block, receipt, transaction, index, firstLog });
    firstLog += receipt.logs.length;
    return json;
  });
}

/** A receipt with all that it is shown with. */
export interface PlacedReceipt {
  readonly block: SealedHeader;
  readonly receipt: Receipt;
  readonly transaction: Transaction;
  readonly index: number;
  /** the block's logs before this transaction's */
  readonly firstLog: number;
}

/** A receipt in its place. `root` stands for `status` before Byzantium; the blob fields are those of type 3. */
export function formatReceipt({ block, receipt, transaction, index, firstLog }: PlacedReceipt) {
  const { header } = block;
  const logs = receipt.logs.map((log, offset) =>
    formatLog(
      {
        log,
        blockNumber: header.number,
        blockHash: block.hash,
        blockTimestamp: header.timestamp,
        transactionHash: transaction.hash,
        transactionIndex: index,
        logIndex: firstLog + offset,
      },
      false,
    ),
  );
  return {
    ...(receipt.blobGasPrice === undefined ? {} : { blobGasPrice: quantityHex(receipt.blobGasPrice) }),
    ...(receipt.blobGasUsed === undefined ? {} : { blobGasUsed: quantityHex(receipt.blobGasUsed) }),
    blockHash: toHex(block.hash),
    blockNumber: quantityHex(header.number),
    contractAddress: receipt.contractAddress === undefined ? null : toHex(receipt.contractAddress),
    cumulativeGasUsed: quantityHex(receipt.cumulativeGasUsed),
    effectiveGasPrice: quantityHex(receipt.effectiveGasPrice),
    from: toHex(transaction.sender),
    gasUsed: quantityHex(receipt.gasUsed),
    logs,
    logsBloom: toHex(receipt.logsBloom),
    ...(receipt.stateRoot === undefined
      ? { status: receipt.succeeded === true ? '0x1' : '0x0' }
      : { root: toHex(receipt.stateRoot) }),
    to: transaction.to === undefined ? null : toHex(transaction.to),
    transactionHash: toHex(transaction.hash),
    transactionIndex: quantityHex(index),
    type: quantityHex(shownType(receipt)),
  };
}
