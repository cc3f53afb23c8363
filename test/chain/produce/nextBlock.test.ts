import { expect, test } from 'bun:test';
import { transaction } from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

test('what is decided about the next block is worked out once, and again when something has changed', async () => {
  await using node = await openDevNode();
  const { next } = node;
  const first = next.attributes();
  next.setBaseFee(1000n);
  expect(next.attributes().baseFee).toBe(1000n);
  next.setGasLimit(50_000_000n);
  expect(next.attributes()).toMatchObject({ baseFee: 1000n, gasLimit: 50_000_000n });
  await node.access.submitRaw(transaction(0, 0).raw);
  const second = next.attributes();
  expect(second.number).toBe(first.number + 1n);
  expect(second.baseFee).not.toBe(1000n);
  expect(second.prevRandao).not.toEqual(first.prevRandao);
  expect(second.gasLimit).toBe(50_000_000n);
  next.setCoinbase(new Uint8Array(20).fill(9));
  expect(next.attributes().coinbase).toEqual(new Uint8Array(20).fill(9));
});
