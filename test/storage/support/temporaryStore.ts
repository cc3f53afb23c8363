import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../../storage/store.ts';

/** A directory that goes when the test is done. */
export function temporaryDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'xai-storage-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a test with a fresh store that is not synced; `buffered`: small changes wait in memory. */
export async function withStore(
  test: (store: Store, path: string) => void | Promise<void>,
  buffered = false,
): Promise<void> {
  const directory = temporaryDirectory();
  const store = Store.open({ path: directory.path, durable: false, buffered });
  try {
    await test(store, directory.path);
  } finally {
    await store.close();
    directory.remove();
  }
}
