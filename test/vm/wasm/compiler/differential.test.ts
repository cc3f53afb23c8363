import { expect, test } from 'bun:test';
import { toHex } from '../../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../../vm/engine.ts';
import { FORKS } from '../../../../vm/rules/forks.ts';
import { WorldState } from '../../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../../vm/wasm/engine.ts';
import { ALICE, address, block, CONTRACT, NOTHING, rules } from '../../world.ts';
import { randomNumbers, randomProgram } from '../programs.ts';

/** Programs for a run: XAI_FUZZ_PROGRAMS, or few enough for every day. XAI_FUZZ_SEED makes another run. */
const COUNT = Number(process.env.XAI_FUZZ_PROGRAMS ?? 800);
const SEED = Number(process.env.XAI_FUZZ_SEED ?? 5);
const OTHER = address(0xdd);

const interpreted = createWasmEngine('off');
const compiled = createWasmEngine('always');

test(`${COUNT} programs with loops and calls within end alike interpreted and compiled`, async () => {
  const random = randomNumbers(SEED);
  const forks = FORKS.map(({ name }) => name).filter((name) => !/^bpo|Glacier|daoFork/.test(name));
  for (let i = 0; i < COUNT; i++) {
    const fork = forks[random(forks.length)] ?? 'osaka';
    const body = () => randomProgram(random, 1 + random(12)).slice(0, -17);
    const code = withLoops(random, [body(), body(), body()]);
    const other = randomProgram(random, 2 + random(20));
    const gas = BigInt(2000 + random(200_000));
    const outcomes: string[] = [];
    for (const engine of [interpreted, compiled]) {
      outcomes.push(await outcome(engine, code, other, rules(fork), gas));
    }
    const where = `program ${i} of seed ${SEED}, ${fork}, gas ${gas}: ${toHex(code)} ${toHex(other)}\n`;
    expect(where + outcomes[1]).toBe(where + outcomes[0]);
  }
}, 600_000);

/**
 * The first body runs a few times, with a jump back to a known place; the second is a function that is called twice with
 * the place to return to on the stack; the third comes last, and what is left on the stack comes back.
 */
function withLoops(random: (below: number) => number, bodies: readonly Uint8Array[]): Uint8Array {
  const [first, second, third] = bodies.map((bytes) => [...bytes]);
  const code: number[] = [0x60, 1 + random(6)];
  const here = () => code.length;
  const push = (at: number) => [0x61, at >> 8, at & 0xff];
  const loop = here();
  // the counter may be lost under what the body leaves: then gas ends the loop
  code.push(0x5b, ...(first ?? []), 0x60, 1, 0x90, 0x03, 0x80, ...push(loop), 0x57);
  const call = () => {
    const at = here();
    code.push(...push(at + 7), ...push(0), 0x56, 0x5b);
    return at + 4;
  };
  const calls = [call(), call()];
  code.push(...(third ?? []));
  for (let k = 0; k < 4; k++) code.push(0x60, 32 * k, 0x52);
  code.push(0x60, 0x80, 0x60, 0, 0xf3);
  const start = here();
  // the function keeps its way back in memory: what the body leaves on the stack stays there
  code.push(0x5b, 0x61, 0x01, 0x00, 0x52, ...(second ?? []), 0x61, 0x01, 0x00, 0x51, 0x56);
  for (const at of calls) code.splice(at, 2, start >> 8, start & 0xff);
  return Uint8Array.from(code);
}

async function outcome(
  engine: Engine,
  code: Uint8Array,
  other: Uint8Array,
  inForce: ReturnType<typeof rules>,
  gas: bigint,
): Promise<string> {
  const state = new WorldState(NOTHING);
  state.setBalance(ALICE, 10n ** 19n);
  state.setCode(CONTRACT, code);
  state.setCode(OTHER, other);
  state.beginTransaction();
  const message = {
    caller: ALICE,
    to: CONTRACT,
    value: 3n,
    data: code,
    gas,
    gasPrice: 9n,
    origin: ALICE,
    blobHashes: [],
  };
  const context = { rules: inForce, block: block({ number: 300n }), state, tracer: undefined };
  const result = await engine.execute(message, context);
  state.endTransaction(inForce);
  return JSON.stringify({ ...result, changes: state.changes() }, readable, 1);
}

function readable(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map)
    return [...value].map(([key, item]) => [Buffer.from(key, 'latin1').toString('hex'), item]);
  return value;
}
