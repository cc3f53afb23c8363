import { expect, test } from 'bun:test';
import type { StoredBlock } from '../../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, fromKey, toHex, toKey } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { StateUnavailableError } from '../../../storage/errors.ts';
import { someBlock } from '../support/blocks.ts';
import { applyToModel, emptyModel, type ModelState, randomChanges } from '../support/modelState.ts';
import { seededRandom } from '../support/random.ts';
import { withStore } from '../support/temporaryStore.ts';

const ZERO = new Uint8Array(32);

/** Keys as hex of their hashes, in order, from one on. */
function hashes(keys: Iterable<string>, start: Uint8Array): `0x${string}`[] {
  const all = [...keys].map((key) => toHex(keccak256(fromKey(key)))).sort();
  return all.filter((hash) => hash >= toHex(start));
}

function changedAccounts(before: ModelState, now: ModelState): `0x${string}`[] {
  const image = (model: ModelState, key: string) => {
    const account = model.accounts.get(key);
    const slots = [...(model.slots.get(key) ?? [])].map(
      ([slot, value]) => toHex(fromKey(slot)) + toHex(value),
    );
    return account && `${account.nonce} ${account.balance} ${toHex(account.codeHash)} ${slots.sort().join()}`;
  };
  const keys = [...now.accounts.keys()].filter((key) => image(before, key) !== image(now, key));
  return keys.map((key) => toHex(fromKey(key))).sort();
}

for (const seed of [21, 22]) {
  test(`accounts and slots in the order of the tries, at every block and from any hash, seed ${seed}`, () =>
    withStore((store) => {
      const random = seededRandom(seed);
      const addresses = Array.from({ length: 60 }, () => random.bytes(20));
      const keys = Array.from({ length: 20 }, () => random.bytes(32));
      const states = [emptyModel()];
      let block: StoredBlock = someBlock(undefined);
      store.commitGenesis(block, { accounts: new Map(), storage: new Map(), codes: new Map() }, EMPTY_BYTES);
      for (let number = 1; number <= 15; number++) {
        const changes = randomChanges(random, states.at(-1) as ModelState, addresses, keys);
        states.push(applyToModel(states.at(-1) as ModelState, changes));
        block = someBlock(block);
        store.commitBlock(block, store.computeRoot(changes));
      }
      for (const [number, model] of states.entries()) {
        for (const start of [ZERO, random.bytes(32), keccak256(random.pick(addresses))]) {
          const found = [...store.accountsAt(BigInt(number), start)];
          expect(found.map(({ hash }) => toHex(hash))).toEqual(hashes(model.accounts.keys(), start));
          for (const { address, account } of found) {
            expect(account.balance).toBe(model.accounts.get(toKey(address))?.balance as bigint);
          }
        }
        const address = random.pick(addresses);
        const slots = model.slots.get(toKey(address)) ?? new Map<string, Uint8Array>();
        for (const start of [ZERO, random.bytes(32), keccak256(random.pick(keys))]) {
          const found = [...store.slotsAt(BigInt(number), address, start)];
          expect(found.map(({ hash }) => toHex(hash))).toEqual(hashes(slots.keys(), start));
          for (const { key, value } of found) expect(value).toEqual(slots.get(toKey(key)) as Uint8Array);
        }
        for (let after = 0; after < number; after += 3) {
          const modified = store.modifiedAccounts(BigInt(after), BigInt(number)).map(toHex);
          expect(modified.sort()).toEqual(changedAccounts(states[after] as ModelState, model));
        }
      }
      expect(() => store.accountsAt(16n, ZERO)).toThrow(StateUnavailableError);
      expect(() => store.modifiedAccounts(3n, 16n)).toThrow(StateUnavailableError);
    }));
}
