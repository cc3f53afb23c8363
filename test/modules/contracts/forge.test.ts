import { expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { forge } from '../../e2e/modules/support.ts';
import { root } from '../../e2e/root.ts';

// The first run compiles everything.
setDefaultTimeout(300_000);

test("the contracts' own tests pass in Foundry, fuzzed ones included", async () => {
  const ended = await forge(join(root, 'modules/contracts'), ['test']);
  const failures = ended.out.split('\n').filter((line) => line.startsWith('[FAIL'));
  expect([failures, ended.error]).toEqual([[], '']);
  expect(ended.code).toBe(0);
  // A run that found nothing to do would pass too.
  expect(ended.out).toMatch(/[1-9]\d+ tests passed, 0 failed/);
});
