import { expect, test } from 'bun:test';
import { decodeBlock } from '../../../chain/block/blockCodec.ts';
import { EMPTY_BLOOM } from '../../../chain/receipt/bloom.ts';
import type { Receipt } from '../../../chain/receipt/receipt.ts';
import { formatReceipt, formatReceipts } from '../../../rpc/format/receipt.ts';
import { receiptText, receiptTexts } from '../../../rpc/format/receiptText.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import vectors from './fixtures/execution-apis.json';

const bloom = new Uint8Array(256);
const log = {
  address: new Uint8Array(20).fill(1),
  topics: [new Uint8Array(32).fill(2)],
  data: Uint8Array.of(3),
};

const receipt: Receipt = {
  type: 0,
  succeeded: true,
  stateRoot: undefined,
  cumulativeGasUsed: 21_000n,
  logsBloom: bloom,
  logs: [],
  gasUsed: 21_000n,
  effectiveGasPrice: 1n,
  contractAddress: undefined,
  blobGasUsed: undefined,
  blobGasPrice: undefined,
};

const block = decodeBlock(fromHex(vectors.blocks['3']));

/** The receipt as that of the block's first transaction, as it is in an answer. */
function show(first: Receipt): Record<string, unknown> {
  const [transaction] = block.transactions;
  if (transaction === undefined) throw new Error('the vector has no transaction');
  const placed = { block, receipt: first, transaction, index: 0, firstLog: 0 };
  const text = receiptText(placed);
  expect(text).toBe(JSON.stringify(formatReceipt(placed)));
  return JSON.parse(text);
}

test('every key of a receipt, and no other', () => {
  const shown = show(receipt);
  expect(shown).toEqual({
    blockHash: '0xb8a651cb280e169015aef5235a141cb2d905058d1ff9bba788b7ad2c729c9837',
    blockNumber: '0x3',
    contractAddress: null,
    cumulativeGasUsed: '0x5208',
    effectiveGasPrice: '0x1',
    from: '0x7435ed30a8b4aeb0877cef0c6e8cffe834eb865f',
    gasUsed: '0x5208',
    logs: [],
    logsBloom: `0x${'00'.repeat(256)}`,
    status: '0x1',
    to: '0xc7b99a164efd027a93f147376cc7da7c67c6bbe0',
    transactionHash: '0x3fbac8b19b59077cd29bbacc3815d73577b45a4d976cae80b04c98c793684c07',
    transactionIndex: '0x0',
    type: '0x0',
  });
});

test('before Byzantium a state root stands for the status', () => {
  const old = { ...receipt, succeeded: undefined, stateRoot: new Uint8Array(32).fill(9) };
  const shown = show(old);
  expect(shown).toMatchObject({ root: `0x${'09'.repeat(32)}` });
  expect(shown).not.toHaveProperty('status');
});

test('blob fields and contract address', () => {
  const made = {
    ...receipt,
    succeeded: false,
    contractAddress: new Uint8Array(20).fill(7),
    blobGasUsed: 131_072n,
    blobGasPrice: 1n,
  };
  expect(show(made)).toMatchObject({
    status: '0x0',
    contractAddress: `0x${'07'.repeat(20)}`,
    blobGasUsed: '0x20000',
    blobGasPrice: '0x1',
  });
});

test('a receipt without a recipient, a log without topics and data, a bloom of no logs', () => {
  const [transaction] = block.transactions;
  if (transaction === undefined) throw new Error('the vector has no transaction');
  const bare = { ...log, topics: [], data: new Uint8Array(0) };
  const made = { ...receipt, type: 2 as const, logsBloom: EMPTY_BLOOM, logs: [bare, log] };
  const placed = {
    block,
    receipt: made,
    transaction: { ...transaction, to: undefined },
    index: 7,
    firstLog: 300,
  };
  const text = receiptText(placed);
  expect(text).toBe(JSON.stringify(formatReceipt(placed)));
  expect(JSON.parse(text)).toMatchObject({ to: null, logsBloom: `0x${'00'.repeat(256)}`, type: '0x2' });
});

test('logs are numbered through the block', () => {
  const receipts = [
    { ...receipt, logs: [log, log] },
    { ...receipt, logs: [log] },
  ];
  const all = formatReceipts(block, receipts);
  expect(receiptTexts(block, receipts)).toBe(JSON.stringify(all));
  expect(all.flatMap(({ logs }) => logs.map(({ logIndex }) => logIndex))).toEqual(['0x0', '0x1', '0x2']);
  expect(all[1]?.logs[0]).toEqual({
    address: `0x${'01'.repeat(20)}`,
    topics: [`0x${'02'.repeat(32)}`],
    data: '0x03',
    blockNumber: '0x3',
    transactionHash: all[1]?.transactionHash as `0x${string}`,
    transactionIndex: '0x1',
    blockHash: '0xb8a651cb280e169015aef5235a141cb2d905058d1ff9bba788b7ad2c729c9837',
    blockTimestamp: '0x1e',
    logIndex: '0x2',
    removed: false,
  });
});
