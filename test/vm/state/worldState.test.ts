import { describe, expect, test } from 'bun:test';
import { EMPTY_BYTES, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../../storage/encoding/keccak.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { ALICE, address, CONTRACT, NOTHING, rules, word } from '../world.ts';

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

/** A world with one contract that has 1 in slot 1. */
const STORED: StateReader = {
  account: (of) =>
    of[0] === CONTRACT[0]
      ? { nonce: 1n, balance: 5n, codeHash: EMPTY_CODE_HASH, storageRoot: keccak256(ONE) }
      : undefined,
  slot: (of, key) => (of[0] === CONTRACT[0] && key[31] === 1 ? ONE : EMPTY_BYTES),
  code: () => EMPTY_BYTES,
};

describe('checkpoints', () => {
  test('nest and bring back accounts, slots, marks and transient slots', () => {
    const state = new WorldState(STORED);
    state.beginTransaction();
    state.setBalance(ALICE, 1n);
    const outer = state.checkpoint();
    state.setSlot(CONTRACT, word(1), TWO);
    state.warmSlot(CONTRACT, word(1));
    const inner = state.checkpoint();
    state.setBalance(ALICE, 2n);
    state.setTransientSlot(CONTRACT, word(9), ONE);
    state.markSelfDestructed(CONTRACT);
    state.deleteAccount(CONTRACT);
    expect(state.slot(CONTRACT, word(1))).toEqual(EMPTY_BYTES);
    state.revertTo(inner);
    expect(state.slot(CONTRACT, word(1))).toEqual(TWO);
    expect(state.balance(ALICE)).toBe(1n);
    expect(state.transientSlot(CONTRACT, word(9))).toEqual(EMPTY_BYTES);
    expect(state.isSelfDestructed(CONTRACT)).toBe(false);
    state.revertTo(outer);
    expect(state.slot(CONTRACT, word(1))).toEqual(ONE);
    expect(state.isWarmSlot(CONTRACT, word(1))).toBe(false);
    expect(state.balance(ALICE)).toBe(1n);
  });

  test('a slot first read while the storage was cleared is read again after the revert', () => {
    const state = new WorldState(STORED);
    const mark = state.checkpoint();
    state.clearStorage(CONTRACT);
    expect(state.slot(CONTRACT, word(1))).toEqual(EMPTY_BYTES);
    state.revertTo(mark);
    expect(state.slot(CONTRACT, word(1))).toEqual(ONE);
  });
});

describe('original values', () => {
  test('are those at the start of the transaction, also after a revert', () => {
    const state = new WorldState(STORED);
    state.beginTransaction();
    const mark = state.checkpoint();
    state.setSlot(CONTRACT, word(1), TWO);
    state.revertTo(mark);
    state.setSlot(CONTRACT, word(1), EMPTY_BYTES);
    expect(state.originalSlot(CONTRACT, word(1))).toEqual(ONE);
    state.endTransaction(rules('prague'));
    state.beginTransaction();
    expect(state.originalSlot(CONTRACT, word(1))).toEqual(EMPTY_BYTES);
  });
});

describe('the end of a transaction', () => {
  test('removes touched empty accounts from Spurious Dragon on, and keeps them before', () => {
    for (const [fork, exists] of [
      ['homestead', true],
      ['spuriousDragon', false],
    ] as const) {
      const state = new WorldState(NOTHING);
      state.beginTransaction();
      state.addBalance(ALICE, 0n);
      state.endTransaction(rules(fork));
      expect(state.account(ALICE) !== undefined).toBe(exists);
    }
  });

  test('a reverted touch does not count, but for the RIPEMD-160 precompile', () => {
    const ripemd = new Uint8Array(20);
    ripemd[19] = 3;
    const empty = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH, storageRoot: EMPTY_TRIE_ROOT };
    const state = new WorldState({ ...NOTHING, account: () => empty });
    state.beginTransaction();
    const mark = state.checkpoint();
    state.touch(ALICE);
    state.touch(ripemd);
    state.revertTo(mark);
    state.endTransaction(rules('spuriousDragon'));
    expect(state.account(ALICE)).toBeDefined();
    expect(state.account(ripemd)).toBeUndefined();
  });

  test('removes a destroyed contract; from Cancun only one of the same transaction', () => {
    for (const [fork, created, exists] of [
      ['shanghai', false, false],
      ['cancun', false, true],
      ['cancun', true, false],
    ] as const) {
      const state = new WorldState(STORED);
      state.beginTransaction();
      if (created) state.markCreated(CONTRACT);
      state.markSelfDestructed(CONTRACT);
      state.endTransaction(rules(fork));
      expect(state.account(CONTRACT) !== undefined).toBe(exists);
    }
  });
});

describe('changes', () => {
  test('hold last values only, and nothing that was changed back', () => {
    const state = new WorldState(STORED);
    const code = Uint8Array.of(0x60, 0x00);
    state.setSlot(CONTRACT, word(1), TWO);
    state.setSlot(CONTRACT, word(1), ONE);
    state.setBalance(CONTRACT, 6n);
    state.setBalance(CONTRACT, 5n);
    expect(state.changes()).toEqual({ accounts: new Map(), storage: new Map(), codes: new Map() });
    state.setCode(ALICE, code);
    state.setSlot(CONTRACT, word(2), TWO);
    const { accounts, storage, codes } = state.changes();
    expect([...accounts.keys()]).toEqual([toKey(ALICE)]);
    expect(storage.get(toKey(CONTRACT))).toEqual({ cleared: false, slots: new Map([[toKey(word(2)), TWO]]) });
    expect(codes.get(toKey(keccak256(code)))).toEqual(code);
  });

  test('say that former slots are gone when a contract is made anew', () => {
    const state = new WorldState(STORED);
    state.deleteAccount(CONTRACT);
    expect(state.changes().accounts.get(toKey(CONTRACT))).toBeNull();
    state.setBalance(CONTRACT, 1n);
    state.setSlot(CONTRACT, word(7), ONE);
    const change = state.changes().storage.get(toKey(CONTRACT));
    expect(change).toEqual({ cleared: true, slots: new Map([[toKey(word(7)), ONE]]) });
  });
});

describe('views', () => {
  test('a fork sees the overlay and leaves it alone', () => {
    const state = new WorldState(STORED);
    state.setBalance(ALICE, 7n);
    const fork = state.fork();
    fork.setBalance(ALICE, 8n);
    fork.setSlot(CONTRACT, word(1), EMPTY_BYTES);
    expect(state.balance(ALICE)).toBe(7n);
    expect(state.slot(CONTRACT, word(1))).toEqual(ONE);
    expect(fork.balance(ALICE)).toBe(8n);
  });

  test('the storage root of the view is empty exactly where no slot is set', () => {
    const state = new WorldState(STORED);
    state.setBalance(ALICE, 1n);
    state.setSlot(ALICE, word(1), ONE);
    expect(state.accountView(ALICE)?.storageRoot).not.toEqual(EMPTY_TRIE_ROOT);
    state.clearStorage(CONTRACT);
    expect(state.accountView(CONTRACT)?.storageRoot).toEqual(EMPTY_TRIE_ROOT);
    expect(state.accountView(address(9))).toBeUndefined();
  });
});
