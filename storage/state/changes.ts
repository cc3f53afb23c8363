import type { BytesKey } from '../encoding/bytes.ts';
import type { Account } from './account.ts';

/** What one block (or one dev-mode edit) did to the world state: last values only, keyed by content. */
export interface StateChanges {
  /** address → new record, or null where the account is gone. `storageRoot` is ignored. */
  readonly accounts: Map<BytesKey, Account | null>;
  /** address → its changed slots. */
  readonly storage: Map<BytesKey, StorageChanges>;
  /** code hash → code, for code that was deployed. */
  readonly codes: Map<BytesKey, Uint8Array>;
}

/** The changed slots of one account. */
export interface StorageChanges {
  /** True where all former slots went (self-destruct, or a create over an account that had slots) before `slots` were written. */
  cleared: boolean;
  /** 32-byte slot key → minimal big-endian value; empty bytes delete the slot. */
  readonly slots: Map<BytesKey, Uint8Array>;
}

/** A change set that changes nothing. */
export function emptyChanges(): StateChanges {
  return { accounts: new Map(), storage: new Map(), codes: new Map() };
}
