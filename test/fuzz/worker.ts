import type { ForkName } from '../../vm/rules/forks.ts';
import { printCase } from './case.ts';
import { compareOne, differencesOf, type Statistics } from './compare.ts';
import { executorNamed } from './executors.ts';
import type { Executor } from './outcome.ts';
import { shrink } from './shrink.ts';

/** Cases from `first` up to `end` of the run with this seed. */
export interface Job {
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  /** what is compared, by name; the first is what the others are held against */
  readonly engines: readonly string[];
  readonly fork: ForkName;
}

/** What a worker says of its job. */
export interface Report {
  readonly cases: number;
  readonly statistics: Statistics;
  readonly findings: readonly {
    readonly index: number;
    readonly text: string;
    readonly reproduction: string;
  }[];
}

declare const self: Worker;

/** By name; they live as long as the worker. */
const executors = new Map<string, Executor>();

self.onmessage = async ({ data }: MessageEvent<Job>) => {
  const { seed, first, end, engines, fork } = data;
  const compared = engines.map(executorOf);
  const statistics: Statistics = {};
  const findings: Report['findings'][number][] = [];
  for (let index = first; index < end; index++) {
    const finding = await compareOne(seed, index, compared, fork, statistics);
    if (finding === undefined) continue;
    const small = await shrink(
      finding.item,
      async (item) => (await differencesOf(item, compared)).length > 0,
    );
    const lines = await differencesOf(small, compared);
    findings.push({ index, text: lines.join('\n'), reproduction: printCase(small) });
  }
  self.postMessage({ cases: end - first, statistics, findings } satisfies Report);
};

function executorOf(name: string): Executor {
  const executor = executors.get(name) ?? executorNamed(name);
  executors.set(name, executor);
  return executor;
}

self.postMessage('ready');
