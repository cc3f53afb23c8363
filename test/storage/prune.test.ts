import { describe, expect, test } from 'bun:test';
import type { StoredBlock } from '../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, fromKey, toHex } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import { StateUnavailableError } from '../../storage/errors.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { blockOf, changesOf } from './support/committer.ts';
import {
  applyToModel,
  emptyModel,
  libraryTrie,
  type ModelState,
  randomChanges,
} from './support/modelState.ts';
import { seededRandom } from './support/random.ts';
import { temporaryDirectory } from './support/temporaryStore.ts';

/** Runs `use` with a store that keeps so many states, in a directory of its own. */
async function withPruned(keepStates: number | undefined, use: (store: Store, path: string) => unknown) {
  const directory = temporaryDirectory();
  const store = Store.open({ path: directory.path, durable: false, keepStates });
  try {
    await use(store, directory.path);
  } finally {
    await store.close();
    directory.remove();
  }
}

function commit(store: Store, number: number, changes: StateChanges = changesOf(number)): StoredBlock {
  const block = blockOf(number);
  if (number === 0) store.commitGenesis(block, changes, EMPTY_BYTES);
  else store.commitBlock(block, store.computeRoot(changes));
  return block;
}

const entries = (store: Store, database: string) =>
  store.stats().find((row) => row.database === database)?.entries ?? 0;

const contract = new Uint8Array(20).fill(0xc0);

describe('a store that keeps the states of the last blocks', () => {
  test('has the same states, proofs and ways back as one that keeps all, for these blocks', async () => {
    const KEPT = 5;
    const random = seededRandom(11);
    const addresses = Array.from({ length: 6 }, () => random.bytes(20));
    const slotKeys = Array.from({ length: 8 }, () => random.bytes(32));
    await withPruned(KEPT, async (store) => {
      let model: ModelState = emptyModel();
      const models: ModelState[] = [];
      const advance = (number: number) => {
        const changes = number === 0 ? changesOf(0) : randomChanges(random, model, addresses, slotKeys);
        // Codes are not part of this model.
        for (const [key, account] of changes.accounts)
          if (account !== null) changes.accounts.set(key, { ...account, codeHash: EMPTY_CODE_HASH });
        model = applyToModel(model, changes);
        models[number] = model;
        commit(store, number, changes);
      };
      for (let number = 0; number <= 40; number++) {
        advance(number);
        const oldest = Math.max(0, number - KEPT);
        expect(store.oldestState()).toBe(BigInt(oldest));
        const at = oldest + random.below(number - oldest + 1);
        const root = toHex((await libraryTrie(models[at] as ModelState)).root());
        expect(toHex(store.proof(BigInt(at), contract, []).root)).toBe(root);
        for (const [key, account] of models[at]?.accounts ?? []) {
          expect(store.stateAt(BigInt(at)).account(fromKey(key))?.balance).toBe(account.balance);
        }
        if (number % 10 !== 9) continue;
        // Back as far as it goes, and on again another way.
        store.unwind(BigInt(oldest));
        expect(toHex(store.proof(BigInt(oldest), contract, []).root)).toBe(
          toHex((await libraryTrie(models[oldest] as ModelState)).root()),
        );
        model = models[oldest] as ModelState;
        for (let again = oldest + 1; again <= number; again++) advance(again);
        expect(store.fault()).toBeUndefined();
      }
    });
  });

  test('refuses the others with the oldest block and the flag, also a reader that was there before', () =>
    withPruned(3, (store) => {
      commit(store, 0);
      const reader = store.stateAt(0n);
      for (let number = 1; number <= 3; number++) commit(store, number);
      expect(reader.account(contract)?.nonce).toBe(0n);
      for (let number = 4; number <= 9; number++) commit(store, number);
      const refusals = [
        () => reader.account(contract),
        () => reader.slot(contract, new Uint8Array(32)),
        () => store.stateAt(5n),
        () => store.proof(5n, contract, []),
        () => store.computeRoot(changesOf(1), 5n),
        () => store.accountsAt(5n, new Uint8Array(32)),
        () => store.slotsAt(5n, contract, new Uint8Array(32)),
        () => store.modifiedAccounts(5n, 7n),
        () => store.unwind(5n),
      ];
      for (const refusal of refusals) {
        expect(refusal).toThrow(StateUnavailableError);
        expect(refusal).toThrow(
          /pruned: the oldest that is kept is that of block 6 \(--prune, --prune-blocks\)/,
        );
      }
      expect(store.stateAt(6n).account(contract)?.nonce).toBe(6n);
    }));

  test('keeps blocks, lookups and logs of every height', () =>
    withPruned(2, (store) => {
      for (let number = 0; number <= 12; number++) commit(store, number);
      for (let number = 0; number <= 12; number++) {
        const block = blockOf(number);
        expect(store.blocks.receipts(block.hash)).toEqual(block.receipts);
        expect(store.blocks.body(block.hash)).toEqual(block.body);
        const hash = block.transactions[0]?.hash as Uint8Array;
        expect(store.blocks.transactionLocation(hash)?.blockNumber).toBe(BigInt(number));
      }
      expect([...store.logs({ addresses: [contract], topics: [], from: 0n, to: 12n })]).toHaveLength(13);
    }));

  test('is as large as the states that it keeps, however long the chain', () =>
    withPruned(4, (store) => {
      for (let number = 0; number <= 60; number++) commit(store, number);
      const history = entries(store, 'history');
      for (let number = 61; number <= 160; number++) commit(store, number);
      expect(Math.abs(entries(store, 'history') - history)).toBeLessThan(6);
    }));
});

describe('an archive that becomes a full node', () => {
  test('forgets a little with each block, and all at once when asked', async () => {
    const directory = temporaryDirectory();
    const options = { path: directory.path, durable: false };
    let store = Store.open(options);
    for (let number = 0; number <= 900; number++) commit(store, number);
    const all = entries(store, 'history');
    await store.close();
    store = Store.open({ ...options, keepStates: 10 });
    commit(store, 901);
    const oldest = Number(store.oldestState());
    expect(oldest).toBeGreaterThan(100);
    expect(oldest).toBeLessThan(800);
    expect(entries(store, 'history')).toBeLessThan(all);
    let steps = 0;
    for (let more = true; more; steps++) more = store.prune(10, 100);
    expect(steps).toBeGreaterThan(10);
    expect(store.oldestState()).toBe(891n);
    expect(store.prune(10, 100)).toBe(false);
    expect(store.fault()).toBeUndefined();
    await store.close();
    // What was forgotten stays so when all is to be kept again.
    store = Store.open(options);
    expect(store.oldestState()).toBe(891n);
    for (let number = 902; number <= 910; number++) commit(store, number);
    expect(store.oldestState()).toBe(891n);
    await store.close();
    directory.remove();
  });
});
