import { expect, test } from 'bun:test';
import { ROOT } from './tree.ts';

/** Runs a tool of node_modules in the root; its output is the message when it fails. */
async function run(...line: string[]): Promise<{ status: number; output: string }> {
  const tool = Bun.spawn(line, { cwd: ROOT, stdout: 'pipe', stderr: 'pipe' });
  const [out, err] = await Promise.all([tool.stdout.text(), tool.stderr.text()]);
  return { status: await tool.exited, output: out + err };
}

test('types hold (tsc)', async () => {
  const { status, output } = await run('node_modules/.bin/tsc', '--noEmit', '--pretty', 'false');
  expect({ status, output }).toEqual({ status: 0, output: '' });
}, 180_000);

test('lint, format, import direction and circles hold (Biome)', async () => {
  const { status, output } = await run('node_modules/.bin/biome', 'check', '--error-on-warnings');
  expect(status === 0 ? '' : output).toBe('');
}, 180_000);
