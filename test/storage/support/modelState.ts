import { createMPT, type MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { bytesToBigInt, Account as LibraryAccount } from '@ethereumjs/util';
import { type BytesKey, fromKey, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../../storage/encoding/keccak.ts';
import { type Account, EMPTY_ACCOUNT } from '../../../storage/state/account.ts';
import { emptyChanges, type StateChanges } from '../../../storage/state/changes.ts';
import type { Random } from './random.ts';

/** The world state as plain maps: what the store is compared with. */
export interface ModelState {
  readonly accounts: Map<BytesKey, Account>;
  readonly slots: Map<BytesKey, Map<BytesKey, Uint8Array>>;
}

export function emptyModel(): ModelState {
  return { accounts: new Map(), slots: new Map() };
}

function copyModel(model: ModelState): ModelState {
  return {
    accounts: new Map(model.accounts),
    slots: new Map([...model.slots].map(([address, slots]) => [address, new Map(slots)])),
  };
}

/** Applies changes as their definition says. */
export function applyToModel(model: ModelState, changes: StateChanges): ModelState {
  const next = copyModel(model);
  for (const [address, { cleared, slots }] of changes.storage) {
    const present = cleared ? new Map<BytesKey, Uint8Array>() : (next.slots.get(address) ?? new Map());
    for (const [key, value] of slots) {
      if (value.length === 0) present.delete(key);
      else present.set(key, value);
    }
    if (present.size > 0) next.slots.set(address, present);
    else next.slots.delete(address);
  }
  for (const [address, account] of changes.accounts) {
    if (account !== null) next.accounts.set(address, account);
    else {
      next.accounts.delete(address);
      next.slots.delete(address);
    }
  }
  for (const address of next.slots.keys()) {
    if (!next.accounts.has(address)) next.accounts.set(address, EMPTY_ACCOUNT);
  }
  return next;
}

/** The storage trie of an account, built whole by @ethereumjs/mpt. */
async function libraryStorageTrie(model: ModelState, address: BytesKey): Promise<MerklePatriciaTrie> {
  const trie = await createMPT({ useKeyHashing: true });
  for (const [key, value] of model.slots.get(address) ?? []) await trie.put(fromKey(key), RLP.encode(value));
  return trie;
}

/** The state trie of a model, built whole by @ethereumjs/mpt. */
export async function libraryTrie(model: ModelState): Promise<MerklePatriciaTrie> {
  const trie = await createMPT({ useKeyHashing: true });
  for (const [address, account] of model.accounts) {
    const storageRoot = (await libraryStorageTrie(model, address)).root();
    const { nonce, balance, codeHash } = account;
    await trie.put(fromKey(address), new LibraryAccount(nonce, balance, storageRoot, codeHash).serialize());
  }
  return trie;
}

/** Random changes of every kind over few addresses and slots, so that they meet. */
export function randomChanges(
  random: Random,
  model: ModelState,
  addresses: readonly Uint8Array[],
  slotKeys: readonly Uint8Array[],
): StateChanges {
  const changes = emptyChanges();
  for (let count = 1 + random.below(8); count > 0; count--) {
    const address = toKey(random.pick(addresses));
    if (model.accounts.has(address) && random.chance(0.25)) {
      changes.accounts.set(address, null);
      changes.storage.delete(address);
      if (random.chance(0.5)) changes.storage.set(address, { cleared: true, slots: new Map() });
      continue;
    }
    const account = {
      nonce: BigInt(random.below(300)),
      balance: bytesToBigInt(random.bytes(1 + random.below(32))),
      codeHash: random.chance(0.5) ? EMPTY_ACCOUNT.codeHash : random.bytes(32),
      storageRoot: EMPTY_TRIE_ROOT,
    };
    if (random.chance(0.8) || !model.accounts.has(address)) changes.accounts.set(address, account);
    if (changes.accounts.get(address) === null || random.chance(0.4)) continue;
    const slots = new Map<BytesKey, Uint8Array>();
    for (let writes = random.below(12); writes > 0; writes--) {
      const value = random.chance(0.3) ? new Uint8Array(0) : random.bytes(1 + random.below(32));
      if (value.length > 0 && value[0] === 0) value[0] = 1;
      slots.set(toKey(random.pick(slotKeys)), value);
    }
    changes.storage.set(address, { cleared: random.chance(0.2), slots });
  }
  return changes;
}
