import { describe, expect, test } from 'bun:test';
import { transaction } from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

const GWEI = 1_000_000_000n;

describe('fees of a running chain', () => {
  test('follow what is paid', async () => {
    await using node = await openDevNode();
    const { fees, access } = node;
    expect(fees.maxPriorityFeePerGas()).toBe(GWEI);
    expect(fees.nextBaseFee()).toBe(875_000_000n);
    expect(fees.gasPrice()).toBe(1_875_000_000n);
    expect(fees.nextBlobBaseFee()).toBe(1n);
    const price = {
      type: 2 as const,
      chainId: 31_337n,
      maxFeePerGas: 10n * GWEI,
      maxPriorityFeePerGas: 3n * GWEI,
    };
    for (let nonce = 0; nonce < 3; nonce++) await access.submitRaw(transaction(0, nonce, price).raw);
    expect(fees.maxPriorityFeePerGas()).toBe(3n * GWEI);
  });

  test('are after a revert what they were, also where blocks without a sample lean on earlier suggestions', async () => {
    await using node = await openDevNode();
    const { fees, access, dev } = node;
    const pay = async (nonce: number, tip: bigint) => {
      const price = { maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: tip };
      await access.submitRaw(transaction(0, nonce, { type: 2, chainId: 31_337n, ...price }).raw);
      fees.maxPriorityFeePerGas();
    };
    const [first, before] = [await dev.snapshot(), fees.maxPriorityFeePerGas()];
    for (const nonce of [0, 1, 2]) await pay(nonce, 3n * GWEI);
    const [second, between] = [await dev.snapshot(), fees.maxPriorityFeePerGas()];
    expect([before, between]).toEqual([GWEI, 3n * GWEI]);
    for (const nonce of [3, 4, 5, 6, 7]) await pay(nonce, 80n * GWEI);
    expect(fees.maxPriorityFeePerGas()).toBe(80n * GWEI);
    await dev.revert(second);
    expect(fees.maxPriorityFeePerGas()).toBe(between);
    await pay(3, 80n * GWEI);
    await dev.revert(first);
    expect(fees.maxPriorityFeePerGas()).toBe(before);
    await dev.mine(2n, undefined);
    expect(fees.maxPriorityFeePerGas()).toBe(before);
  });

  test('the history ends with the next block, as it was or as it will be', async () => {
    await using node = await openDevNode();
    await node.access.submitRaw(transaction(0, 0).raw);
    await node.dev.mineAt(undefined);
    await node.dev.setNextBlockBaseFee(5n);
    const whole = node.fees.history(10, 2n, [50]);
    expect(whole.oldestBlock).toBe(0n);
    expect(whole.gasUsedRatio).toEqual([0, 21_000 / 30_000_000, 0]);
    expect(whole.baseFeePerGas).toHaveLength(4);
    expect(whole.baseFeePerGas[3]).toBe(5n);
    expect(whole.reward).toEqual([[0n], [2_000_000_000n - 875_000_000n], [0n]]);
    const past = node.fees.history(1, 0n, []);
    expect(past.baseFeePerGas).toEqual([GWEI, 875_000_000n]);
    expect(past.reward).toBeUndefined();
  });

  test('the same question has the same answer until there is another next block', async () => {
    await using node = await openDevNode();
    await node.dev.mine(2n, undefined);
    const first = node.fees.history(3, 2n, [50]);
    expect(node.fees.history(3, 2n, [50])).toBe(first);
    expect(node.fees.history(3, 2n, [60])).not.toBe(first);
    expect(node.fees.history(2, 2n, [50]).gasUsedRatio).toHaveLength(2);
    await node.dev.setNextBlockBaseFee(7n);
    expect(node.fees.history(3, 2n, [50]).baseFeePerGas.at(-1)).toBe(7n);
    await node.dev.mine(1n, undefined);
    const later = node.fees.history(3, 2n, [50]).baseFeePerGas;
    expect(later).toEqual([...first.baseFeePerGas.slice(0, 3), 7n]);
  });

  test('before London there is no base fee', async () => {
    await using node = await openDevNode({ fork: 'berlin' });
    expect(node.fees.nextBaseFee()).toBeUndefined();
    expect(node.fees.gasPrice()).toBe(GWEI);
    expect(node.fees.history(1, 0n, []).baseFeePerGas).toEqual([0n, 0n]);
  });
});
