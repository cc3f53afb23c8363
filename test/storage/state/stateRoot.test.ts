import { expect, test } from 'bun:test';
import type { Head, StoredBlock } from '../../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, fromKey, toHex } from '../../../storage/encoding/bytes.ts';
import { emptyChanges } from '../../../storage/state/changes.ts';
import type { Store } from '../../../storage/store.ts';
import { someBlock } from '../support/blocks.ts';
import {
  applyToModel,
  emptyModel,
  libraryTrie,
  type ModelState,
  randomChanges,
} from '../support/modelState.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { withStore } from '../support/temporaryStore.ts';

/** The states of a chain by block number, beside the blocks. */
interface Chain {
  readonly blocks: StoredBlock[];
  readonly states: ModelState[];
}

async function expectRoot(root: Uint8Array, model: ModelState): Promise<void> {
  expect(toHex(root)).toBe(toHex((await libraryTrie(model)).root()));
}

function expectState(
  store: Store,
  number: number,
  model: ModelState,
  addresses: readonly Uint8Array[],
  keys: readonly Uint8Array[],
): void {
  const reader = store.stateAt(BigInt(number));
  for (const address of addresses) {
    const expected = model.accounts.get(Buffer.from(address).toString('latin1'));
    const account = reader.account(address);
    expect(account && [account.nonce, account.balance, toHex(account.codeHash)]).toEqual(
      expected && [expected.nonce, expected.balance, toHex(expected.codeHash)],
    );
    const slots = model.slots.get(Buffer.from(address).toString('latin1'));
    for (const key of keys) {
      const value = slots?.get(Buffer.from(key).toString('latin1')) ?? EMPTY_BYTES;
      expect(toHex(reader.slot(address, key))).toBe(toHex(value));
    }
  }
}

/** A batch of unwinds, commits and edits that fails at its end: as if it had not been. */
function expectRollback(
  store: Store,
  random: Random,
  state: ModelState,
  addresses: readonly Uint8Array[],
  keys: readonly Uint8Array[],
): void {
  const root = toHex(store.computeRoot(emptyChanges()).root);
  const head = store.blocks.head();
  const attempt = () =>
    store.batch(() => {
      for (let steps = 1 + random.below(4); steps > 0; steps--) {
        const { number, hash } = store.blocks.head() as Head;
        const changes = randomChanges(random, state, addresses, keys);
        const what = random.below(3);
        if (what === 0) store.unwind(BigInt(random.below(Number(number) + 1)));
        else if (what === 1) store.editLatest(changes);
        else
          store.commitBlock(
            someBlock(undefined, { number: number + 1n, parentHash: hash, hash: random.bytes(32) }),
            store.computeRoot(changes),
          );
      }
      throw new Error('fault');
    });
  expect(attempt).toThrow('fault');
  expect(toHex(store.computeRoot(emptyChanges()).root)).toBe(root);
  expect(store.blocks.head()).toEqual(head);
}

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`roots and past states agree with @ethereumjs/mpt and a model, with unwinds and edits, seed ${seed}`, () =>
    withStore(
      async (store) => {
        const random = seededRandom(seed);
        const addresses = Array.from({ length: 4 + random.below(60) }, () => random.bytes(20));
        const keys = Array.from({ length: 2 + random.below(30) }, () => random.bytes(32));
        const genesis = randomChanges(random, emptyModel(), addresses, keys);
        const chain: Chain = {
          blocks: [someBlock(undefined)],
          states: [applyToModel(emptyModel(), genesis)],
        };
        await expectRoot(store.computeRoot(genesis).root, chain.states[0] as ModelState);
        store.commitGenesis(chain.blocks[0] as StoredBlock, genesis, EMPTY_BYTES);
        for (let step = 0; step < 60; step++) {
          if (random.chance(0.15)) {
            const to = random.below(chain.blocks.length);
            store.unwind(BigInt(to));
            chain.blocks.length = to + 1;
            chain.states.length = to + 1;
          }
          let state = chain.states.at(-1) as ModelState;
          if (random.chance(0.2)) {
            const edits = randomChanges(random, state, addresses, keys);
            store.editLatest(edits);
            state = applyToModel(state, edits);
          }
          if (random.chance(0.15)) expectRollback(store, random, state, addresses, keys);
          const changes = randomChanges(random, state, addresses, keys);
          const next = applyToModel(state, changes);
          const update = store.computeRoot(changes);
          await expectRoot(update.root, next);
          const block = someBlock(chain.blocks.at(-1), {}, `${seed} ${step}`);
          store.commitBlock(block, update);
          chain.blocks.push(block);
          chain.states.push(next);

          const old = random.below(chain.states.length);
          const speculative = randomChanges(random, chain.states[old] as ModelState, addresses, keys);
          await expectRoot(
            store.computeRoot(speculative, BigInt(old)).root,
            applyToModel(chain.states[old] as ModelState, speculative),
          );
        }
        chain.states.forEach((model, number) => {
          expectState(store, number, model, addresses, keys);
        });
        store.unwind(0n);
        const first = chain.states[0] as ModelState;
        expectState(store, 0, first, addresses, keys);
        await expectRoot(
          store.computeRoot({ accounts: new Map(), storage: new Map(), codes: new Map() }).root,
          first,
        );
        for (const address of first.accounts.keys())
          expect(store.latestState().account(fromKey(address))).toBeDefined();
        // What the store has, and not what is in memory of it.
        expect(store.fault()).toBeUndefined();
      },
      seed % 2 === 0,
    ));
}
