import { expect, test } from 'bun:test';
import { bloomOfLogs } from '../../../chain/receipt/bloom.ts';
import type { Receipt } from '../../../chain/receipt/receipt.ts';
import {
  countReceipts,
  decodeReceipts,
  encodeReceipts,
  firstLogOf,
  readReceipt,
  readTransactionLogs,
  spanOfLog,
} from '../../../chain/receipt/receiptsRecord.ts';
import type { TransactionType } from '../../../chain/transaction/transaction.ts';
import { Random } from '../support/random.ts';

function randomReceipt(random: Random): Receipt {
  const hasStatus = random.int(3) > 0;
  const type = random.int(5) as TransactionType;
  const logs = random.list(random.int(8) === 0 ? 60 : 3, () => ({
    address: random.bytes(20),
    topics: random.list(4, () => random.bytes(32)),
    data: random.bytes(random.int(100)),
  }));
  return {
    type,
    succeeded: hasStatus ? random.int(2) === 1 : undefined,
    stateRoot: hasStatus ? undefined : random.bytes(32),
    cumulativeGasUsed: random.uint(40),
    logsBloom: bloomOfLogs(logs),
    logs,
    gasUsed: random.uint(30),
    effectiveGasPrice: random.uint(200),
    contractAddress: random.int(3) === 0 ? random.bytes(20) : undefined,
    blobGasUsed: type === 3 ? random.uint(25) : undefined,
    blobGasPrice: type === 3 ? random.uint(90) : undefined,
  };
}

test('stored receipts come back whole, alone, and by log', () => {
  const random = new Random(70);
  for (let i = 0; i < 60; i++) {
    const receipts = random.list(12, () => randomReceipt(random));
    const record = encodeReceipts(receipts);
    expect(countReceipts(record)).toBe(receipts.length);
    expect(decodeReceipts(record)).toEqual(receipts);
    let logIndex = 0;
    for (const [index, receipt] of receipts.entries()) {
      expect(readReceipt(record, index)).toEqual(receipt);
      const logs = readTransactionLogs(record, index);
      expect(logs.map(({ address, topics, data }) => ({ address, topics, data }))).toEqual([...receipt.logs]);
      expect(firstLogOf(record, index)).toBe(logIndex);
      for (let n = 0; n < receipt.logs.length; n++) {
        expect(spanOfLog(record, logIndex + n)).toEqual({ transactionIndex: index, firstLog: logIndex });
      }
      logIndex += receipt.logs.length;
    }
    expect(spanOfLog(record, logIndex)).toBeUndefined();
  }
});

test('a bloom sets three bits an item (yellow paper, 4.4.1)', () => {
  const bits = (bloom: Uint8Array) =>
    bloom.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  const log = { address: new Uint8Array(20), topics: [], data: new Uint8Array(5) };
  expect(bits(bloomOfLogs([log]))).toBe(3);
  expect(bloomOfLogs([log, log])).toEqual(bloomOfLogs([log]));
  expect(bits(bloomOfLogs([]))).toBe(0);
});
