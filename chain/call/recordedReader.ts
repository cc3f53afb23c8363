import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';

/** A reader that notes what it is asked for. */
export interface RecordedReader extends StateReader {
  /** address → keys of slots */
  readonly accesses: Map<BytesKey, Set<BytesKey>>;
}

export function recordedReader(base: StateReader): RecordedReader {
  const accesses = new Map<BytesKey, Set<BytesKey>>();
  return {
    accesses,
    account(address) {
      noteAccess(accesses, toKey(address));
      return base.account(address);
    },
    slot(address, key) {
      noteAccess(accesses, toKey(address), toKey(key));
      return base.slot(address, key);
    },
    code: (codeHash) => base.code(codeHash),
  };
}

/** Adds an account, and slots of it where some are given. */
export function noteAccess(
  accesses: Map<BytesKey, Set<BytesKey>>,
  address: BytesKey,
  ...slots: readonly BytesKey[]
): void {
  let noted = accesses.get(address);
  if (noted === undefined) {
    noted = new Set();
    accesses.set(address, noted);
  }
  for (const slot of slots) noted.add(slot);
}
