import { expect, test } from 'bun:test';
import { runChaos } from './chaos.ts';

test('nodes that are killed and cut off under load end with the same chain, and nothing acknowledged is lost', async () => {
  const report = await runChaos({ seconds: 10, seed: 1 }, () => undefined);
  expect(report.problems).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(20);
  expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1);
}, 180_000);
