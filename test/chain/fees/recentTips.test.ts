import { describe, expect, test } from 'bun:test';
import { DEFAULT_TIP_OPTIONS, lowestTips } from '../../../chain/fees/gasPrice.ts';
import { RecentTips } from '../../../chain/fees/recentTips.ts';
import { transaction } from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

const OPTIONS = { ...DEFAULT_TIP_OPTIONS, blocks: 3 };

describe('the tips of the newest blocks', () => {
  test('are those of a fresh look after blocks, unwinding and another branch', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const { chain, dev, access } = node;
    const recent = new RecentTips(chain, OPTIONS);
    const compare = () => {
      const kept = recent.tips();
      expect(kept).toEqual(new RecentTips(chain, OPTIONS).tips());
      const { number } = chain.head().header;
      const newest = chain.blockByNumber(number);
      expect(kept.at(-1)).toEqual(newest && lowestTips(newest, OPTIONS.ignoreBelow));
      expect(kept).toHaveLength(Math.min(3, Number(number) + 1));
    };
    compare();
    for (let nonce = 0; nonce < 5; nonce++) {
      const tip = 1_000_000_000n + BigInt(nonce);
      const fees = {
        type: 2 as const,
        chainId: 31_337n,
        maxFeePerGas: 10n ** 11n,
        maxPriorityFeePerGas: tip,
      };
      await access.submitRaw(transaction(0, nonce, fees).raw);
      await dev.mineAt(undefined);
      compare();
      expect(recent.tips().at(-1)).toEqual([tip]);
    }
    await dev.mine(2n, undefined);
    compare();
    await chain.lock.run(() => chain.unwindTo(3n));
    compare();
    await dev.mine(1n, undefined);
    compare();
  });

  test('of a branch that took the place of the one before are not mixed with it', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const { chain, dev } = node;
    const recent = new RecentTips(chain, OPTIONS);
    await dev.mine(4n, undefined);
    recent.tips();
    await chain.lock.run(() => chain.unwindTo(2n));
    await node.access.submitRaw(transaction(0, 0).raw);
    await dev.mine(3n, undefined);
    expect(recent.tips()).toEqual(new RecentTips(chain, OPTIONS).tips());
  });
});
