#!/usr/bin/env bun
/** Writes docs/rpc.md from the method table. test/rpc/docs/reference.test.ts checks that it is up to date. */
import { renderReference } from '../rpc/docs/render.ts';
import { methodTable } from '../rpc/methods/table.ts';

await Bun.write(new URL('../docs/rpc.md', import.meta.url), renderReference(methodTable({ dev: true })));
