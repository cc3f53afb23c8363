/**
 * Millions of gas a second of the execution engines, side by side, on small endless programs: best of several runs.
 *
 *   bun bench/engine/run.ts [--gas N] [--runs N]
 */
import { parseArgs } from 'node:util';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Engine } from '../../vm/engine.ts';
import { createReferenceEngine } from '../../vm/reference/engine.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { PROGRAMS } from './programs.ts';
import { BLOCK, CALLER, CONTRACT, OSAKA } from './setting.ts';

const { values } = parseArgs({
  options: { gas: { type: 'string', default: '20000000' }, runs: { type: 'string', default: '5' } },
});

const wasm = createWasmEngine('off');
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
      rules: OSAKA,
      block: BLOCK,
      state,
      tracer: undefined,
    });
    best = Math.max(best, Number(limit) / 1000 / (performance.now() - began));
  }
  return best;
}
