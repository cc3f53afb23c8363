import { describe, expect, test } from 'bun:test';
import { decodeBlock, encodeBlock } from '../../../chain/block/blockCodec.ts';
import { isSystemTransaction } from '../../../chain/transaction/native/system.ts';
import { mine, transaction } from '../../chain/support/chain.ts';
import { adding, END, eventsOf, openHookChain, START, telling, VALIDATE } from './support.ts';

describe('hooks of a block', () => {
  test('are called, their logs are in the receipt of a transaction of the block’s own, and another node agrees', async () => {
    await using producer = await openHookChain();
    await using follower = await openHookChain();
    const first = await mine(producer.chain, [adding(0, VALIDATE | START | END), telling(1, 0, 1)]);
    expect(first.block.transactions).toHaveLength(2);
    await mine(producer.chain, [telling(2, 1, 1), telling(3, 2, 1)]);
    const { block, receipts } = await mine(producer.chain, [transaction(1, 0), transaction(2, 0)]);

    expect(block.transactions).toHaveLength(3);
    const [own, receipt] = [block.transactions.at(-1), receipts.at(-1)];
    expect(own && isSystemTransaction(own)).toBe(true);
    expect(receipt).toMatchObject({ succeeded: true, gasUsed: 0n, cumulativeGasUsed: 42_000n });
    const events = eventsOf(receipt?.logs ?? []);
    expect(events.map(({ eventName }) => eventName)).toEqual(['Started', 'Validated', 'Validated', 'Ended']);
    expect(events[3]?.args).toMatchObject({ number: 3n, gasUsed: 42_000n, transactionCount: 2n });

    for (let number = 1n; number <= 3n; number++) {
      const made = producer.chain.blockByNumber(number);
      if (made === undefined) throw new Error('no block');
      expect(await follower.chain.importBlock(decodeBlock(encodeBlock(made)))).toBe('extended');
    }
    expect(follower.chain.head().hash).toEqual(producer.chain.head().hash);
    expect(follower.chain.receipts(block.hash)?.at(-1)?.logs).toEqual(receipt?.logs ?? []);
  });
});
