import type { Workload } from './workloads.ts';

/** One node's figures of a row: the median of the rounds, and of the server's CPU time of one operation (µs). */
export interface Figure {
  readonly value: number;
  readonly cpu: number;
}

/** A row as measured; the first figure is ours. */
export interface Result {
  readonly title: string;
  readonly unit: Workload['unit'];
  readonly figures: readonly Figure[];
}

/** The two lines that a table of these nodes begins with. */
export function headOf(names: readonly string[]): string {
  const cpu = names.map((name) => `${name}, µs CPU`);
  const cells = ['work', 'unit', ...names, '× best peer', ...cpu, '× CPU'];
  return `${lineOf(cells)}\n${lineOf(cells.map(() => '---'))}`;
}

/** A line of the table. The ratios are to the best peer: above 1 where more is better, below 1 where less is, we lead. */
export function rowOf({ title, unit, figures }: Result): string {
  const [own, ...others] = figures.map(({ value }) => value);
  const [ownCpu, ...otherCpu] = figures.map(({ cpu }) => cpu);
  const best = unit === '/s' ? Math.max(...others) : Math.min(...others);
  return lineOf([
    title,
    unit,
    ...figures.map(({ value }) => number(value)),
    ratio(own, best),
    ...figures.map(({ cpu }) => number(cpu)),
    ratio(ownCpu, Math.min(...otherCpu)),
  ]);
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function ratio(own = Number.NaN, other: number): string {
  const quotient = own / other;
  return Number.isFinite(quotient) ? quotient.toFixed(2) : '';
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}
