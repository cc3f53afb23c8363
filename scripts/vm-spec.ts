#!/usr/bin/env bun
/** Writes the tables of docs/architecture/VM_SPEC.md from the code. test/vm/spec.test.ts checks that they are up to date. */
import { renderTables } from './vmSpecTables.ts';

const page = new URL('../docs/architecture/VM_SPEC.md', import.meta.url);
await Bun.write(page, await renderTables(await Bun.file(page).text()));
