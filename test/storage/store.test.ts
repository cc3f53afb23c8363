import { describe, expect, test } from 'bun:test';
import type { StoredBlock } from '../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, toHex, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import { StateUnavailableError, StorageError, type StorageErrorCode } from '../../storage/errors.ts';
import { emptyChanges, type StateChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { someBlock } from './support/blocks.ts';
import { temporaryDirectory, withStore } from './support/temporaryStore.ts';

const alice = new Uint8Array(20).fill(0xa1);
const bob = new Uint8Array(20).fill(0xb0);
const slotKey = new Uint8Array(32).fill(1);

function balance(address: Uint8Array, wei: bigint): StateChanges {
  const account = { nonce: 0n, balance: wei, codeHash: EMPTY_CODE_HASH, storageRoot: EMPTY_TRIE_ROOT };
  return { ...emptyChanges(), accounts: new Map([[toKey(address), account]]) };
}

function slot(address: Uint8Array, value: Uint8Array): StateChanges {
  const slots = { cleared: false, slots: new Map([[toKey(slotKey), value]]) };
  return { ...emptyChanges(), storage: new Map([[toKey(address), slots]]) };
}

function codeOf(action: () => unknown): StorageErrorCode | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
  return undefined;
}

/** A genesis in which alice has 1 wei. */
function start(store: Store): StoredBlock {
  const genesis = someBlock(undefined);
  store.commitGenesis(genesis, balance(alice, 1n), new TextEncoder().encode('{}'));
  return genesis;
}

function extend(
  store: Store,
  parent: StoredBlock,
  changes: StateChanges,
  parts: Partial<StoredBlock> = {},
): StoredBlock {
  const block = someBlock(parent, parts);
  store.commitBlock(block, store.computeRoot(changes));
  return block;
}

const wei = (store: Store, address: Uint8Array, at?: bigint) =>
  (at === undefined ? store.latestState() : store.stateAt(at)).account(address)?.balance;

describe('blocks', () => {
  test('are found by hash, number, transaction, sender and nonce', () =>
    withStore((store) => {
      expect(store.blocks.head()).toBeUndefined();
      const genesis = start(store);
      expect(new TextDecoder().decode(store.chainDocument())).toBe('{}');
      const transactions = [0n, 1n, 2n ** 64n - 1n].map((nonce) => ({
        hash: keccak256(Uint8Array.of(Number(nonce & 255n))),
        sender: bob,
        nonce,
      }));
      const block = extend(store, genesis, emptyChanges(), { transactions });
      expect(store.blocks.head()).toEqual({ number: 1n, hash: block.hash });
      expect(store.blocks.canonicalHash(0n)).toEqual(genesis.hash);
      expect(store.blocks.header(block.hash)).toEqual(block.header);
      expect(store.blocks.body(block.hash)).toEqual(block.body);
      expect(store.blocks.receipts(block.hash)).toEqual(block.receipts);
      expect(store.blocks.number(block.hash)).toBe(1n);
      expect(store.blocks.totalDifficulty(block.hash)).toBe(block.totalDifficulty);
      for (const [index, { hash, nonce }] of transactions.entries()) {
        expect(store.blocks.transactionLocation(hash)).toEqual({ blockNumber: 1n, index });
        expect(store.blocks.senderNonceLocation(bob, nonce)).toEqual({ blockNumber: 1n, index });
      }
      expect(store.blocks.transactionLocation(genesis.hash)).toBeUndefined();
      expect(store.blocks.header(alice)).toBeUndefined();
      for (const number of [2n, 2n ** 53n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 200n]) {
        expect(store.blocks.canonicalHash(number)).toBeUndefined();
        expect(() => store.stateAt(number)).toThrow(StateUnavailableError);
        expect(() => store.proof(number, alice, [])).toThrow(StateUnavailableError);
        expect(() => store.unwind(number)).toThrow(StateUnavailableError);
        expect([...store.logs({ addresses: [alice], topics: [], from: number, to: number })]).toEqual([]);
      }
      store.blocks.setMarker('safe', block.hash);
      expect(store.blocks.marker('safe')).toEqual(block.hash);
      expect(store.blocks.marker('finalized')).toBeUndefined();

      store.unwind(0n);
      expect(store.blocks.head()).toEqual({ number: 0n, hash: genesis.hash });
      expect(store.blocks.canonicalHash(1n)).toBeUndefined();
      for (const { hash, nonce } of transactions) {
        expect(store.blocks.transactionLocation(hash)).toBeUndefined();
        expect(store.blocks.senderNonceLocation(bob, nonce)).toBeUndefined();
      }
      expect(store.blocks.body(block.hash)).toEqual(block.body);
    }));

  test('beside the chain are kept by hash only', () =>
    withStore((store) => {
      const genesis = start(store);
      const block = extend(store, genesis, emptyChanges());
      const side = someBlock(genesis, {}, 'side');
      store.blocks.putSideBlock(side);
      expect(store.blocks.header(side.hash)).toEqual(side.header);
      expect(store.blocks.number(side.hash)).toBe(1n);
      expect(store.blocks.canonicalHash(1n)).toEqual(block.hash);
    }));

  test('must follow the head, with an update computed from the latest state', () =>
    withStore((store) => {
      expect(codeOf(() => store.commitBlock(someBlock(undefined), store.computeRoot(emptyChanges())))).toBe(
        'store-missing',
      );
      const genesis = start(store);
      expect(codeOf(() => start(store))).toBe('not-the-next-block');
      const update = store.computeRoot(balance(bob, 5n));
      expect(codeOf(() => store.commitBlock(genesis, update))).toBe('not-the-next-block');
      const stranger = someBlock(genesis, { parentHash: bob });
      expect(codeOf(() => store.commitBlock(stranger, update))).toBe('not-the-next-block');
      store.editLatest(balance(bob, 6n));
      expect(codeOf(() => store.commitBlock(someBlock(genesis), update))).toBe('stale-update');
      const block = extend(store, genesis, balance(bob, 7n));
      const past = store.computeRoot(balance(bob, 8n), 0n);
      expect(codeOf(() => store.commitBlock(someBlock(block), past))).toBe('stale-update');
    }));
});

