/**
 * Every keyspace of the store: one named LMDB database each, named by its number, so that each has its own B+tree
 * (keys carry no prefix, `stats()` counts each, one can be dropped whole) and all change in one transaction.
 *
 * Key notation: `n` block number (8 bytes, big-endian, so that byte order is block order), `h` hash (32), `a` address (20),
 * `s` slot key (32). docs/storage.md shows this table; a test keeps the two equal.
 */

/** The format of everything below. Raise it with any change that an older program would misread. */
export const STORE_VERSION = 1;

export interface Keyspace {
  readonly number: number;
  readonly key: string;
  readonly value: string;
  readonly purpose: string;
}

export const KEYSPACES = {
  meta: {
    number: 1,
    key: 'name',
    value: 'by name',
    purpose: 'Format version, head, oldest kept state, the safe and finalized markers, the chain document.',
  },
  blockIndex: {
    number: 2,
    key: 'h',
    value: 'n, total difficulty (minimal bytes)',
    purpose: 'Finds a block, canonical or not, by its hash.',
  },
  canonical: {
    number: 3,
    key: 'n',
    value: 'h',
    purpose: 'Which block of each height belongs to the chain.',
  },
  headers: {
    number: 4,
    key: 'n h',
    value: 'RLP header',
    purpose: 'Headers, in chain order so that appending stays cheap and ranges lie together.',
  },
  bodies: {
    number: 5,
    key: 'n h',
    value: 'opaque',
    purpose: 'Transactions, ommers and withdrawals as chain/ encodes them.',
  },
  receipts: { number: 6, key: 'n h', value: 'opaque', purpose: 'Receipts as chain/ encodes them.' },
  transactions: {
    number: 7,
    key: 'first 16 bytes of the transaction hash',
    value: 'block varint, index varint',
    purpose: 'Where a canonical transaction is; 128 bits of the hash are enough to tell transactions apart.',
  },
  senderNonces: {
    number: 8,
    key: 'a, nonce (8 bytes)',
    value: 'block varint, index varint',
    purpose: 'Where the canonical transaction with this sender and nonce is.',
  },
  accounts: { number: 9, key: 'a', value: 'account record', purpose: 'The latest state: accounts.' },
  slots: {
    number: 10,
    key: 'a s',
    value: 'minimal big-endian',
    purpose: 'The latest state: storage slots that are not zero.',
  },
  codes: { number: 11, key: 'h', value: 'code', purpose: 'Contract code by its hash; never deleted.' },
  accountHistory: {
    number: 12,
    key: 'a n',
    value: 'account record, or empty',
    purpose: 'The record that an account had before block n changed it.',
  },
  slotHistory: {
    number: 13,
    key: 'a s n',
    value: 'minimal big-endian',
    purpose: 'The value that a slot had before block n changed it.',
  },
  changedKeys: {
    number: 14,
    key: 'n',
    value: 'addresses; per address its slot keys',
    purpose: 'What block n changed, so that it can be undone. One past the head: the edits made since.',
  },
  accountTrie: {
    number: 15,
    key: 'path',
    value: 'branch or root record',
    purpose: 'Branch nodes of the latest account trie by their path.',
  },
  storageTries: {
    number: 16,
    key: 'a path',
    value: 'branch or root record',
    purpose: 'Branch nodes of the latest storage trie of each account by their path.',
  },
  logIndex: {
    number: 17,
    key: 'kind, length and value (leading zeros cut), n of the last block in the shard (ff… for the open one)',
    value: 'shard of block numbers and log positions',
    purpose:
      'Which logs have this address (kind 0) or this topic (kinds 1 to 4); kind 5: which blocks have logs.',
  },
  indexedKeys: {
    number: 18,
    key: 'n',
    value: 'keys of keyspaces 7, 8 and 17',
    purpose: 'What block n added to the lookups and the log index, so that it can be taken out again.',
  },
} as const satisfies Record<string, Keyspace>;

export type KeyspaceName = keyof typeof KEYSPACES;

/** Numbers that earlier formats used and that must not be given to anything else. */
export const RETIRED_KEYSPACES: readonly { number: number; was: string; until: number }[] = [];

/** The name of a keyspace's LMDB database. */
export function databaseName(name: KeyspaceName): string {
  return String(KEYSPACES[name].number).padStart(2, '0');
}
