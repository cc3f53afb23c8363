import { META } from './blocks/meta.ts';
import { EMPTY_BYTES } from './encoding/bytes.ts';
import { CorruptStoreError, StoreVersionError } from './errors.ts';
import { STORE_VERSION } from './keyspaces.ts';
import type { Environment } from './lmdb/environment.ts';
import { MIGRATIONS, type Migration, wayBetween } from './migrations.ts';

/** What the program reads, and how it gets there from earlier formats. */
export interface StoreFormat {
  readonly version: number;
  readonly migrations: readonly Migration[];
}

const CURRENT: StoreFormat = { version: STORE_VERSION, migrations: MIGRATIONS };

/**
 * Writes the format version into a new store; brings an older one to this format, all in one transaction; refuses one of a
 * newer release, one too old, and an older one that is open for reading only. Throws StoreVersionError, CorruptStoreError.
 */
export function checkStoreVersion(
  environment: Environment,
  path: string,
  { version, migrations }: StoreFormat = CURRENT,
): void {
  const meta = environment.table('meta');
  const record = meta.get(META.version);
  if (record === undefined) {
    if (meta.seek(EMPTY_BYTES) !== undefined)
      throw new CorruptStoreError(`the store in ${path} has no format version`);
    environment.write(() => meta.put(META.version, encodeVersion(version)));
    return;
  }
  const found = new DataView(record.buffer, record.byteOffset, record.length).getUint32(0);
  if (found === version) return;
  const way = found < version ? wayBetween(found, version, migrations) : undefined;
  if (way === undefined || environment.readOnly) {
    throw new StoreVersionError(found, version, path, way !== undefined);
  }
  environment.write(() => {
    for (const step of way) step.run(environment);
    meta.put(META.version, encodeVersion(version));
  });
}

/** 4 bytes, big-endian. */
export function encodeVersion(version: number): Uint8Array {
  const record = new Uint8Array(4);
  new DataView(record.buffer).setUint32(0, version);
  return record;
}
