import { expect, test } from 'bun:test';
import type { MinedLog } from '../../../chain/canonical/mined.ts';
import { bloomOfLogs } from '../../../chain/receipt/bloom.ts';
import { encodeReceipts, readTransactionLogs } from '../../../chain/receipt/receiptsRecord.ts';
import { formatLog } from '../../../rpc/format/log.ts';
import { logTexts } from '../../../rpc/format/logTexts.ts';
import { JsonText } from '../../../rpc/jsonText.ts';
import type { Log } from '../../../vm/log.ts';

const bytes = (length: number, first: number) => Uint8Array.from({ length }, (_, i) => (first + 7 * i) % 256);

const LOGS: readonly Log[] = [0, 1, 2, 3, 4].flatMap((topics) =>
  [0, 1, 32, 333].map((data) => ({
    address: bytes(20, topics),
    topics: Array.from({ length: topics }, (_, n) => bytes(32, n)),
    data: bytes(data, data),
  })),
);

/** The same logs as they are read from a stored record. */
function stored(): readonly Log[] {
  const receipt = {
    ...{ type: 2 as const, succeeded: true, stateRoot: undefined, contractAddress: bytes(20, 1) },
    ...{
      cumulativeGasUsed: 5n,
      gasUsed: 5n,
      effectiveGasPrice: 7n,
      logs: LOGS,
      logsBloom: bloomOfLogs(LOGS),
    },
    ...{ blobGasUsed: undefined, blobGasPrice: undefined },
  };
  return readTransactionLogs(encodeReceipts([receipt]), 0);
}

/** Each in its place: three to a transaction, seven to a block. */
function mined(logs: readonly Log[]): MinedLog[] {
  const hashes = [0, 1, 2].map((n) => bytes(32, n));
  return logs.map((log, index) => ({
    log,
    blockNumber: BigInt(Math.floor(index / 7)),
    blockHash: hashes[Math.floor(index / 7)] as Uint8Array,
    blockTimestamp: 1_000n + BigInt(Math.floor(index / 7)),
    transactionHash: bytes(32, Math.floor(index / 3)),
    transactionIndex: Math.floor(index / 3),
    logIndex: index,
  }));
}

test('the text is that of what formatLog gives, of stored logs and of others', () => {
  for (const logs of [LOGS, stored(), []]) {
    const all = mined(logs);
    expect(logTexts(all)).toBe(JSON.stringify(all.map((one) => formatLog(one, false))));
  }
});

test('a text within another value is its value', () => {
  const logs = mined(stored());
  const shown = logs.map((one) => formatLog(one, false));
  expect(JSON.stringify({ logs: new JsonText(logTexts(logs)) })).toBe(JSON.stringify({ logs: shown }));
});
