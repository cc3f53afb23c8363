import { expect, test } from 'bun:test';
import { toKey } from '../../../storage/encoding/bytes.ts';
import { ACCOUNT_TRIE, HeldTries } from '../../../storage/state/heldTries.ts';
import { type TrieChange, type TrieUpdate, updateTrie } from '../../../storage/trie/update.ts';
import { emptyView } from '../../../storage/trie/view.ts';
import { seededRandom } from '../support/random.ts';

function updateOf(leaves: number) {
  const random = seededRandom(leaves);
  const keys = Array.from({ length: leaves }, () => random.bytes(32));
  const changes: TrieChange[] = keys.map((key) => ({ key, path: key, value: Uint8Array.of(1) }));
  return updateTrie(emptyView(32), changes);
}

/** As a commit does: the update began with the trie's root node as it is held. */
function follow(held: HeldTries, trie: string, update: TrieUpdate): void {
  held.follow(trie, { ...update, former: held.root(trie, () => undefined) });
}

/** Whether the root is at hand, and not read. */
function holds(held: HeldTries, trie: string): boolean {
  let reads = 0;
  held.root(trie, () => {
    reads++;
    return undefined;
  });
  return reads === 0;
}

test('the root node that an update led to is at hand until it is forgotten', () => {
  const held = new HeldTries(true);
  const update = updateOf(50);
  follow(held, ACCOUNT_TRIE, update);
  expect(held.root(ACCOUNT_TRIE, () => undefined)).toBe(update.top);
  held.forget();
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
  expect(holds(held, ACCOUNT_TRIE)).toBe(true);
});

test('more branches than may stay do not, whether an update made or read them', () => {
  const held = new HeldTries(true);
  follow(held, ACCOUNT_TRIE, updateOf(60_000));
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
  for (let i = 0; i < 5000; i++) held.kept?.();
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
});

test('an update that began before all was forgotten brings nothing back', () => {
  const held = new HeldTries(true);
  const update = updateOf(50);
  const former = held.root(ACCOUNT_TRIE, () => undefined);
  held.forget();
  held.follow(ACCOUNT_TRIE, { ...update, former });
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
  held.follow(ACCOUNT_TRIE, { ...update, former: updateOf(20).top });
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
});

test('many small tries are bounded too', () => {
  const held = new HeldTries(true);
  const random = seededRandom(1);
  const update = updateOf(1);
  const first = toKey(random.bytes(20));
  follow(held, first, update);
  for (let i = 0; i < 5000; i++) follow(held, toKey(random.bytes(20)), update);
  expect(holds(held, first)).toBe(false);
});

test('a mark stays what it was, and what was read since counts', () => {
  const held = new HeldTries(true);
  const [first, second] = [updateOf(50), updateOf(60)];
  follow(held, ACCOUNT_TRIE, first);
  const mark = held.mark();
  follow(held, ACCOUNT_TRIE, second);
  follow(held, 'a', first);
  held.restore(mark);
  expect(held.root(ACCOUNT_TRIE, () => undefined)).toBe(first.top);
  expect(holds(held, 'a')).toBe(false);
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 100; i++) held.kept?.();
    held.restore(mark);
  }
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
});

test('nothing stays where another process writes', () => {
  const held = new HeldTries(false);
  follow(held, ACCOUNT_TRIE, updateOf(50));
  expect(held.kept).toBeUndefined();
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
  expect(holds(held, ACCOUNT_TRIE)).toBe(false);
});
