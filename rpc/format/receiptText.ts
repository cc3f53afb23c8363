import type { Block } from '../../chain/block/block.ts';
import { EMPTY_BLOOM } from '../../chain/receipt/bloom.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { Log } from '../../vm/log.ts';
import { quantityHex, quantityIfAny } from './hex.ts';
import { blockWords } from './place.ts';
import { type PlacedReceipt, statusWord } from './receipt.ts';
import { shownType } from './transaction.ts';

const NO_BLOOM = toHex(EMPTY_BLOOM);

/** Every receipt of a block, as the JSON of what formatReceipts gives. */
export function receiptTexts(block: Block, receipts: readonly Receipt[]): string {
  let firstLog = 0;
  const texts = receipts.map((receipt, index) => {
    const transaction = block.transactions[index] as Transaction;
    const text = receiptText({ block, receipt, transaction, index, firstLog });
    firstLog += receipt.logs.length;
    return text;
  });
  return `[${texts.join(',')}]`;
}

/** A receipt in its place, as the JSON of what formatReceipt gives: nothing in it needs escaping. */
export function receiptText({ block, receipt, transaction, index, firstLog }: PlacedReceipt): string {
  const { blockHash, blockNumber, blockTimestamp } = blockWords(block);
  const { logs, logsBloom, stateRoot } = receipt;
  const ownHash = `"transactionHash":"${toHex(transaction.hash)}","transactionIndex":"${quantityHex(index)}"`;
  let logTexts = '';
  if (logs.length > 0) {
    const place = `"blockNumber":"${blockNumber}",${ownHash},"blockHash":"${blockHash}","blockTimestamp":"${blockTimestamp}"`;
    logTexts = logs.map((log, offset) => logText(log, place, firstLog + offset)).join(',');
  }
  return `{${optional('blobGasPrice', quantityIfAny(receipt.blobGasPrice))}${optional('blobGasUsed', quantityIfAny(receipt.blobGasUsed))}\
"blockHash":"${blockHash}","blockNumber":"${blockNumber}","contractAddress":${bytesOrNull(receipt.contractAddress)},\
"cumulativeGasUsed":"${quantityHex(receipt.cumulativeGasUsed)}","effectiveGasPrice":"${quantityHex(receipt.effectiveGasPrice)}",\
"from":"${toHex(transaction.sender)}","gasUsed":"${quantityHex(receipt.gasUsed)}","logs":[${logTexts}],\
"logsBloom":"${logsBloom === EMPTY_BLOOM ? NO_BLOOM : toHex(logsBloom)}",\
${stateRoot === undefined ? `"status":"${statusWord(receipt)}"` : `"root":"${toHex(stateRoot)}"`},\
"to":${bytesOrNull(transaction.to)},${ownHash},"type":"${quantityHex(shownType(receipt))}"}`;
}

function logText({ address, topics, data }: Log, place: string, logIndex: number): string {
  const topicTexts = topics.length === 0 ? '' : `"${topics.map(toHex).join('","')}"`;
  return `{"address":"${toHex(address)}","topics":[${topicTexts}],"data":"${toHex(data)}",${place},"logIndex":"${quantityHex(logIndex)}","removed":false}`;
}

function optional(name: string, word: string | undefined): string {
  return word === undefined ? '' : `"${name}":"${word}",`;
}

function bytesOrNull(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'null' : `"${toHex(bytes)}"`;
}
