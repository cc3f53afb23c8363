/** Compares nodes in one run on one machine: `bun bench/run.ts --help`. See bench/README.md. */
import { parseArgs } from 'node:util';
import { helpOf } from './help.ts';
import { median } from './median.ts';
import { type BenchNode, type NodeName, PEER_NAMES, startNode } from './nodes.ts';
import { ROWS } from './rows.ts';
import { prepare, type Subject } from './subject.ts';
import { headOf, type Result, rowOf } from './table.ts';
import type { Round, Workload } from './workloads.ts';

const { values: flags } = parseArgs({
  options: {
    peers: { type: 'string', default: 'anvil' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    small: { type: 'boolean', default: false },
    program: { type: 'string' },
    before: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (flags.help) {
  console.log(helpOf(ROWS));
  process.exit();
}

const peers = flags.peers.split(',').filter((name) => name !== '');
const unknown = peers.find((name) => !(PEER_NAMES as readonly string[]).includes(name));
if (unknown !== undefined) throw new Error(`--peers ${unknown}: choose from ${PEER_NAMES.join(', ')}`);
const wanted = flags.only?.split(',');
const workloads = ROWS.filter(({ name }) => wanted === undefined || wanted.includes(name));
if (workloads.length === 0) throw new Error(`--only: choose from ${ROWS.map(({ name }) => name).join(', ')}`);
const rounds = flags.small ? 1 : Number(flags.rounds);

const nodes: BenchNode[] = [];
try {
  const subjects: Subject[] = [];
  if (flags.before !== undefined) peers.push('before');
  for (const name of ['xai', ...peers] as NodeName[]) {
    const node = await startNode(name, name === 'before' ? flags.before : flags.program);
    nodes.push(node);
    subjects.push(await prepare(node));
  }
  console.log(headOf(subjects.map(({ name }) => name)));
  for (const workload of workloads) {
    const { anvilFlags } = workload;
    const flagged =
      anvilFlags && peers.includes('anvil') ? await startNode('anvil', undefined, anvilFlags) : undefined;
    try {
      const own = flagged && (await prepare(flagged));
      const able = subjects.map((subject) => (subject.name === own?.name ? own : subject));
      console.log(rowOf(await measureAll(workload, able)));
    } finally {
      await flagged?.stop();
    }
  }
} finally {
  for (const node of nodes) await node.stop();
}

/** The nodes take turns, so that what else the machine does meets all of them. */
async function measureAll(workload: Workload, subjects: readonly Subject[]): Promise<Result> {
  const figures = subjects.map(() => ({ values: [] as number[], cpu: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, node] of subjects.entries()) {
      const figure = figures[index];
      figure?.values.push(await workload.measure(node, roundOf(node, figure.cpu)));
    }
  }
  return {
    title: workload.title,
    unit: workload.unit,
    figures: figures.map(({ values, cpu }) => ({ value: median(values), cpu: median(cpu) })),
  };
}

function roundOf(node: Subject, cpu: number[]): Round {
  return {
    small: flags.small,
    async timed(operations, work) {
      const cpuBefore = node.cpuTime();
      const start = performance.now();
      await work();
      const seconds = (performance.now() - start) / 1000;
      const cpuAfter = node.cpuTime();
      if (cpuBefore !== undefined && cpuAfter !== undefined) cpu.push((cpuAfter - cpuBefore) / operations);
      return { seconds };
    },
  };
}