describe('state', () => {
  test('readers keep to their block while the head moves, and fail once it is gone', () =>
    withStore((store) => {
      const genesis = start(store);
      const atGenesis = store.stateAt(0n);
      const one = extend(store, genesis, balance(alice, 2n));
      const atOne = store.stateAt(1n);
      extend(store, one, balance(alice, 3n));
      expect(atGenesis.account(alice)?.balance).toBe(1n);
      expect(atOne.account(alice)?.balance).toBe(2n);
      expect(() => store.stateAt(3n)).toThrow(StateUnavailableError);
      store.unwind(0n);
      expect(atGenesis.account(alice)?.balance).toBe(1n);
      expect(() => atOne.account(alice)).toThrow(StateUnavailableError);
      store.commitBlock(someBlock(genesis, {}, 'other'), store.computeRoot(balance(alice, 9n)));
      expect(() => atOne.account(alice)).toThrow(StateUnavailableError);
      expect(wei(store, alice, 1n)).toBe(9n);
    }));

  test('code is found by its hash', () =>
    withStore((store) => {
      const genesis = start(store);
      const code = Uint8Array.of(0x60, 0x00);
      const changes = { ...balance(bob, 0n), codes: new Map([[toKey(keccak256(code)), code]]) };
      extend(store, genesis, changes);
      expect(store.latestState().code(keccak256(code))).toEqual(code);
      expect(store.latestState().code(EMPTY_CODE_HASH)).toEqual(EMPTY_BYTES);
    }));

  test('a deleted account takes its slots along, also when it comes back', () =>
    withStore((store) => {
      let block = start(store);
      block = extend(store, block, slot(alice, Uint8Array.of(5)));
      const gone = { ...emptyChanges(), accounts: new Map([[toKey(alice), null]]) };
      block = extend(store, block, gone);
      block = extend(store, block, balance(alice, 4n));
      expect(store.latestState().slot(alice, slotKey)).toEqual(EMPTY_BYTES);
      expect(store.latestState().account(alice)?.storageRoot).toEqual(EMPTY_TRIE_ROOT);
      expect(store.stateAt(1n).slot(alice, slotKey)).toEqual(Uint8Array.of(5));
      store.unwind(1n);
      expect(store.latestState().slot(alice, slotKey)).toEqual(Uint8Array.of(5));
    }));
});

describe('edits between blocks', () => {
  test('are seen at once, belong to the next block, and go with an unwind', () =>
    withStore((store) => {
      const genesis = start(store);
      const rootBefore = store.computeRoot(emptyChanges()).root;
      store.editLatest(balance(bob, 50n));
      store.editLatest(slot(bob, Uint8Array.of(9)));
      expect(wei(store, bob)).toBe(50n);
      expect(wei(store, bob, 0n)).toBe(50n);
      expect([...store.pendingEdits().accounts.keys()]).toEqual([toKey(bob)]);
      expect(store.pendingEdits().storage.get(toKey(bob))?.slots.get(toKey(slotKey))).toEqual(
        Uint8Array.of(9),
      );
      const edits = store.pendingEdits();
      extend(store, genesis, balance(alice, 2n));
      expect(store.pendingEdits().accounts.size).toBe(0);
      expect(wei(store, bob)).toBe(50n);
      expect(wei(store, bob, 0n)).toBeUndefined();

      store.unwind(0n);
      expect(wei(store, bob)).toBeUndefined();
      expect(toHex(store.computeRoot(emptyChanges()).root)).toBe(toHex(rootBefore));
      store.editLatest(edits);
      expect(wei(store, bob)).toBe(50n);
      expect(store.latestState().slot(bob, slotKey)).toEqual(Uint8Array.of(9));
      store.unwind(0n);
      expect(wei(store, bob)).toBeUndefined();
    }));
});

