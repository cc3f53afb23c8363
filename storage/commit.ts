import { type BlockTables, writeBlock } from './blocks/blocks.ts';
import { addLookups, removeLookups } from './blocks/lookups.ts';
import { encodeHead, META } from './blocks/meta.ts';
import type { Head, StoredBlock } from './blocks/storedBlock.ts';
import { blockKey } from './encoding/blockKey.ts';
import type { BlockTable } from './lmdb/blockTable.ts';
import type { Environment } from './lmdb/environment.ts';
import type { Table } from './lmdb/table.ts';
import { decodeIndexedKeys, encodeIndexedKeys } from './logs/indexedKeys.ts';
import { addToIndex, indexBlock, removeFromIndex } from './logs/logIndex.ts';
import type { StatePlan } from './state/plan.ts';
import { openStateTables, type StateTables } from './state/tables.ts';
import { unwindState, writeHistory, writePlan } from './state/write.ts';

/** Every table of the store. */
export interface StoreTables {
  readonly blocks: BlockTables;
  readonly state: StateTables;
  readonly logIndex: Table;
  readonly indexedKeys: BlockTable;
}

/**
 * A change of so many entries or blocks may wait in memory where the store is buffered; copying those of a larger one would
 * cost more than LMDB does.
 */
const SMALL_COMMIT = 256;
const SMALL_UNWIND = 8n;

/** Blocks undone in one step of a long unwind, which bounds the memory it takes. */
const UNWIND_STEP = 1024;

/** Opens every table that commits touch, beside those of blocks. */
export function openStoreTables(environment: Environment, blocks: BlockTables): StoreTables {
  return {
    blocks,
    state: openStateTables(environment),
    logIndex: environment.table('logIndex'),
    indexedKeys: environment.blockTable('indexedKeys'),
  };
}

/**
 * Makes a block the new head: its parts, state with history, indexes, and the head itself. In the write transaction. The
 * chain database is written in the order of its keys, each at its end, which fills its pages.
 */
export function writeCommit(tables: StoreTables, block: StoredBlock, plan: StatePlan): void {
  writeCanonical(tables, block);
  writeHistory(tables.state, plan, Number(block.number));
  writePlan(tables.state, plan);
  writeIndexes(tables, block);
  tables.blocks.meta.put(META.head, encodeHead(block));
}

/** Whether a block changes little. */
export function isSmallCommit(
  { transactions, logs }: StoredBlock,
  { accounts, storage }: StatePlan,
): boolean {
  const slots = storage.reduce((sum, one) => sum + one.slots.length, 0);
  return transactions.length + logs.length + accounts.length + slots <= SMALL_COMMIT;
}

/** Whether taking so many blocks back changes little. */
export function isSmallUnwind(blocks: bigint): boolean {
  return blocks <= SMALL_UNWIND;
}

/** As writeCommit for the first block, which has no past. */
export function writeGenesis(
  tables: StoreTables,
  block: StoredBlock,
  plan: StatePlan,
  chain: Uint8Array,
): void {
  writeCanonical(tables, block);
  writePlan(tables.state, plan);
  writeIndexes(tables, block);
  tables.blocks.meta.put(META.head, encodeHead(block));
  tables.blocks.meta.put(META.oldestState, blockKey(Number(block.number)));
  tables.blocks.meta.put(META.chain, chain);
}

/** Takes the chain back to `to`; the blocks after it stay by their hashes. In the write transaction. */
export function unwindChain(tables: StoreTables, head: number, to: Head): void {
  const target = Number(to.number);
  for (let number = head; number > target; number--) removeCanonical(tables, number);
  // One past the head are the edits made since.
  for (let upTo = head + 1; upTo > target; ) {
    const next = Math.max(target, upTo - UNWIND_STEP);
    unwindState(tables.state, next, upTo);
    upTo = next;
  }
  tables.blocks.meta.put(META.head, encodeHead(to));
}

function writeCanonical(tables: StoreTables, block: StoredBlock): void {
  tables.blocks.canonical.put(Number(block.number), block.hash);
  writeBlock(tables.blocks, block);
}

function writeIndexes(tables: StoreTables, block: StoredBlock): void {
  const number = Number(block.number);
  addLookups(tables.blocks, number, block.transactions);
  const index = indexBlock(block.logs);
  addToIndex(tables.logIndex, number, index);
  if (block.transactions.length > 0 || index.size > 0) {
    tables.indexedKeys.put(number, encodeIndexedKeys(block.transactions, index.keys()));
  }
}

function removeCanonical(tables: StoreTables, number: number): void {
  const record = tables.indexedKeys.get(number);
  if (record !== undefined) {
    const { transactions, logPrefixes } = decodeIndexedKeys(record);
    removeLookups(tables.blocks, transactions);
    removeFromIndex(tables.logIndex, number, logPrefixes);
    tables.indexedKeys.remove(number);
  }
  tables.blocks.canonical.remove(number);
}
