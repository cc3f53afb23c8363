import { expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { decodeBlock } from '../../../chain/block/blockCodec.ts';
import { formatBlock, formatOmmer } from '../../../rpc/format/block.ts';
import { formatTransaction } from '../../../rpc/format/transaction.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import vectors from './fixtures/execution-apis.json';

/** Blocks and answers of the execution-apis cases (ethereum/execution-apis, tests/). */
const blocks = new Map(
  Object.entries(vectors.blocks).map(([number, raw]) => [Number(number), decodeBlock(fromHex(raw))]),
);

const blockOf = (number: number): Block => blocks.get(number) as Block;
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

for (const { case: name, block: number, result } of vectors.cases) {
  test(name, () => {
    const block = blockOf(number);
    if ('number' in result) {
      expect(json(formatBlock(block, { fullTransactions: false, pending: false, size: undefined }))).toEqual(
        result,
      );
      return;
    }
    const index = Number(result.transactionIndex);
    const transaction = block.transactions[index];
    if (transaction === undefined) throw new Error('the vector names no transaction of its block');
    expect(json(formatTransaction(transaction, { block, index }))).toEqual(result);
  });
}

test('a transaction that waits has no place, and shows the most it would pay', () => {
  const transaction = blockOf(45).transactions[1];
  if (transaction === undefined) throw new Error('the vector is short');
  const shown = formatTransaction({ ...transaction, maxFeePerGas: 77n }, undefined);
  expect([shown.blockHash, shown.blockNumber, shown.blockTimestamp, shown.transactionIndex]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(shown.gasPrice).toBe('0x4d');
});

test('the pending block has a number, and its transactions have no place', () => {
  const shown = formatBlock(blockOf(45), { fullTransactions: true, pending: true, size: 10 });
  expect(shown.number).toBe('0x2d');
  expect(shown.size).toBe('0xa');
  expect(shown.transactions[0]).toMatchObject({ blockHash: null, blockNumber: null, transactionIndex: null });
});

test('uncles are listed by hash and shown as headers', () => {
  const ommer = blockOf(1).header;
  const block = { ...blockOf(3), ommers: [ommer] };
  const { uncles } = formatBlock(block, { fullTransactions: false, pending: false, size: undefined });
  expect(uncles).toEqual([toHex(blockOf(1).hash)]);
  expect(formatOmmer(ommer)).toMatchObject({ hash: uncles[0], number: '0x1', uncles: [] });
});
