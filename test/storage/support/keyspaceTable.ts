import { KEYSPACES } from '../../../storage/keyspaces.ts';

/** The table in docs/storage.md. Print it anew with `bun test/storage/support/keyspaceTable.ts`. */
export function keyspaceTable(): string {
  const rows = Object.entries(KEYSPACES).map(
    ([name, { number, database, key, value, purpose }]) =>
      `| ${number} | ${name} | ${database} | \`${key}\` | ${value} | ${purpose} |`,
  );
  return ['| # | keyspace | database | key | value | what for |', '|---|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

if (import.meta.main) console.log(keyspaceTable());
