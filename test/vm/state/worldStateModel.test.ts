import { expect, test } from 'bun:test';
import { EMPTY_BYTES, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../../../storage/encoding/keccak.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { Random } from '../../chain/support/random.ts';
import { word } from '../world.ts';

/** What a WorldState is to do, by copying everything at each checkpoint. */
interface Model {
  readonly balances: Map<number, bigint>;
  readonly slots: Map<string, Uint8Array>;
  readonly transient: Map<string, Uint8Array>;
  readonly warm: Set<string>;
  readonly cleared: Set<number>;
}

const ACCOUNTS = 60;
const KEYS = 40;
const addresses = Array.from({ length: ACCOUNTS }, (_, n) => new Uint8Array(20).fill(n + 16));
const addressOf = (n: number) => addresses[n] as Uint8Array;
/** Every second account has 7 in every third slot. */
const storedSlot = (account: number, key: number) =>
  account % 2 === 0 && key % 3 === 0 ? Uint8Array.of(7, account) : EMPTY_BYTES;

const STORED: StateReader = {
  account: (address) =>
    ((address[0] as number) - 16) % 2 === 0
      ? { nonce: 1n, balance: 100n, codeHash: EMPTY_CODE_HASH, storageRoot: EMPTY_TRIE_ROOT }
      : undefined,
  slot: (address, key) => storedSlot((address[0] as number) - 16, key[31] as number),
  code: () => EMPTY_BYTES,
};

function copyOf({ balances, slots, transient, warm, cleared }: Model): Model {
  return {
    balances: new Map(balances),
    slots: new Map(slots),
    transient: new Map(transient),
    warm: new Set(warm),
    cleared: new Set(cleared),
  };
}

const slotOf = (model: Model, account: number, key: number) =>
  model.slots.get(`${account} ${key}`) ??
  (model.cleared.has(account) ? EMPTY_BYTES : storedSlot(account, key));

test('follows a model that copies everything, over random steps, checkpoints and transactions', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed);
    const state = new WorldState(STORED);
    let model: Model = {
      balances: new Map(),
      slots: new Map(),
      transient: new Map(),
      warm: new Set(),
      cleared: new Set(),
    };
    let atStart = copyOf(model);
    let marks: { readonly mark: number; readonly model: Model }[] = [];
    for (let step = 0; step < 1500; step++) {
      const account = random.int(ACCOUNTS);
      const key = random.int(KEYS);
      const place = `${account} ${key}`;
      const address = addressOf(account);
      switch (random.int(13)) {
        case 0:
        case 1:
          state.setBalance(address, BigInt(step));
          model.balances.set(account, BigInt(step));
          break;
        case 2:
        case 3:
        case 4: {
          const value = random.int(4) === 0 ? EMPTY_BYTES : Uint8Array.of(1 + random.int(255), step & 255);
          state.setSlot(address, word(key), value);
          model.slots.set(place, value);
          break;
        }
        case 5: {
          const value = Uint8Array.of(1 + random.int(255));
          state.setTransientSlot(address, word(key), value);
          model.transient.set(place, value);
          break;
        }
        case 6:
          expect(state.warmSlot(address, word(key))).toBe(!model.warm.has(place));
          model.warm.add(place);
          break;
        case 7:
          expect(state.warmAddress(address)).toBe(!model.warm.has(`${account}`));
          model.warm.add(`${account}`);
          break;
        case 8:
          marks.push({ mark: state.checkpoint(), model: copyOf(model) });
          break;
        case 9: {
          const back = marks.splice(random.int(marks.length + 1))[0];
          if (back === undefined) break;
          state.revertTo(back.mark);
          model = back.model;
          break;
        }
        case 10:
          if (random.int(8) > 0) break;
          state.clearStorage(address);
          model.cleared.add(account);
          for (let k = 0; k < KEYS; k++) model.slots.delete(`${account} ${k}`);
          break;
        case 11:
          if (random.int(20) > 0) break;
          state.beginTransaction();
          model.warm.clear();
          model.transient.clear();
          marks = [];
          atStart = copyOf(model);
          break;
        default:
          expect(state.slot(address, word(key))).toEqual(slotOf(model, account, key));
          // storage is cleared between transactions only: nothing asks for what it was before within one
          if (!model.cleared.has(account) || atStart.cleared.has(account)) {
            expect(state.originalSlot(address, word(key))).toEqual(slotOf(atStart, account, key));
          }
          expect(state.transientSlot(address, word(key))).toEqual(model.transient.get(place) ?? EMPTY_BYTES);
          expect(state.isWarmSlot(address, word(key))).toBe(model.warm.has(place));
          expect(state.balance(address)).toBe(model.balances.get(account) ?? (account % 2 === 0 ? 100n : 0n));
      }
    }
    const changes = state.changes();
    for (let account = 0; account < ACCOUNTS; account++) {
      const changed = changes.storage.get(toKey(addressOf(account)));
      expect(changed?.cleared ?? false).toBe(model.cleared.has(account) && account % 2 === 0);
      for (let key = 0; key < KEYS; key++) {
        const value = slotOf(model, account, key);
        const before = model.cleared.has(account) ? EMPTY_BYTES : storedSlot(account, key);
        const expected = Buffer.from(value).equals(before) ? undefined : value;
        expect(changed?.slots.get(toKey(word(key)))).toEqual(expected);
      }
    }
  }
});
