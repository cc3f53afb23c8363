import type { Environment } from './lmdb/environment.ts';

/** How a store of one format becomes one of the next. */
export interface Migration {
  /** the format that it begins with; it ends with the next one */
  readonly from: number;
  /** one sentence: what is different afterwards */
  readonly change: string;
  /** In the write transaction, which holds all migrations and the new version: killed at any moment it has not happened. */
  run(environment: Environment): void;
}

/** Every change of the format since the first, in order: a row for each time that STORE_VERSION rises. */
export const MIGRATIONS: readonly Migration[] = [
  {
    from: 1,
    change:
      'what a sender has in one block is one entry; those of single transactions stay and are read as such',
    run: () => undefined,
  },
];

/** The migrations that lead from a format to another; undefined where a step is missing. */
export function wayBetween(
  found: number,
  wanted: number,
  migrations: readonly Migration[],
): readonly Migration[] | undefined {
  const way: Migration[] = [];
  for (let version = found; version < wanted; version++) {
    const step = migrations.find(({ from }) => from === version);
    if (step === undefined) return undefined;
    way.push(step);
  }
  return way;
}
