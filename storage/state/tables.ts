import type { BlockTable } from '../lmdb/blockTable.ts';
import type { Environment } from '../lmdb/environment.ts';
import type { Table } from '../lmdb/table.ts';
import { HeldTries } from './heldTries.ts';

/** The tables that hold the world state, latest and past. */
export interface StateTables {
  readonly accounts: Table;
  readonly slots: Table;
  readonly codes: Table;
  readonly accountHistory: Table;
  readonly slotHistory: Table;
  readonly changedKeys: BlockTable;
  readonly accountTrie: Table;
  readonly storageTries: Table;
  /** what of the latest tries is in memory */
  readonly held: HeldTries;
}

/** Opens the state's tables. */
export function openStateTables(environment: Environment): StateTables {
  return {
    accounts: environment.table('accounts'),
    slots: environment.table('slots'),
    codes: environment.table('codes'),
    accountHistory: environment.table('accountHistory'),
    slotHistory: environment.table('slotHistory'),
    changedKeys: environment.blockTable('changedKeys'),
    accountTrie: environment.table('accountTrie'),
    storageTries: environment.table('storageTries'),
    held: new HeldTries(!environment.readOnly),
  };
}
