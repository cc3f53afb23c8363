import { proveKey } from '../trie/proof.ts';
import { rootOf } from '../trie/view.ts';
import type { Account } from './account.ts';
import { decodeAccount } from './accountCodec.ts';
import type { StateSource } from './source.ts';

/** Merkle proofs of an account and some of its slots; nodes are RLP, from the root down. */
export interface AccountProof {
  /** the state root that accountProof leads to */
  readonly root: Uint8Array;
  /** undefined where the proof shows that there is none */
  readonly account: Account | undefined;
  readonly accountProof: Uint8Array[];
  readonly storageProof: { key: Uint8Array; value: Uint8Array; proof: Uint8Array[] }[];
}

/** Proves an account and slots in a state, present or not. */
export function proveAccount(
  source: StateSource,
  address: Uint8Array,
  keys: readonly Uint8Array[],
): AccountProof {
  const record = source.accountRecord(address);
  const storageTrie = source.storageTrie(address);
  return {
    root: rootOf(source.accountTrie()),
    account: record === undefined ? undefined : decodeAccount(record),
    accountProof: proveKey(source.accountTrie(), address),
    storageProof: keys.map((key) => ({
      key,
      value: source.slot(address, key),
      proof: proveKey(storageTrie, key),
    })),
  };
}
