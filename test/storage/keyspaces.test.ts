import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { DATABASES, KEYSPACES, RETIRED_KEYSPACES } from '../../storage/keyspaces.ts';
import { keyspaceTable } from './support/keyspaceTable.ts';

describe('the keyspaces', () => {
  test('have each their own number, from 1 to 254, never a retired one', () => {
    const numbers = [...Object.values(KEYSPACES), ...RETIRED_KEYSPACES].map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) {
      expect(number).toBeGreaterThan(0);
      expect(number).toBeLessThan(255);
    }
  });

  test('put the block number first in the chain database only', () => {
    for (const { database, key } of Object.values(KEYSPACES)) {
      expect(key.startsWith(database === 'chain' ? 'n #' : '#')).toBe(true);
    }
  });

  test('are those of docs/storage.md', () => {
    const page = readFileSync(new URL('../../docs/storage.md', import.meta.url), 'utf8');
    expect(page).toContain(keyspaceTable());
    for (const name of Object.keys(DATABASES)) expect(page).toContain(`\`${name}\``);
  });
});
