import { describe, expect, test } from 'bun:test';
import { PoolContent } from '../../../chain/pool/content.ts';
import { pooled } from '../../../chain/pool/pooled.ts';
import { follow, pendingCount, pendingOf, queuedCount, queuedOf } from '../../../chain/pool/senderQueue.ts';
import { address, makeTransaction } from '../samples.ts';

const SENDERS = 4;
const RICH = 10n ** 18n;
const LIMIT = 30_000_000n;

/** What the totals and boundaries must be, found the slow way. */
function checkInvariants(content: PoolContent): void {
  let [pending, queued, slots, bytes] = [0, 0, 0, 0];
  for (const queue of content.queues()) {
    expect(queue.byNonce.size).toBeGreaterThan(0);
    let end = queue.nonce;
    let cost = 0n;
    while (queue.byNonce.has(end)) {
      cost += queue.byNonce.get(end)?.cost ?? 0n;
      end++;
    }
    expect(queue.pendingEnd).toBe(end);
    expect(queue.pendingCost).toBe(cost);
    expect(pendingOf(queue).length).toBe(pendingCount(queue));
    expect(queuedOf(queue).length).toBe(queuedCount(queue));
    pending += pendingCount(queue);
    queued += queuedCount(queue);
  }
  for (const entry of content.all()) {
    slots += entry.slots;
    bytes += entry.bytes;
    expect(content.queueOf(entry.senderKey)?.byNonce.get(entry.transaction.nonce)).toBe(entry);
  }
  expect(content).toMatchObject({ pending, queued, slots, bytes });
}

describe('pool content', () => {
  test.each([1, 2, 3])('totals hold whatever happens (run %p)', (seed) => {
    let state = seed;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const nonces = Array.from({ length: SENDERS }, () => 0n);
    const content = new PoolContent();
    for (let step = 0; step < 600; step++) {
      const who = random(SENDERS);
      const sender = address(who + 1);
      const queue = content.queueOf(pooled(makeTransaction({ sender }), 0).senderKey);
      const choice = random(10);
      if (choice < 6) {
        const nonce = (nonces[who] ?? 0n) + BigInt(random(8));
        const value = BigInt(step);
        const data = new Uint8Array(random(3) * 20_000);
        const entry = pooled(makeTransaction({ sender, nonce, value, data }), step);
        const promoted = content.insert(entry, { nonce: nonces[who] ?? 0n, balance: RICH }, step);
        expect(promoted.every((one) => one.transaction.nonce >= nonce)).toBe(true);
      } else if (choice < 8 && queue !== undefined) {
        const entries = [...queue.byNonce.values()];
        const entry = entries[random(entries.length)];
        if (entry !== undefined) expect(content.remove(entry)).toBe(true);
      } else if (queue !== undefined) {
        // a reorg may take a nonce back
        const nonce = (nonces[who] ?? 0n) + BigInt(random(4)) - (random(5) === 0 ? 1n : 0n);
        nonces[who] = nonce < 0n ? 0n : nonce;
        const account = { nonce: nonces[who] ?? 0n, balance: random(9) === 0 ? 0n : RICH };
        const before = new Set(pendingOf(queue));
        const { promoted } = content.update(queue, () => follow(queue, account, LIMIT));
        expect(promoted).toEqual(pendingOf(queue).filter((one) => !before.has(one)));
      }
      checkInvariants(content);
    }
    content.clear();
    expect(content).toMatchObject({ pending: 0, queued: 0, slots: 0, bytes: 0 });
    expect([...content.queues()]).toEqual([]);
  });
});
