import { expect, test } from 'bun:test';
import { renderReference } from '../../../rpc/docs/render.ts';
import { methodTable } from '../../../rpc/methods/table.ts';

test('docs/rpc.md says what the method table says (bun scripts/rpc-docs.ts writes it)', async () => {
  const written = await Bun.file(new URL('../../../docs/rpc.md', import.meta.url)).text();
  expect(written).toBe(renderReference(methodTable({ dev: true })));
});
