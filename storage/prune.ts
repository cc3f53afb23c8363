import { decodeHead, decodeOldestState, META } from './blocks/meta.ts';
import { blockKey } from './encoding/blockKey.ts';
import { fromKey } from './encoding/bytes.ts';
import type { BlockTable } from './lmdb/blockTable.ts';
import type { Table } from './lmdb/table.ts';
import { decodeChangedKeys } from './state/changedKeys.ts';
import { slotTableKey } from './state/source.ts';
import type { StateTables } from './state/tables.ts';

/** What pruning removes from, and where the oldest state is kept. */
export interface PrunedTables {
  readonly blocks: { readonly meta: Table };
  readonly state: StateTables;
  readonly indexedKeys: BlockTable;
}

/**
 * Forgets states older than those of the last `keep` blocks before the head: the former values that the blocks up to the
 * oldest such one have kept, and what is needed to undo these blocks. Ends early at the end of a block once `budget` values
 * are gone; at least one block goes. Blocks, receipts, lookups and the log index stay. True where there is more to forget. In
 * the write transaction.
 */
export function pruneStates(tables: PrunedTables, keep: number, budget: number): boolean {
  const { meta } = tables.blocks;
  const oldest = decodeOldestState(meta.get(META.oldestState));
  const target = Number(decodeHead(meta.get(META.head))?.number ?? 0n) - keep;
  if (target <= oldest) return false;
  let block = oldest;
  for (let removed = 0; block < target && (removed < budget || block === oldest); ) {
    block++;
    removed += 1 + forgetFormerValues(tables.state, block);
    tables.indexedKeys.remove(block);
  }
  meta.put(META.oldestState, blockKey(block));
  return block < target;
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
