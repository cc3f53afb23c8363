import { expect, test } from 'bun:test';
import { open } from 'lmdb';
import type { StoredBlock } from '../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, toHex } from '../../storage/encoding/bytes.ts';
import { DATABASES } from '../../storage/keyspaces.ts';
import { emptyChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { someBlock } from './support/blocks.ts';
import { applyToModel, emptyModel, type ModelState, randomChanges } from './support/modelState.ts';
import { seededRandom } from './support/random.ts';
import { temporaryDirectory } from './support/temporaryStore.ts';

/** Every entry of a store that is in its file, but for the count of changes. */
async function entriesOf(path: string): Promise<string[]> {
  const root = open<Uint8Array, Uint8Array>({ path, readOnly: true, noSubdir: false, maxDbs: 32 });
  const entries: string[] = [];
  for (const name of Object.keys(DATABASES)) {
    const database = root.openDB({ name, keyEncoding: 'binary', encoding: 'binary' });
    for (const { key, value } of database.getRange({})) {
      const text = new TextDecoder().decode(key as unknown as Uint8Array);
      if (!text.endsWith('generation'))
        entries.push(`${name} ${toHex(key as unknown as Uint8Array)} ${value.length} ${Bun.hash(value)}`);
    }
  }
  await root.close();
  return entries;
}

for (const seed of [1, 2]) {
  test(`going back by former values leaves what working it out leaves, seed ${seed}`, async () => {
    const random = seededRandom(seed);
    const directories = [temporaryDirectory(), temporaryDirectory()];
    const stores = directories.map(({ path }, i) => Store.open({ path, durable: false, buffered: i === 0 }));
    const [buffered, plain] = stores as [Store, Store];
    const both = (change: (store: Store) => void) => {
      for (const store of stores) change(store);
    };
    const addresses = Array.from({ length: 12 }, () => random.bytes(20));
    const keys = Array.from({ length: 6 }, () => random.bytes(32));
    const hashes: StoredBlock[] = [someBlock(undefined)];
    const states: ModelState[] = [emptyModel()];
    both((store) => store.commitGenesis(hashes[0] as StoredBlock, emptyChanges(), EMPTY_BYTES));
    let nonce = 0;
    for (let step = 0; step < 80; step++) {
      const what = random.below(10);
      if (what === 0) {
        const edits = randomChanges(random, states.at(-1) as ModelState, addresses, keys);
        both((store) => store.editLatest(edits));
      } else if (what < 4) {
        const depth = random.below(Math.min(hashes.length, random.chance(0.1) ? 100 : 6));
        both((store) => store.unwind(BigInt(hashes.length - 1 - depth)));
        hashes.length -= depth;
        states.length -= depth;
      } else if (what === 4) {
        const aside = someBlock(hashes.at(-1), {}, `aside ${step}`);
        both((store) => store.blocks.putSideBlock(aside));
      } else if (what === 5) {
        const failing = (store: Store) =>
          store.batch(() => {
            store.unwind(0n);
            throw new Error('fault');
          });
        both((store) => expect(() => failing(store)).toThrow('fault'));
      } else {
        const steps = 1 + random.below(3);
        const made = Array.from({ length: steps }, () => {
          const sender = addresses[random.below(4)] as Uint8Array;
          const parts = {
            transactions: [{ hash: random.bytes(32), sender, nonce: BigInt(nonce++) }],
            logs: [{ address: sender, topics: [keys[random.below(3)] as Uint8Array] }],
            ...(random.chance(0.03) ? { receipts: new Uint8Array(5_000_000) } : {}),
          };
          const block = someBlock(hashes.at(-1), parts, `${step}`);
          const changes = randomChanges(random, states.at(-1) as ModelState, addresses, keys);
          hashes.push(block);
          states.push(applyToModel(states.at(-1) as ModelState, changes));
          return { block, changes };
        });
        const commit = (store: Store) => {
          for (const { block, changes } of made) store.commitBlock(block, store.computeRoot(changes));
        };
        const together = random.chance(0.2);
        both((store) => (together ? store.batch(() => commit(store)) : commit(store)));
      }
      const head = hashes.at(-1) as StoredBlock;
      both((store) => expect(store.head()?.hash).toEqual(head.hash));
      const at = BigInt(random.below(hashes.length));
      const address = addresses[random.below(12)] as Uint8Array;
      expect(buffered.stateAt(at).account(address)).toEqual(plain.stateAt(at).account(address));
      expect(buffered.pendingEdits()).toEqual(plain.pendingEdits());
    }
    both((store) => expect(store.fault()).toBeUndefined());
    both((store) => void store.stats());
    const [one, other] = await Promise.all(directories.map(({ path }) => entriesOf(path)));
    expect(one).toEqual(other as string[]);
    await Promise.all(stores.map((store) => store.close()));
    for (const directory of directories) directory.remove();
  });
}
