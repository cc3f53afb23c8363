import { expect, test } from 'bun:test';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../vm/engine.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ALICE, block, CONTRACT, NOTHING, rules } from '../world.ts';

/** Gas for each byte of code: before it first runs, never, and where it goes over in the middle of its work. */
const ENGINES = [0, Number.POSITIVE_INFINITY, 1, 100, 1000].map((from) => createWasmEngine('off', from));
const SIZE = 256;

/** Counts down from a number of two bytes, over two jump destinations in a row, then answers the gas that is left. */
function countdown(from: number): Uint8Array {
  const code = new Uint8Array(SIZE);
  // PUSH2 from, JUMPDEST ×2, PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI, GAS, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
  code.set(fromHex(`61${from.toString(16).padStart(4, '0')}5b5b60019003806003575a5f5260205ff3`));
  return code;
}

async function run(engine: Engine, code: Uint8Array, gas: bigint, bounded: boolean) {
  const state = new WorldState(NOTHING);
  state.setCode(CONTRACT, code);
  state.setBalance(ALICE, 1n);
  state.beginTransaction();
  for (const warm of [ALICE, CONTRACT]) state.warmAddress(warm);
  const deadline = bounded ? { at: Date.now() + 60_000, timeout: 60_000 } : undefined;
  const message = { caller: ALICE, to: CONTRACT, value: 0n, data: new Uint8Array(0), gas };
  const { halt, gasUsed, returnData } = await engine.execute(
    { ...message, gasPrice: 0n, origin: ALICE, blobHashes: [] },
    { rules: rules('osaka'), block: block(), state, tracer: undefined, deadline },
  );
  return { halt, gasUsed, output: toHex(returnData) };
}

test('a code that is predecoded while it runs uses the same gas', async () => {
  for (const turns of [1, 255, 256, 257, 511, 512, 513, 1500, 60_000]) {
    for (const bounded of [false, true]) {
      const ends = [];
      for (const engine of ENGINES) ends.push(await run(engine, countdown(turns), 10_000_000n, bounded));
      for (const end of ends) expect(end).toEqual(ends[0] as (typeof ends)[0]);
    }
  }
});

test('and halts in the same place, whatever gas it has', async () => {
  // 29 gas a turn: around where a code comes back after 512 jump destinations, two a turn
  for (let gas = 256n * 29n - 40n; gas < 256n * 29n + 40n; gas++) {
    const ends = [];
    for (const engine of ENGINES) ends.push(await run(engine, countdown(60_000), gas, false));
    for (const end of ends) expect(end).toEqual({ halt: 'out of gas', gasUsed: gas, output: '0x' });
  }
  for (const [from, gas] of [
    [256, 7_500n],
    [512, 15_000n],
  ] as const) {
    for (let more = 0n; more < 60n; more++) {
      const ends = [];
      for (const engine of ENGINES) ends.push(await run(engine, countdown(from), gas - 30n + more, false));
      for (const end of ends) expect(end).toEqual(ends[0] as (typeof ends)[0]);
    }
  }
});
