import type { Block } from '../../chain/block/block.ts';
import type { SealedHeader } from '../../chain/block/header.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex, quantityIfAny } from './hex.ts';
import { formatLogAt } from './log.ts';
import { blockWords } from './place.ts';
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

/**
 * A receipt in its place. `root` stands for `status` before Byzantium; the blob fields are those of type 3. Fields that a
 * receipt does not have are undefined, which JSON leaves out.
 */
export function formatReceipt({ block, receipt, transaction, index, firstLog }: PlacedReceipt) {
  const { blockHash, blockNumber, blockTimestamp } = blockWords(block);
  const transactionHash = toHex(transaction.hash);
  const transactionIndex = quantityHex(index);
  const place = { blockHash, blockNumber, blockTimestamp, transactionHash, transactionIndex };
  const { stateRoot, contractAddress } = receipt;
  return {
    blobGasPrice: quantityIfAny(receipt.blobGasPrice),
    blobGasUsed: quantityIfAny(receipt.blobGasUsed),
    blockHash,
    blockNumber,
    contractAddress: contractAddress === undefined ? null : toHex(contractAddress),
    cumulativeGasUsed: quantityHex(receipt.cumulativeGasUsed),
    effectiveGasPrice: quantityHex(receipt.effectiveGasPrice),
    from: toHex(transaction.sender),
    gasUsed: quantityHex(receipt.gasUsed),
    logs: receipt.logs.map((log, offset) => formatLogAt(log, place, firstLog + offset, false)),
    logsBloom: toHex(receipt.logsBloom),
    status: stateRoot === undefined ? statusWord(receipt) : undefined,
    root: stateRoot === undefined ? undefined : toHex(stateRoot),
    to: transaction.to === undefined ? null : toHex(transaction.to),
    transactionHash,
    transactionIndex,
    type: quantityHex(shownType(receipt)),
  };
}

/** Since Byzantium. */
export function statusWord({ succeeded }: Receipt): string {
  return succeeded === true ? '0x1' : '0x0';
}
