import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { ROWS } from '../../bench/rows.ts';
import { root } from '../e2e/root.ts';

test('the benchmarks run on xai and anvil and fill every row', async () => {
  const child = Bun.spawn([process.execPath, join(root, 'bench/run.ts'), '--small'], {
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [table, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect({ code: await child.exited, errors }).toEqual({ code: 0, errors: '' });
  const rows = table.trim().split('\n').slice(2);
  expect(rows.map((row) => row.split(' | ')[0])).toEqual(ROWS.map(({ title }) => `| ${title}`));
  // xai, anvil and the ratio between them
  for (const row of rows) expect(row.split(' | ').slice(2, 5)).not.toContain('');
}, 180_000);

test('a soak run compares what was told with what is in the blocks', async () => {
  const child = Bun.spawn([process.execPath, join(root, 'bench/soak.ts'), '--minutes', '0.05'], {
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const output = await new Response(child.stdout).text();
  expect(output).toMatch(/compared: \d+ blocks, [1-9]\d+ transactions, [1-9]\d+ logs/);
  expect(output).toContain('0 faults');
  expect(await child.exited).toBe(0);
}, 60_000);

test('the curves are drawn', async () => {
  const flags = ['--only', 'import', '--import', '20'];
  const child = Bun.spawn([process.execPath, join(root, 'bench/curves.ts'), ...flags], {
    stdout: 'pipe',
    stderr: 'ignore',
  });
  expect(await new Response(child.stdout).text()).toMatch(/\| 20 \| 200 \|( [\d.,]+ \|){5}/);
}, 60_000);
