import { EMPTY_BYTES } from '../encoding/bytes.ts';
import type { Account } from './account.ts';
import { decodeAccount } from './accountCodec.ts';
import { ADDRESS_LENGTH } from './source.ts';
import type { StateTables } from './tables.ts';

/** An account of the latest state with its address. */
export interface AccountEntry {
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly account: Account;
}

/** A slot of the latest state that is not zero. */
export interface SlotEntry {
  /** 32 bytes */
  readonly key: Uint8Array;
  /** minimal big-endian */
  readonly value: Uint8Array;
}

/** Every account in order of address; not to be held over an await. */
export function* latestAccounts(tables: StateTables): Generator<AccountEntry> {
  for (const { key, value } of tables.accounts.prefixed(EMPTY_BYTES)) {
    yield { address: key.slice(), account: decodeAccount(value) };
  }
}

/** Every slot of an account in order of key; not to be held over an await. */
export function* latestSlots(tables: StateTables, address: Uint8Array): Generator<SlotEntry> {
  for (const { key, value } of tables.slots.prefixed(address)) {
    yield { key: key.slice(ADDRESS_LENGTH), value: value.slice() };
  }
}
