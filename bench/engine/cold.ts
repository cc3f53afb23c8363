/**
 * The first call of a process: nodes are started, a contract of 18 kB (the module registry) is put where none was, and one
 * eth_call of it is timed, on a connection that has answered before. Each run starts both nodes anew; medians.
 *
 *   bun bench/engine/cold.ts [--runs N] [--program dist/xai]
 */
import { parseArgs } from 'node:util';
import { encodeFunctionData, parseAbi } from 'viem';
import contracts from '../../modules/genesis/contracts.json';
import { request } from '../../test/e2e/launch.ts';
import { median } from '../median.ts';
import { startNode } from '../nodes.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '7' }, program: { type: 'string' } },
});

const TO = `0x${'c1'.repeat(20)}`;
// a byte that never runs makes it a code that no genesis has
const CODE = `${contracts.ModuleRegistry.runtime}00`;
const data = encodeFunctionData({
  abi: parseAbi(['function modules() view returns (bytes32[])']),
  functionName: 'modules',
});

async function firstCall(name: 'xai' | 'anvil'): Promise<readonly [ms: number, answer: string]> {
  const node = await startNode(name, values.program);
  try {
    await request(node.url, 'anvil_setCode', TO, CODE.startsWith('0x') ? CODE : `0x${CODE}`);
    await request(node.url, 'eth_blockNumber');
    const began = performance.now();
    const answer = await request(node.url, 'eth_call', { to: TO, data }, 'latest');
    return [performance.now() - began, JSON.stringify(answer)];
  } finally {
    await node.stop();
  }
}

const times: Record<'xai' | 'anvil', number[]> = { xai: [], anvil: [] };
for (let run = 0; run < Number(values.runs); run++) {
  const answers = new Set<string>();
  for (const name of ['xai', 'anvil'] as const) {
    const [ms, answer] = await firstCall(name);
    times[name].push(ms);
    answers.add(answer);
  }
  if (answers.size !== 1) console.log(`answers differ: ${[...answers].join(' ')}`);
}
const least = (list: readonly number[]) => Math.min(...list);
const { xai, anvil } = times;
console.log(
  'cold first call, 18 kB',
  'xai',
  median(xai).toFixed(2),
  'ms, anvil',
  median(anvil).toFixed(2),
  'ms',
);
console.log(
  `ratio ${(median(anvil) / median(xai)).toFixed(2)}, of the shortest ${(least(anvil) / least(xai)).toFixed(2)}`,
);
