import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { blockFees, FeeMemory } from '../../../chain/fees/blockFees.ts';
import type { FeeErrorCode } from '../../../chain/fees/errors.ts';
import { FeeError } from '../../../chain/fees/errors.ts';
import { type FeeHistoryChain, feeHistory, rewardPercentiles } from '../../../chain/fees/feeHistory.ts';
import { DEFAULT_TIP_OPTIONS, lowestTips, suggestTip } from '../../../chain/fees/gasPrice.ts';
import { rulesOf } from '../../../vm/rules/rules.ts';
import { makeBlock, makeConfig, makeTransaction } from '../samples.ts';

const rules = rulesOf(makeConfig(), 'prague');

/** `count` blocks, each with transactions that pay these tips and use 21000, 42000, … gas. */
function chainOf(count: number, tips: readonly bigint[]): FeeHistoryChain {
  const blocks = Array.from({ length: count }, (_, number) =>
    makeBlock(
      {
        number: BigInt(number),
        baseFeePerGas: 100n,
        gasLimit: 1_000_000n,
        gasUsed: gasOf(tips),
        excessBlobGas: 0n,
      },
      tips.map((tip) => makeTransaction({ maxFeePerGas: 1000n, maxPriorityFeePerGas: tip })),
    ),
  );
  const receipts = tips.map((_, index) => ({ gasUsed: 21_000n * BigInt(index + 1) }) as never);
  const at = (number: bigint) => blocks[Number(number)];
  const memory = new FeeMemory();
  return {
    head: () => ({ header: { ...makeBlock({}).header, number: BigInt(count - 1) } }),
    headerByNumber: at,
    blockByHash: () => blocks[0],
    receipts: () => receipts,
    feesOf: (number, hash) =>
      memory.get(number, hash, () => {
        const block = at(BigInt(number));
        return block && blockFees(block, rules);
      }),
    feesAfter: () => ({ baseFee: 88n, blobBaseFee: 1n }),
    answered: (_question, make) => make(),
  };
}

function gasOf(tips: readonly bigint[]): bigint {
  return tips.reduce((sum, _, index) => sum + 21_000n * BigInt(index + 1), 0n);
}

function refusal(action: () => unknown): { code: FeeErrorCode; message: string } | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof FeeError) return { code: error.code, message: error.message };
    throw error;
  }
}

describe('fee history', () => {
  test('holds one base fee more than blocks', () => {
    const history = feeHistory(chainOf(5, [7n, 3n]), 3, 4n, []);
    expect(history).toEqual({
      oldestBlock: 2n,
      baseFeePerGas: [100n, 100n, 100n, 88n],
      gasUsedRatio: [0.063, 0.063, 0.063],
      baseFeePerBlobGas: [1n, 1n, 1n, 1n],
      blobGasUsedRatio: [0, 0, 0],
      reward: undefined,
    });
  });

  test('is cut to the chain and to 1024 blocks', () => {
    expect(feeHistory(chainOf(3, []), 10, 2n, []).oldestBlock).toBe(0n);
    expect(feeHistory(chainOf(1100, []), 5000, 1099n, []).gasUsedRatio).toHaveLength(1024);
  });

  test('a block that took the place of another is not told as that', () => {
    const memory = new FeeMemory();
    const fees = (hash: number, baseFeePerGas: bigint) =>
      blockFees({ header: makeBlock({ baseFeePerGas }).header, hash: new Uint8Array(32).fill(hash) }, rules);
    const [former, present] = [fees(1, 7n), fees(2, 8n)];
    expect(memory.get(5, former.hash, () => former)?.baseFee).toBe(7n);
    expect(memory.get(5, former.hash, () => undefined)?.baseFee).toBe(7n);
    expect(memory.get(5, present.hash, () => present)?.baseFee).toBe(8n);
    for (let number = 6; number < 6 + 4096; number++) memory.get(number, former.hash, () => former);
    expect(memory.get(5, present.hash, () => undefined)).toBeUndefined();
  });

  test('asked for nothing, tells nothing', () => {
    expect(feeHistory(chainOf(3, []), 0, 2n, [50]).oldestBlock).toBe(0n);
    expect(feeHistory(chainOf(3, []), 0, 2n, [50]).gasUsedRatio).toEqual([]);
  });

  test('weighs rewards by gas', () => {
    const [block] = [
      makeBlock({ gasUsed: 63_000n, baseFeePerGas: 0n }, [
        makeTransaction({ maxFeePerGas: 10n, maxPriorityFeePerGas: 9n }),
        makeTransaction({ maxFeePerGas: 10n, maxPriorityFeePerGas: 2n }),
      ]),
    ];
    const receipts = [{ gasUsed: 21_000n }, { gasUsed: 42_000n }];
    expect(rewardPercentiles(block, receipts, [0, 50, 66, 67, 100])).toEqual([2n, 2n, 2n, 9n, 9n]);
    expect(rewardPercentiles(makeBlock({}), [], [10, 90])).toEqual([0n, 0n]);
  });

  test('refuses as geth does', () => {
    const chain = chainOf(3, []);
    expect(refusal(() => feeHistory(chain, 1, 3n, []))).toEqual({
      code: 'beyond-head',
      message: 'request beyond head block: requested 3, head 2',
    });
    expect(refusal(() => feeHistory(chain, 1, 2n, [101]))?.message).toBe(
      'invalid reward percentile: 101.000000',
    );
    expect(refusal(() => feeHistory(chain, 1, 2n, [-1]))?.code).toBe('invalid-percentile');
    expect(refusal(() => feeHistory(chain, 1, 2n, [50, 20]))?.message).toBe(
      'invalid reward percentile: #0:50.000000 >= #1:20.000000',
    );
    expect(
      refusal(() =>
        feeHistory(
          chain,
          1,
          2n,
          Array.from({ length: 101 }, (_, i) => i / 2),
        ),
      )?.message,
    ).toBe('invalid reward percentile: over the query limit 100');
  });
});

describe('suggested tip', () => {
  const producer = new Uint8Array(20).fill(9);
  const block = (...tips: bigint[]) =>
    makeBlock({ baseFeePerGas: 100n, coinbase: producer }, [
      ...tips.map((tip) => makeTransaction({ maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: tip })),
      makeTransaction({ sender: producer, maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 11n }),
    ]);
  const suggest = (blocks: readonly Block[], previous: bigint) =>
    suggestTip(
      blocks.map((one) => lowestTips(one, DEFAULT_TIP_OPTIONS.ignoreBelow)),
      previous,
      DEFAULT_TIP_OPTIONS,
    );

  test('is 1 gwei while nobody pays', () => {
    expect(suggest([block(), block()], DEFAULT_TIP_OPTIONS.initial)).toBe(1_000_000_000n);
    expect(suggest([], 5n)).toBe(5n);
  });

  test('is the 60th percentile of the lowest three tips of each block', () => {
    expect(suggest([block(50n, 10n, 30n, 20n)], 5n)).toBe(20n);
    expect(suggest([block(10n), block(20n), block(30n), block()], 5n)).toBe(10n);
  });

  test('passes over the worthless and keeps to its maximum', () => {
    expect(suggest([block(1n)], 5n)).toBe(5n);
    expect(suggest([block(10n ** 12n)], 5n)).toBe(500_000_000_000n);
  });
});
