import { expect, test } from 'bun:test';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { Engine, MessageResult } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { FORKS, type ForkName } from '../../../vm/rules/forks.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ALICE, address, block, CONTRACT, NOTHING, rules } from '../world.ts';
import { randomNumbers, randomProgram } from './programs.ts';

/** Programs for a run: XAI_FUZZ_PROGRAMS, or few enough for every day. XAI_FUZZ_SEED makes another run. */
const COUNT = Number(process.env.XAI_FUZZ_PROGRAMS ?? 2000);
const SEED = Number(process.env.XAI_FUZZ_SEED ?? 7);
const OTHER = address(0xdd);

const reference = createReferenceEngine();
const wasm = createWasmEngine('off', 0);

test(`${COUNT} programs end alike on both engines`, async () => {
  const random = randomNumbers(SEED);
  const forks = FORKS.map(({ name }) => name).filter((name) => !/^bpo|Glacier|daoFork/.test(name));
  for (let i = 0; i < COUNT; i++) {
    const fork = forks[random(forks.length)] ?? 'osaka';
    const codes = [randomProgram(random, 5 + random(40)), randomProgram(random, 2 + random(20))] as const;
    const gas = BigInt(20_000 + random(400_000));
    const expected = await outcome(reference, codes, fork, gas);
    const actual = await outcome(wasm, codes, fork, gas);
    const where = `program ${i} of seed ${SEED}, ${fork}, gas ${gas}: ${codes.map(toHex).join(' ')}`;
    expect(`${where}\n${actual}`).toBe(`${where}\n${expected}`);
  }
}, 600_000);

async function outcome(
  engine: Engine,
  [code, other]: readonly [Uint8Array, Uint8Array],
  fork: ForkName,
  gas: bigint,
) {
  const state = new WorldState(NOTHING);
  state.setBalance(ALICE, 10n ** 19n);
  state.setCode(CONTRACT, code);
  state.setBalance(CONTRACT, 1000n);
  state.setCode(OTHER, other);
  state.beginTransaction();
  // as a transaction does: the library's CREATE warms the account that it runs on
  for (const warm of [ALICE, CONTRACT]) state.warmAddress(warm);
  const message = {
    caller: ALICE,
    to: CONTRACT,
    value: 3n,
    data: code,
    gas,
    gasPrice: 9n,
    origin: ALICE,
    blobHashes: [new Uint8Array(32).fill(1)],
  };
  const context = { rules: rules(fork), block: block({ number: 300n }), state, tracer: undefined };
  const result = await engine.execute(message, context);
  state.endTransaction(context.rules);
  return comparable(result, state.changes());
}

/** The engines name some halts differently where two things are wrong at once; the gas is the same then. */
function comparable({ halt, ...others }: MessageResult, changes: unknown): string {
  const ended = halt === undefined || halt === 'revert' ? halt : 'halted';
  return JSON.stringify({ ended, ...others, changes }, readable, 1);
}

function readable(name: string, value: unknown): unknown {
  // an account's root is the one from before the overlay, which the library's accounts do not keep
  if (name === 'storageRoot') return undefined;
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map)
    return [...value].map(([key, item]) => [Buffer.from(key, 'latin1').toString('hex'), item]);
  return value;
}
