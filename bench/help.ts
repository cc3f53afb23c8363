import type { Workload } from './workloads.ts';

const FLAGS = `bun bench/run.ts [flags]

Starts xai dev and its peers, each from its npm package, gives them the same accounts, token and blocks, runs the rows on
them in turns, and prints a Markdown table: the median of the rounds, the ratio to the best peer, and the CPU time that
the server spent on one operation. bench/README.md says how to read it.

  --peers NAME,…     of anvil, hardhat; '' for none (anvil)
  --rounds N         rounds of each row (3)
  --only NAME,…      some rows, by the names below (all)
  --small            one round of a few operations: shows that everything works, measures nothing
  --program COMMAND  in place of "bun src/main.ts": a compiled binary, say
  --before COMMAND   another version of xai as one more peer
`;

/** What `--help` prints: the flags and the rows. */
export function helpOf(rows: readonly Workload[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return `${FLAGS}\nRows:\n${rows.map(({ name, title, unit }) => `  ${name.padEnd(width)}  ${title} (${unit})`).join('\n')}`;
}
