import { META } from './blocks/meta.ts';
import { EMPTY_BYTES } from './encoding/bytes.ts';
import { CorruptStoreError, StoreVersionError } from './errors.ts';
import { STORE_VERSION } from './keyspaces.ts';
import type { Environment } from './lmdb/environment.ts';

/** Writes the format version into a new store; refuses a store of any other version. */
export function checkStoreVersion(environment: Environment, path: string): void {
  const meta = environment.table('meta');
  const record = meta.get(META.version);
  if (record === undefined) {
    if (meta.seek(EMPTY_BYTES) !== undefined)
      throw new CorruptStoreError(`the store in ${path} has no format version`);
    environment.write(() => meta.put(META.version, encodeVersion(STORE_VERSION)));
    return;
  }
  const found = new DataView(record.buffer, record.byteOffset, record.length).getUint32(0);
  if (found !== STORE_VERSION) throw new StoreVersionError(found, STORE_VERSION, path);
}

/** 4 bytes, big-endian. */
export function encodeVersion(version: number): Uint8Array {
  const record = new Uint8Array(4);
  new DataView(record.buffer).setUint32(0, version);
  return record;
}
