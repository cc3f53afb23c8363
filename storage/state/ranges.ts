import { type BytesKey, equalBytes, fromKey } from '../encoding/bytes.ts';
import { keccak256 } from '../encoding/keccak.ts';
import { walkTrie } from '../trie/walk.ts';
import type { Account } from './account.ts';
import { decodeAccount } from './accountCodec.ts';
import { accountRecordAt, changedKeysBetween } from './history.ts';
import type { StateSource } from './source.ts';
import type { StateTables } from './tables.ts';

/** An account where the state trie has it. */
export interface HashedAccount {
  /** 32 bytes: the hash of the address */
  readonly hash: Uint8Array;
  readonly address: Uint8Array;
  readonly account: Account;
}

/** A slot that is not zero, where the storage trie has it. */
export interface HashedSlot {
  /** 32 bytes: the hash of the key */
  readonly hash: Uint8Array;
  readonly key: Uint8Array;
  /** minimal big-endian */
  readonly value: Uint8Array;
}

/** The accounts of a state in the order of the trie, from a hash on. Not to be held over an await. */
export function* accountsFrom(source: StateSource, start: Uint8Array): Generator<HashedAccount> {
  for (const { path, key } of walkTrie(source.accountTrie(), start)) {
    const record = source.accountRecord(key);
    if (record !== undefined) yield { hash: path, address: key, account: decodeAccount(record) };
  }
}

/** The slots of an account in the order of its trie, from a hash on. Not to be held over an await. */
export function* slotsFrom(
  source: StateSource,
  address: Uint8Array,
  start: Uint8Array,
): Generator<HashedSlot> {
  for (const { path, key } of walkTrie(source.storageTrie(address), start)) {
    yield { hash: path, key, value: source.slot(address, key) };
  }
}

/** The accounts that the state after block `upTo` has and that differ from those after block `after`, by hash. */
export function modifiedAccounts(tables: StateTables, after: number, upTo: number): Uint8Array[] {
  const candidates = new Set<BytesKey>();
  for (const { keys } of changedKeysBetween(tables, after, upTo)) {
    for (const address of keys.accounts) candidates.add(address);
    for (const address of keys.slots.keys()) candidates.add(address);
  }
  const modified: { readonly address: Uint8Array; readonly hash: Uint8Array }[] = [];
  for (const key of candidates) {
    const address = fromKey(key);
    const now = accountRecordAt(tables, address, upTo);
    const before = accountRecordAt(tables, address, after);
    if (now === undefined || (before !== undefined && equalBytes(before, now))) continue;
    modified.push({ address, hash: keccak256(address) });
  }
  return modified.sort((a, b) => Buffer.compare(a.hash, b.hash)).map(({ address }) => address);
}
