import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tree.ts';

/** Documents that name a test for each attack, with the least number of attacks that they tell of. */
const MODELS = [
  ['SECURITY.md', 25],
  ['docs/governance/THREATS.md', 30],
] as const;

test.each(MODELS)('every line of the threat model %s names a test that exists', (model, least) => {
  const rows = readFileSync(join(ROOT, model), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| attack'));
  expect(rows.length).toBeGreaterThan(least);
  const wrong: string[] = [];
  for (const row of rows) {
    const named = [...row.matchAll(/`((?:test|modules)\/[^`]+\.(?:test\.ts|t\.sol))` "([^"]+)"/g)];
    if (named.length === 0) wrong.push(`no test: ${row}`);
    for (const [, path = '', title = ''] of named) {
      const file = join(ROOT, path);
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const forms = [`test('${title}'`, `describe('${title}'`, `function ${title}(`];
      if (!forms.some((form) => text.includes(form))) wrong.push(`${path}: ${title}`);
    }
  }
  expect(wrong).toEqual([]);
});
