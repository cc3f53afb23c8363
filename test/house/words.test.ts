import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tree.ts';

/** What must stand in no file: paths of somebody's machine, and work that was put off. */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /(^|[\s'"`(=])\/(home|root|Users|work|mnt)\/\w/m, why: 'a path of one machine' },
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, why: 'work put off' },
  { pattern: /registry\.npmjs\.org|localhost:4873/, why: 'a registry of one machine' },
];

const tracked = Bun.spawnSync(['git', 'ls-files', '-z'], { cwd: ROOT })
  .stdout.toString()
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)) && !path.includes('/fixtures/'));

test('no file names a machine or puts work off', async () => {
  const found: string[] = [];
  for (const path of tracked) {
    if (path.startsWith('test/house/')) continue;
    const text = await Bun.file(join(ROOT, path)).text();
    for (const { pattern, why } of FORBIDDEN) if (pattern.test(text)) found.push(`${path}: ${why}`);
  }
  expect(found).toEqual([]);
});
