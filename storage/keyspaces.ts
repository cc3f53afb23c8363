/**
 * Every keyspace of the store. Keyspaces that change together share one of few LMDB databases (B+trees) and are told apart
 * by a byte in the key, their number: a block then touches few pages, which is what a commit costs. Blocks' own parts
 * lie side by side in the order of the chain, so that appending a block writes the last page or two of one tree.
 *
 * Key notation: `#` the keyspace's number (1 byte), `n` block number (8 bytes, big-endian, so that byte order is block
 * order), `h` hash (32), `a` address (20), `s` slot key (32). docs/storage.md shows this table; a test keeps the two equal.
 */

import { BLOCK_KEY_LENGTH } from './encoding/blockKey.ts';

/** The format of everything below. Raise it with any change that an older program would misread. */
export const STORE_VERSION = 2;

/** The LMDB databases, and what is common to the keyspaces of each. */
export const DATABASES = {
  meta: 'Facts about the store itself.',
  chain: 'By block number; grows at its end.',
  lookup: 'From hashes and senders to block numbers.',
  state: 'The latest world state, flat.',
  history: 'What the world state was before.',
  trie: 'Branch nodes of the latest tries.',
  logs: 'The log index.',
} as const;

/** A database of the environment. */
export type DatabaseName = keyof typeof DATABASES;

/** One row of the table of docs/storage.md. */
export interface Keyspace {
  readonly number: number;
  readonly database: DatabaseName;
  readonly key: string;
  readonly value: string;
  readonly purpose: string;
}

/** Every keyspace by its name. */
export const KEYSPACES = {
  meta: {
    number: 1,
    database: 'meta',
    key: '# name',
    value: 'by name',
    purpose:
      'Format version, head, oldest kept state, the safe and finalized markers, the chain document, the count of changes.',
  },
  blockIndex: {
    number: 2,
    database: 'lookup',
    key: '# h',
    value: 'n, total difficulty (minimal bytes)',
    purpose: 'Finds a block, canonical or not, by its hash.',
  },
  canonical: {
    number: 3,
    database: 'chain',
    key: 'n #',
    value: 'h',
    purpose: 'Which block of each height belongs to the chain.',
  },
  headers: {
    number: 4,
    database: 'chain',
    key: 'n # h',
    value: 'RLP',
    purpose: 'Headers, also of side blocks.',
  },
  bodies: {
    number: 5,
    database: 'chain',
    key: 'n # h',
    value: 'opaque',
    purpose: 'Transactions, ommers and withdrawals as chain/ encodes them.',
  },
  receipts: {
    number: 6,
    database: 'chain',
    key: 'n # h',
    value: 'opaque',
    purpose: 'Receipts as chain/ encodes them.',
  },
  transactions: {
    number: 7,
    database: 'lookup',
    key: '# first 16 bytes of the transaction hash',
    value: 'block varint, index varint',
    purpose: 'Where a canonical transaction is; 128 bits of the hash are enough to tell transactions apart.',
  },
  senderNonces: {
    number: 8,
    database: 'lookup',
    key: '# a, nonce (8 bytes)',
    value: 'block varint, index varint, distances to the indexes of those that follow',
    purpose:
      'Where canonical transactions of a sender with nonces from this one on, without a gap, are in a block.',
  },
  accounts: {
    number: 9,
    database: 'state',
    key: '# a',
    value: 'account record',
    purpose: 'The latest state: accounts.',
  },
  slots: {
    number: 10,
    database: 'state',
    key: '# a s',
    value: 'minimal big-endian',
    purpose: 'The latest state: storage slots that are not zero.',
  },
  codes: {
    number: 11,
    database: 'state',
    key: '# h',
    value: 'code',
    purpose: 'Contract code by its hash; never deleted.',
  },
  accountHistory: {
    number: 12,
    database: 'history',
    key: '# a n',
    value: 'account record, or empty',
    purpose: 'The record that an account had before block n changed it.',
  },
  slotHistory: {
    number: 13,
    database: 'history',
    key: '# a s n',
    value: 'minimal big-endian',
    purpose: 'The value that a slot had before block n changed it.',
  },
  changedKeys: {
    number: 14,
    database: 'chain',
    key: 'n #',
    value: 'addresses; per address its slot keys',
    purpose: 'What block n changed, so that it can be undone. One past the head: the edits made since.',
  },
  accountTrie: {
    number: 15,
    database: 'trie',
    key: '# path',
    value: 'branch or root record',
    purpose: 'The latest account trie by path.',
  },
  storageTries: {
    number: 16,
    database: 'trie',
    key: '# a path',
    value: 'branch or root record',
    purpose: 'The latest storage trie of each account by path.',
  },
  logIndex: {
    number: 17,
    database: 'logs',
    key: '# kind, length, value (leading zeros cut), n of the last block in the shard (ff… for the open one)',
    value: 'shard of block numbers and log positions',
    purpose:
      'Which logs have this address (kind 0) or this topic (kinds 1 to 4); kind 5: which blocks have logs.',
  },
  indexedKeys: {
    number: 18,
    database: 'chain',
    key: 'n #',
    value: 'keys of keyspaces 7, 8 and 17',
    purpose: 'What block n added to the lookups and the log index, so that it can be taken out again.',
  },
} as const satisfies Record<string, Keyspace>;

/** The name of a keyspace in code. */
export type KeyspaceName = keyof typeof KEYSPACES;

/** The keyspaces of the chain database, which are keyed by block number first. */
export type BlockKeyspaceName = {
  [Name in KeyspaceName]: (typeof KEYSPACES)[Name]['database'] extends 'chain' ? Name : never;
}[KeyspaceName];

/** Those whose keys have the hash of what they hold: it stays when the chain is taken back. */
const BY_HASH: readonly KeyspaceName[] = ['blockIndex', 'headers', 'bodies', 'receipts', 'codes'];
const NUMBERS_BY_HASH = new Set<number | undefined>(BY_HASH.map((name) => KEYSPACES[name].number));

/** Tells which stored keys of a database have the hash of what they hold. */
export function isByHashIn(database: DatabaseName): (key: Uint8Array) => boolean {
  const place = database === 'chain' ? BLOCK_KEY_LENGTH : 0;
  return (key) => NUMBERS_BY_HASH.has(key[place]);
}

/** Numbers that earlier formats used and that must not be given to anything else. */
export const RETIRED_KEYSPACES: readonly { number: number; was: string; until: number }[] = [];
