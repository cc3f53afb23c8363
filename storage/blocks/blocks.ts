import { BLOCK_KEY_LENGTH, blockKey, readBlockNumber } from '../encoding/blockKey.ts';
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../encoding/bytes.ts';
import type { BlockTable } from '../lmdb/blockTable.ts';
import type { Environment } from '../lmdb/environment.ts';
import type { Table } from '../lmdb/table.ts';
import { findSenderNonce, findTransaction, type LookupTables } from './lookups.ts';
import { decodeHead, META } from './meta.ts';
import type { Head, StoredBlock, TransactionLocation } from './storedBlock.ts';

/** The blocks that clients name by a tag and consensus decides. */
export type MarkerName = 'safe' | 'finalized';

/** Blocks by hash, the canonical chain by number, lookups and markers. Bodies and receipts are opaque here. */
export interface Blocks {
  /** RLP header of a canonical or side block. */
  header(hash: Uint8Array): Uint8Array | undefined;
  body(hash: Uint8Array): Uint8Array | undefined;
  receipts(hash: Uint8Array): Uint8Array | undefined;
  number(hash: Uint8Array): bigint | undefined;
  totalDifficulty(hash: Uint8Array): bigint | undefined;
  canonicalHash(number: bigint): Uint8Array | undefined;
  /** Undefined in an empty store. */
  head(): Head | undefined;
  transactionLocation(hash: Uint8Array): TransactionLocation | undefined;
  senderNonceLocation(sender: Uint8Array, nonce: bigint): TransactionLocation | undefined;
  marker(name: MarkerName): Uint8Array | undefined;
  setMarker(name: MarkerName, hash: Uint8Array): void;
  /** Keeps a valid block that is not canonical. */
  putSideBlock(block: StoredBlock): void;
}

/** The tables of blocks. */
export interface BlockTables extends LookupTables {
  readonly meta: Table;
  readonly blockIndex: Table;
  readonly canonical: BlockTable;
  readonly headers: BlockTable;
  readonly bodies: BlockTable;
  readonly receipts: BlockTable;
}

/** Opens the tables that blocks are kept in. */
export function openBlockTables(environment: Environment): BlockTables {
  return {
    meta: environment.table('meta'),
    blockIndex: environment.table('blockIndex'),
    canonical: environment.blockTable('canonical'),
    headers: environment.blockTable('headers'),
    bodies: environment.blockTable('bodies'),
    receipts: environment.blockTable('receipts'),
    transactions: environment.table('transactions'),
    senderNonces: environment.table('senderNonces'),
  };
}

/** Block numbers in keys are exact up to here; clients may ask for any. */
const HIGHEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Reading of blocks over their tables. */
export function createBlocks(environment: Environment, tables: BlockTables): Blocks {
  const part = (table: BlockTable, hash: Uint8Array) => {
    const index = tables.blockIndex.get(hash);
    return index === undefined ? undefined : table.get(readBlockNumber(index, 0), hash);
  };
  return {
    header: (hash) => part(tables.headers, hash),
    body: (hash) => part(tables.bodies, hash),
    receipts: (hash) => part(tables.receipts, hash),
    number(hash) {
      const index = tables.blockIndex.get(hash);
      return index === undefined ? undefined : BigInt(readBlockNumber(index, 0));
    },
    totalDifficulty(hash) {
      const index = tables.blockIndex.get(hash);
      return index === undefined ? undefined : bytesToBigInt(index.slice(BLOCK_KEY_LENGTH));
    },
    canonicalHash: (number) => (number > HIGHEST ? undefined : tables.canonical.get(Number(number))),
    head: () => decodeHead(tables.meta.get(META.head)),
    transactionLocation: (hash) => findTransaction(tables, hash),
    senderNonceLocation: (sender, nonce) => findSenderNonce(tables, sender, nonce),
    marker: (name) => tables.meta.get(META[name]),
    setMarker: (name, hash) => environment.write(() => tables.meta.put(META[name], hash)),
    putSideBlock: (block) => environment.write(() => writeBlock(tables, block)),
  };
}

/** Keeps a block by its hash; the caller is in the write transaction. */
export function writeBlock(tables: BlockTables, block: StoredBlock): void {
  const number = Number(block.number);
  const index = concatBytes(blockKey(number), bigIntToBytes(block.totalDifficulty));
  tables.blockIndex.put(block.hash, index);
  tables.headers.put(number, block.header, block.hash);
  tables.bodies.put(number, block.body, block.hash);
  tables.receipts.put(number, block.receipts, block.hash);
}
