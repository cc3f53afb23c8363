import type { ForkName } from '../../vm/rules/forks.ts';
import type { FuzzCase } from './case.ts';
import { randomCase } from './generate/case.ts';
import { differences, type Executor, type Outcome, type TransactionReport } from './outcome.ts';
import { caseSeed } from './random.ts';

/** What one case showed. */
export interface Finding {
  readonly item: FuzzCase;
  readonly lines: readonly string[];
}

/** How cases ended, to see that a run meets all kinds of ends. */
export type Statistics = Record<string, number>;

/** Runs case `index` of a run; undefined where the two agree. */
export async function compareOne(
  seed: number,
  index: number,
  [a, b]: readonly [Executor, Executor],
  fork: ForkName | undefined,
  statistics: Statistics,
): Promise<Finding | undefined> {
  const item = randomCase(caseSeed(seed, index), fork);
  const left = await attempt(a, item);
  for (const { status } of left.transactions) count(statistics, status);
  count(statistics, item.fork);
  const lines = differences(a, left, b, await attempt(b, item));
  return lines.length === 0 ? undefined : { item, lines };
}

/** The lines that differ, for a case however it came about. */
export async function differencesOf(
  item: FuzzCase,
  [a, b]: readonly [Executor, Executor],
): Promise<string[]> {
  return differences(a, await attempt(a, item), b, await attempt(b, item));
}

/** An executor that throws has answered too, only wrongly. */
async function attempt(executor: Executor, item: FuzzCase): Promise<Outcome> {
  try {
    const { transactions, state } = await executor.run(item);
    return { transactions: transactions.map((report) => tolerant(report, item.fork)), state };
  } catch (error) {
    return { transactions: [{ status: `threw ${error instanceof Error ? error.stack : error}` }], state: {} };
  }
}

/**
 * One name for the two that the judge does not tell apart. The library gives no output where Frontier's creation cannot
 * pay for its code, geth does: the state shows whether there is code.
 */
function tolerant(report: TransactionReport, fork: ForkName): TransactionReport {
  if (fork === 'frontier' && report.created !== undefined) return { ...report, returnData: '' };
  return report.status === 'return data out of bounds' ? { ...report, status: 'out of gas' } : report;
}

function count(statistics: Statistics, key: string): void {
  statistics[key] = (statistics[key] ?? 0) + 1;
}
