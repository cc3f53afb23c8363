import { expect, test } from 'bun:test';
import { createReferenceEngine } from '../../vm/reference/engine.ts';
import { parseCase, printCase } from './case.ts';
import { compareOne, differencesOf, type Statistics } from './compare.ts';
import { executorNamed } from './executors.ts';
import { randomCase } from './generate/case.ts';
import { ourExecutor } from './ours.ts';
import { caseSeed } from './random.ts';
import { shrink } from './shrink.ts';

const SEED = 1;
const CASES = 200;

test(`${CASES} random worlds: our execution does what an independent one does`, async () => {
  const statistics: Statistics = {};
  const pair = [executorNamed('ethereumjs'), executorNamed('judge')] as const;
  for (let i = 0; i < CASES; i++) {
    const finding = await compareOne(SEED, i, pair, undefined, statistics);
    expect(finding?.lines ?? [], finding && printCase(finding.item)).toEqual([]);
  }
  // the generator meets what it is meant to meet
  for (const status of [
    'success',
    'revert',
    'out of gas',
    'stack underflow',
    'invalid jump destination',
    'refused',
  ]) {
    expect(statistics[status], status).toBeGreaterThan(0);
  }
}, 60_000);

test('tracers see an execution of the same results', async () => {
  const pair = [executorNamed('ethereumjs'), executorNamed('traced')] as const;
  for (let i = 0; i < 80; i++) {
    const finding = await compareOne(SEED + 1, i, pair, undefined, {});
    expect(finding?.lines ?? [], finding && printCase(finding.item)).toEqual([]);
  }
}, 60_000);

test('a seed makes the same case every time, and a case survives printing', () => {
  const item = randomCase(caseSeed(7, 3));
  expect(printCase(randomCase(caseSeed(7, 3)))).toBe(printCase(item));
  expect(parseCase(printCase(item))).toEqual(item);
  expect(printCase(randomCase(caseSeed(7, 4)))).not.toBe(printCase(item));
});

test('an engine that charges one gas too much is found, and the case that shows it is small', async () => {
  const engine = createReferenceEngine();
  const faulty = ourExecutor(
    {
      name: 'faulty',
      execute: async (message, context) => {
        const result = await engine.execute(message, context);
        return result.logs.length === 0 ? result : { ...result, gasUsed: result.gasUsed + 1n };
      },
    },
    'faulty',
  );
  const pair = [faulty, executorNamed('ethereumjs')] as const;
  for (let i = 0; ; i++) {
    const finding = await compareOne(SEED, i, pair, undefined, {});
    if (finding === undefined) continue;
    const small = await shrink(finding.item, async (item) => (await differencesOf(item, pair)).length > 0);
    expect(small.transactions).toHaveLength(1);
    const bytes = small.accounts.reduce((sum, { code }) => sum + code.length, 0);
    expect(bytes + (small.transactions[0]?.data.length ?? 0)).toBeLessThan(40);
    return;
  }
}, 60_000);
