import { blockKey } from './encoding/blockKey.ts';
import { fromKey } from './encoding/bytes.ts';
import type { BlockTable } from './lmdb/blockTable.ts';
import { decodeChangedKeys } from './state/changedKeys.ts';
import { slotTableKey } from './state/source.ts';
import type { StateTables } from './state/tables.ts';

/** What pruning removes from. */
export interface PrunedTables {
  readonly state: StateTables;
  readonly indexedKeys: BlockTable;
}

/**
 * Forgets how the state was before the block `target`: the former values that the blocks (oldest, target] have kept, and
 * what is needed to undo these blocks. Ends early at the end of a block once `budget` values are gone; at least one block
 * goes. Blocks, receipts, lookups and the log index stay. Returns the oldest block whose state can be read afterwards. In
 * the write transaction.
 */
export function pruneStates(tables: PrunedTables, oldest: number, target: number, budget: number): number {
  let block = oldest;
  for (let removed = 0; block < target && (removed < budget || block === oldest); ) {
    block++;
    removed += 1 + forgetFormerValues(tables.state, block);
    tables.indexedKeys.remove(block);
  }
  return block;
}

/** Removes the values from before a block; returns how many there were. */
function forgetFormerValues(tables: StateTables, block: number): number {
  const record = tables.changedKeys.get(block);
  if (record === undefined) return 0;
  const { accounts, slots } = decodeChangedKeys(record);
  let count = accounts.size;
  for (const address of accounts) tables.accountHistory.remove(blockKey(block, fromKey(address)));
  for (const [address, keys] of slots) {
    count += keys.size;
    for (const key of keys) {
      tables.slotHistory.remove(blockKey(block, slotTableKey(fromKey(address), fromKey(key))));
    }
  }
  tables.changedKeys.remove(block);
  return count;
}
