import { blockKey } from '../encoding/blockKey.ts';
import { equalBytes, fromKey, toHex } from '../encoding/bytes.ts';
import { EMPTY_CODE_HASH, keccak256 } from '../encoding/keccak.ts';
import { CorruptStoreError } from '../errors.ts';
import { decodeAccount } from '../state/accountCodec.ts';
import { HeldTries } from '../state/heldTries.ts';
import { changedKeysBetween } from '../state/history.ts';
import { latestSource, slotTableKey } from '../state/source.ts';
import type { StateTables } from '../state/tables.ts';
import { faultInTrie } from '../trie/check.ts';
import { rootOf } from '../trie/view.ts';

/**
 * What is wrong with the latest state: every node of every trie against its hash, every account and slot against its leaf,
 * every code against its hash; undefined: nothing. Costs as much as the state is large.
 */
export function faultInState(tables: StateTables): string | undefined {
  try {
    return readState(tables);
  } catch (error) {
    if (error instanceof CorruptStoreError) return error.message;
    throw error;
  }
}

function readState(tables: StateTables): string | undefined {
  // From the store, not from what memory says of it.
  const source = latestSource({ ...tables, held: new HeldTries(false) });
  let inside: string | undefined;
  const fault = faultInTrie(source.accountTrie(), (address) => {
    const record = inside === undefined ? source.accountRecord(address) : undefined;
    if (record === undefined) return;
    const { codeHash, storageRoot } = decodeAccount(record);
    const trie = source.storageTrie(address);
    if (!equalBytes(rootOf(trie), storageRoot)) inside = `the storage of ${toHex(address)} has another root`;
    const slot = faultInTrie(trie, () => undefined);
    if (slot !== undefined) inside = `the storage of ${toHex(address)} is damaged at path ${slot}`;
    const code = equalBytes(codeHash, EMPTY_CODE_HASH) ? undefined : tables.codes.get(codeHash);
    if (code !== undefined && !equalBytes(keccak256(code), codeHash)) {
      inside = `the code of ${toHex(address)} is another`;
    }
  });
  return inside ?? (fault === undefined ? undefined : `the state is damaged at path ${fault}`);
}

/** What is wrong with the former values that the blocks (oldest, head] keep; undefined: nothing. */
export function faultInHistory(tables: StateTables, oldest: number, head: number): string | undefined {
  for (const { block, keys } of changedKeysBetween(tables, oldest, head)) {
    for (const address of keys.accounts) {
      if (!tables.accountHistory.has(blockKey(block, fromKey(address)))) return `block ${block}: an account`;
    }
    for (const [address, slots] of keys.slots) {
      for (const key of slots) {
        const historyKey = blockKey(block, slotTableKey(fromKey(address), fromKey(key)));
        if (!tables.slotHistory.has(historyKey))
          return `block ${block}: a slot of ${toHex(fromKey(address))}`;
      }
    }
  }
  return undefined;
}
