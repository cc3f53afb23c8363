import { expect, test } from 'bun:test';
import { healthOf } from '../../src/health.ts';
import type { NodeOptions } from '../../src/nodeOptions.ts';

type Mode = NodeOptions['mining']['mode'];
const HEAD = { header: { number: 7n, timestamp: 1_000n }, hash: new Uint8Array(32) };

/** The report at a time in seconds. */
function report(mode: Mode, seconds: number, head: () => unknown = () => HEAD) {
  const options = { engine: undefined, mining: { mode } } as unknown as NodeOptions;
  return healthOf(options, { head } as never, () => seconds * 1000)();
}

test('a chain made by the clock is ready while its blocks come', () => {
  const mode: Mode = { kind: 'interval', milliseconds: 5_000 };
  expect(report(mode, 1_015)).toMatchObject({ ready: true, head: { number: '7', ageSeconds: 15 } });
  expect(report(mode, 1_016)).toMatchObject({ healthy: true, ready: false });
  expect(report(mode, 1_016).reason).toContain('16 s old');
});

test('blocks on demand are never late', () => {
  expect(report({ kind: 'instant' }, 999_999).ready).toBe(true);
});

test('a chain that cannot be read is not healthy', () => {
  const broken = () => {
    throw new Error('the disk is gone');
  };
  expect(report({ kind: 'instant' }, 1_000, broken)).toMatchObject({
    healthy: false,
    ready: false,
    reason: 'the chain cannot be read: the disk is gone',
  });
});
