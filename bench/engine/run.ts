/**
 * Millions of gas a second of the execution engines, side by side, on small endless programs: best of several runs.
 *
 *   bun bench/engine/run.ts [--gas N] [--runs N]
 */
import { parseArgs } from 'node:util';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Engine } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import { createReferenceEngine } from '../../vm/reference/engine.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { rulesOf } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { PROGRAMS } from './programs.ts';

const { values } = parseArgs({
  options: { gas: { type: 'string', default: '20000000' }, runs: { type: 'string', default: '5' } },
});

const CALLER = new Uint8Array(20).fill(0xaa);
const CONTRACT = new Uint8Array(20).fill(0xcc);

const CONFIG: ChainConfig = {
  chainId: 1n,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: CONTRACT,
  blobSchedule: new Map(),
  name: 'bench',
};

const BLOCK: BlockEnvironment = {
  number: 1n,
  timestamp: 1n,
  coinbase: CALLER,
  gasLimit: 2n ** 40n,
  baseFee: 0n,
  difficulty: 0n,
  prevRandao: new Uint8Array(32),
  blobBaseFee: 1n,
  parentBeaconRoot: undefined,
  blockHash: () => undefined,
};

const wasm = createWasmEngine();
const reference = createReferenceEngine();
const gas = BigInt(values.gas);
const runs = Number(values.runs);
console.log('Mgas/s'.padEnd(28), 'wasm'.padStart(8), 'reference'.padStart(10));
for (const [name, code] of Object.entries(PROGRAMS)) {
  const fast = await speed(wasm, code, gas, runs);
  const slow = await speed(reference, code, gas / 10n, 2);
  console.log(name.padEnd(28), fast.toFixed(0).padStart(8), slow.toFixed(0).padStart(10));
}

async function speed(engine: Engine, code: Uint8Array, limit: bigint, times: number): Promise<number> {
  let best = 0;
  for (let i = 0; i < times; i++) {
    const state = new WorldState({
      account: () => undefined,
      slot: () => EMPTY_BYTES,
      code: () => EMPTY_BYTES,
    });
    state.setCode(CONTRACT, code);
    state.beginTransaction();
    const message = {
      caller: CALLER,
      to: CONTRACT,
      value: 0n,
      data: EMPTY_BYTES,
      gas: limit,
      gasPrice: 0n,
      origin: CALLER,
      blobHashes: [],
    };
    const began = performance.now();
    await engine.execute(message, {
      rules: rulesOf(CONFIG, 'osaka'),
      block: BLOCK,
      state,
      tracer: undefined,
    });
    best = Math.max(best, Number(limit) / 1000 / (performance.now() - began));
  }
  return best;
}