describe('a failing change leaves nothing', () => {
  /** Everything that readers could see. */
  const picture = (store: Store) => ({
    head: store.blocks.head(),
    root: toHex(store.computeRoot(emptyChanges()).root),
    alice: wei(store, alice),
    logs: [...store.logs({ addresses: [alice], topics: [], from: 0n, to: 99n })],
    entries: store.stats().map(({ database, entries }) => `${database} ${entries}`),
  });

  test('when a commit breaks in the middle', () =>
    withStore((store) => {
      const genesis = start(store);
      const before = picture(store);
      const broken = someBlock(genesis);
      Object.defineProperty(broken, 'logs', {
        get: () => {
          throw new Error('fault');
        },
      });
      const update = store.computeRoot(balance(alice, 77n));
      expect(() => store.commitBlock(broken, update)).toThrow('fault');
      expect(picture(store)).toEqual(before);
      extend(store, genesis, balance(alice, 78n));
      expect(wei(store, alice)).toBe(78n);
    }));

  test('when a batch throws after an unwind and commits', () =>
    withStore((store) => {
      const genesis = start(store);
      const one = extend(store, genesis, balance(alice, 2n), { logs: [{ address: alice, topics: [] }] });
      const before = picture(store);
      const attempt = () =>
        store.batch(() => {
          store.unwind(0n);
          const other = someBlock(genesis, { logs: [{ address: alice, topics: [] }] }, 'other');
          store.commitBlock(other, store.computeRoot(balance(alice, 30n)));
          expect(wei(store, alice)).toBe(30n);
          expect(store.blocks.head()?.hash).toEqual(other.hash);
          throw new Error('fault');
        });
      expect(attempt).toThrow('fault');
      expect(picture(store)).toEqual(before);
      extend(store, one, balance(alice, 3n));
      expect(wei(store, alice, 1n)).toBe(2n);
    }));

  test('when a step of a batch failed and its error was caught', () =>
    withStore((store) => {
      const genesis = start(store);
      const before = picture(store);
      const attempt = () =>
        store.batch(() => {
          const one = extend(store, genesis, balance(alice, 2n));
          const broken = new Proxy(someBlock(one), {
            get(block, property) {
              if (property === 'receipts') throw new Error('fault');
              return Reflect.get(block, property);
            },
          });
          try {
            store.commitBlock(broken, store.computeRoot(balance(alice, 3n)));
          } catch {
            // An importer that went on would otherwise commit half of a block.
          }
        });
      expect(codeOf(attempt)).toBe('failed-batch');
      expect(picture(store)).toEqual(before);
    }));
});

describe('a store', () => {
  test('refuses to wait within a batch', () =>
    withStore((store) => {
      start(store);
      expect(codeOf(() => store.batch(async () => store.editLatest(balance(alice, 5n))))).toBe(
        'failed-batch',
      );
      expect(wei(store, alice)).toBe(1n);
    }));

  test('is as it was after it is closed and opened, edits included', async () => {
    const directory = temporaryDirectory();
    const options = { path: directory.path, durable: true };
    let store = Store.open(options);
    const genesis = start(store);
    extend(store, genesis, balance(alice, 2n));
    store.editLatest(balance(bob, 3n));
    const root = toHex(store.computeRoot(emptyChanges()).root);
    await store.close();
    expect(codeOf(() => store.editLatest(balance(bob, 4n)))).toBe('store-closed');
    store = Store.open(options);
    expect(store.blocks.head()?.number).toBe(1n);
    expect(toHex(store.computeRoot(emptyChanges()).root)).toBe(root);
    expect(store.pendingEdits().accounts.get(toKey(bob))?.balance).toBe(3n);
    expect(wei(store, alice, 0n)).toBe(1n);
    await store.close();
    directory.remove();
  });

  test('grows its map by itself, within one transaction too', () =>
    withStore((store) => {
      const genesis = start(store);
      const body = new Uint8Array(200_000).fill(7);
      let block = genesis;
      store.batch(() => {
        for (let i = 0; i < 200; i++) block = extend(store, block, emptyChanges(), { body });
      });
      expect(store.blocks.body(block.hash)).toEqual(body);
    }));
});
