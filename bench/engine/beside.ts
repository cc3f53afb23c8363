/**
 * The node's execution engine beside anvil's: the same code by eth_call on both, warm, medians of several runs that take
 * turns. `ratio` is anvil's time by the node's: above 1 the node is the faster; `best` the same of the shortest times,
 * which other work on the machine disturbs less.
 *
 *   bun bench/engine/beside.ts [--runs N] [--filter TEXT]
 */
import { parseArgs } from 'node:util';
import { encodeFunctionData, parseAbi } from 'viem';
import { request } from '../../test/e2e/launch.ts';
import { median } from '../median.ts';
import { type BenchNode, startNode } from '../nodes.ts';
import { compileContracts } from './compile.ts';
import { PRECOMPILE_INPUTS } from './precompiles.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    filter: { type: 'string', default: '' },
  },
});

const GAS = 29_000_000n;
/** Milliseconds that each workload runs before it is measured: codes get compiled, here and by the machine below. */
const WARM_UP = 3000;

/** How often each function repeats its task: some ten million gas at most. */
const COMPUTE = {
  fib: 600,
  sort: 120,
  rays: 1000,
  swaps: 8000,
  proofs: 2000,
  arithmetic: 80_000,
  memoryWords: 150_000,
  mulmods: 150_000,
  divisions: 100_000,
  hashes: 100_000,
  longHashes: 8000,
} as const;
const LEDGER = { transfers: 1500, writes: 8000, votes: 150 } as const;

const abi = parseAbi([
  ...Object.keys({ ...COMPUTE, ...LEDGER }).map((name) => `function ${name}(uint256 n)`),
  'function precompile(uint256 n, address at, bytes input)',
]);

interface Workload {
  readonly name: string;
  readonly to: string;
  readonly data: string;
}

const COMPUTE_AT = `0x${'c0'.repeat(20)}`;
const LEDGER_AT = `0x${'1e'.repeat(20)}`;

function workloads(): Workload[] {
  const repeated = (to: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, n]) => ({
      name,
      to,
      data: encodeFunctionData({ abi, functionName: name, args: [BigInt(n)] } as never),
    }));
  const precompiles = Object.entries(PRECOMPILE_INPUTS).map(([name, { address, input, calls }]) => ({
    name,
    to: COMPUTE_AT,
    data: encodeFunctionData({
      abi,
      functionName: 'precompile',
      args: [BigInt(calls), `0x${address.toString(16).padStart(40, '0')}`, `0x${input}`],
    } as never),
  }));
  return [...repeated(COMPUTE_AT, COMPUTE), ...repeated(LEDGER_AT, LEDGER), ...precompiles].filter(
    ({ name }) => name.includes(values.filter),
  );
}

async function callOn({ url }: BenchNode, { to, data }: Workload): Promise<{ answer: string; time: number }> {
  const from = `0x${'0a'.repeat(20)}`;
  const began = performance.now();
  const answer = await request(url, 'eth_call', { from, to, data, gas: `0x${GAS.toString(16)}` }, 'latest');
  return { answer: JSON.stringify(answer), time: performance.now() - began };
}

const nodes = [await startNode('xai'), await startNode('anvil')] as const;
try {
  const codes = compileContracts();
  for (const { url } of nodes) {
    await request(url, 'anvil_setCode', COMPUTE_AT, codes.Compute);
    await request(url, 'anvil_setCode', LEDGER_AT, codes.Ledger);
  }
  console.log(
    'milliseconds'.padEnd(26),
    'xai'.padStart(9),
    'anvil'.padStart(9),
    'ratio'.padStart(7),
    'best'.padStart(7),
  );
  for (const workload of workloads()) {
    const times: [number[], number[]] = [[], []];
    const answers = ['', ''];
    const began = performance.now();
    for (let left = Number(values.runs); left > 0; ) {
      const isWarm = performance.now() - began >= WARM_UP;
      if (isWarm) left--;
      for (const [k, node] of nodes.entries()) {
        const { answer, time } = await callOn(node, workload);
        answers[k] = answer;
        if (isWarm) times[k]?.push(time);
      }
    }
    if (answers[0] !== answers[1]) console.log(`${workload.name}: answers differ: ${answers.join(' ')}`);
    const [xai, anvil] = times.map(median) as [number, number];
    console.log(
      workload.name.padEnd(26),
      xai.toFixed(2).padStart(9),
      anvil.toFixed(2).padStart(9),
      (anvil / xai).toFixed(2).padStart(7),
      (Math.min(...(times[1] ?? [])) / Math.min(...(times[0] ?? []))).toFixed(2).padStart(7),
    );
  }
} finally {
  await Promise.all(nodes.map((node) => node.stop()));
}
