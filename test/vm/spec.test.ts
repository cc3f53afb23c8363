import { expect, test } from 'bun:test';
import { renderTables, TABLES } from '../../scripts/vmSpecTables.ts';

test('docs/architecture/VM_SPEC.md says what the code says (bun scripts/vm-spec.ts writes its tables)', async () => {
  const page = await Bun.file(new URL('../../docs/architecture/VM_SPEC.md', import.meta.url)).text();
  expect(await renderTables(page)).toBe(page);
  for (const name of Object.keys(TABLES)) expect(page).toContain(`<!-- table: ${name} -->`);
});
