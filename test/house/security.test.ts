import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tree.ts';

test('every line of the threat model names a test that exists', () => {
  const rows = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| attack'));
  expect(rows.length).toBeGreaterThan(25);
  const wrong: string[] = [];
  for (const row of rows) {
    const named = [...row.matchAll(/`(test\/[^`]+\.test\.ts)` "([^"]+)"/g)];
    if (named.length === 0) wrong.push(`no test: ${row}`);
    for (const [, path = '', title = ''] of named) {
      const file = join(ROOT, path);
      const holds = existsSync(file) && readFileSync(file, 'utf8').includes(`test('${title}'`);
      if (!holds) wrong.push(`${path}: ${title}`);
    }
  }
  expect(wrong).toEqual([]);
});
