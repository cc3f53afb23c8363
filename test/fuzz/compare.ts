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

/** Runs case `index` of a run; undefined where all agree with the first. */
export async function compareOne(
  seed: number,
  index: number,
  executors: readonly Executor[],
  fork: ForkName | undefined,
  statistics: Statistics,
): Promise<Finding | undefined> {
  const item = randomCase(caseSeed(seed, index), fork);
  const lines = await differencesOf(item, executors, statistics);
  return lines.length === 0 ? undefined : { item, lines };
}

/** The lines in which an executor differs from the first, for a case however it came about. */
export async function differencesOf(
  item: FuzzCase,
  executors: readonly Executor[],
  statistics: Statistics = {},
): Promise<string[]> {
  const [first, ...others] = executors;
  if (first === undefined) return [];
  const left = await attempt(first, item);
  for (const { status } of left.transactions) count(statistics, status);
  count(statistics, item.fork);
  const lines: string[] = [];
  for (const other of others) {
    const halts = onlyHalts([first, other]);
    const right = await attempt(other, item);
    lines.push(
      ...differences(first, tolerant(left, item.fork, halts), other, tolerant(right, item.fork, halts)),
    );
  }
  return lines;
}

/** An executor that throws has answered too, only wrongly. */
async function attempt(executor: Executor, item: FuzzCase): Promise<Outcome> {
  try {
    return await executor.run(item);
  } catch (error) {
    return { transactions: [{ status: `threw ${error instanceof Error ? error.stack : error}` }], state: {} };
  }
}

/** Engines that name what is wrong as geth does where two things are wrong at once. */
const GETH_NAMES: readonly string[] = ['wasm', 'compiled', 'stepped'];

/** What the library calls otherwise then: it looks at the gas before the stack, and before a code's first byte. */
const SAME_HALTS: Readonly<Record<string, string>> = {
  'stack underflow': 'out of gas',
  'stack overflow': 'out of gas',
  'invalid code: must not begin with 0xef': 'code store out of gas',
  'max code size exceeded': 'code store out of gas',
};

function onlyHalts(pair: readonly Executor[]): boolean {
  const named = pair.filter(({ name }) => GETH_NAMES.includes(name));
  return named.length > 0 && named.length < pair.length;
}

/**
 * One name for the two that the judge does not tell apart. The library gives no output where Frontier's creation cannot
 * pay for its code, geth does: the state shows whether there is code.
 */
function tolerant({ transactions, state }: Outcome, fork: ForkName, halts: boolean): Outcome {
  return { transactions: transactions.map((report) => oneName(report, fork, halts)), state };
}

function oneName(report: TransactionReport, fork: ForkName, halts: boolean): TransactionReport {
  const plain = halts ? SAME_HALTS[report.status] : undefined;
  if (plain !== undefined) return { ...report, status: plain };
  if (fork === 'frontier' && report.created !== undefined) return { ...report, returnData: '' };
  return report.status === 'return data out of bounds' ? { ...report, status: 'out of gas' } : report;
}

function count(statistics: Statistics, key: string): void {
  statistics[key] = (statistics[key] ?? 0) + 1;
}
