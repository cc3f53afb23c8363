import { EMPTY_BYTES, equalBytes } from '../encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../encoding/keccak.ts';
import { CorruptStoreError } from '../errors.ts';
import { decodeAccount } from './accountCodec.ts';
import { accountRecordAt, slotAt } from './history.ts';
import type { StateReader } from './reader.ts';
import { slotTableKey } from './source.ts';
import type { StateTables } from './tables.ts';

/** The latest state, which can be asked for codes that none of its accounts has. */
export interface LatestReader extends StateReader {
  /** Code by its hash, of any account of any state so far; undefined where there was none. */
  knownCode(codeHash: Uint8Array): Uint8Array | undefined;
}

/** Reads whatever is latest, edits since the head included. */
export function latestReader(tables: StateTables): LatestReader {
  return {
    account(address) {
      const record = tables.accounts.get(address);
      return record === undefined ? undefined : decodeAccount(record);
    },
    slot: (address, key) => tables.slots.get(slotTableKey(address, key)) ?? EMPTY_BYTES,
    code: (codeHash) => readCode(tables, codeHash),
    knownCode: (codeHash) => tables.codes.get(codeHash),
  };
}

/** Reads the state after `block`. `check` runs before each read: it says whether the block is still the head, or throws when it is gone. */
export function readerAt(tables: StateTables, block: number, check: () => 'latest' | 'past'): StateReader {
  const latest = latestReader(tables);
  return {
    account(address) {
      if (check() === 'latest') return latest.account(address);
      const record = accountRecordAt(tables, address, block);
      return record === undefined ? undefined : decodeAccount(record);
    },
    slot: (address, key) =>
      check() === 'latest' ? latest.slot(address, key) : slotAt(tables, address, key, block),
    code: latest.code,
  };
}

function readCode(tables: StateTables, codeHash: Uint8Array): Uint8Array {
  if (equalBytes(codeHash, EMPTY_CODE_HASH)) return EMPTY_BYTES;
  const code = tables.codes.get(codeHash);
  if (code === undefined) throw new CorruptStoreError('an account has a code hash without its code');
  return code;
}
