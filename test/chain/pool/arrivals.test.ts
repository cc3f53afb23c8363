import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { SenderThread } from '../../../chain/block/senderThread.ts';
import { poolAccess } from '../../../chain/pool/access.ts';
import { Arrivals } from '../../../chain/pool/arrivals.ts';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { ACCOUNTS, transaction } from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

/** A thread that counts the transactions it was asked about. */
class CountedThread extends SenderThread {
  asked = 0;

  override recoverTransactions(raw: readonly Uint8Array[]) {
    this.asked += raw.length;
    return super.recoverTransactions(raw);
  }
}

/** Enough of them for the thread to be worth starting. */
const ENOUGH = 300;
const signed = Array.from({ length: ENOUGH }, (_, index) => transaction(index % 3, Math.floor(index / 3)));
const raw = signed.map((one) => one.raw);
const senders = signed.map(({ sender }) => sender);

describe('senders of raw transactions', () => {
  let thread: CountedThread;
  let arrivals: Arrivals;
  const together = (some: readonly Uint8Array[]) => Promise.all(some.map((one) => arrivals.senderOf(one)));
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    thread = new CountedThread();
    arrivals = new Arrivals(thread);
  });
  afterEach(() => thread.close());

  test('one that comes alone is answered for at once, however often', async () => {
    for (const one of raw) {
      expect(arrivals.senderOf(one)).toBeUndefined();
      await turn();
    }
    expect(thread.asked).toBe(0);
  });

  test('a few together are not worth the thread, and not the first hundreds', async () => {
    for (let first = 0; first < ENOUGH; first += 4) {
      expect(await together(raw.slice(first, first + 4))).toEqual(Array(4).fill(undefined));
      await turn();
    }
    expect(await together(raw.slice(0, 200))).toEqual(Array(200).fill(undefined));
    expect(thread.asked).toBe(0);
  });

  test('many have their senders recovered elsewhere, all but the first, and what cannot be read has none', async () => {
    expect(await together(raw)).toEqual([undefined, ...senders.slice(1)]);
    expect(thread.asked).toBe(ENOUGH - 1);
    await turn();
    const damaged = raw.slice(0, 6).map((bytes, index) => (index === 3 ? bytes.subarray(1) : bytes));
    expect(await together(damaged)).toEqual(
      senders.slice(0, 6).map((sender, index) => (index % 3 === 0 ? undefined : sender)),
    );
  });

  test('they keep their order, also behind those that are on their way', async () => {
    const order: number[] = [];
    const note = (some: readonly Uint8Array[], base: number) =>
      some.map(async (one, index) => {
        await arrivals.senderOf(one);
        order.push(base + index);
      });
    const first = note(raw, 0);
    await turn();
    await Promise.all([...first, ...note(raw.slice(0, 2), ENOUGH)]);
    expect(order).toEqual(Array.from({ length: ENOUGH + 2 }, (_, index) => index));
  });

  test('a thread that is gone answers for none, and whoever asks recovers', async () => {
    const asked = together(raw);
    await turn();
    thread.close();
    expect(await asked).toEqual(Array(ENOUGH).fill(undefined));
    await turn();
    expect(await together(raw.slice(0, 10))).toEqual(Array(10).fill(undefined));
  });
});

test('many transactions at once are in the pool as they would be one by one, a bad one is refused alone', async () => {
  await using node = await openDevNode({ mode: 'manual' });
  const thread = new CountedThread();
  try {
    const access = poolAccess(node.pool, node.producer, { arrivals: new Arrivals(thread) });
    // r is out of range
    const damaged = (raw[0] as Uint8Array).slice().fill(0xff, -65, -33);
    const sent = await Promise.allSettled(
      [...raw, damaged, ...raw.slice(0, 1)].map((one) => access.submitRaw(one)),
    );
    const refused = sent
      .splice(ENOUGH)
      .map((one) => (one.status === 'rejected' ? String(one.reason) : 'taken'));
    expect(refused[0]).toContain('invalid transaction v, r, s values');
    expect(refused[1]).toContain('already known');
    expect(sent.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(thread.asked).toBeGreaterThan(ENOUGH);
    for (const [place, account] of ACCOUNTS.entries()) {
      const own = raw.filter((_, index) => index % 3 === place).map((one) => decodeTransaction(one));
      const kept = [...node.pool.pending().values()].find(
        ([first]) => first !== undefined && toHex(first.sender) === toHex(account),
      );
      expect(kept).toEqual(own);
    }
  } finally {
    thread.close();
  }
});
