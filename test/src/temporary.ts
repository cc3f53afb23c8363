import { afterAll } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for the tests of one file, deleted after them. Call it at the top of the file. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'xai-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
