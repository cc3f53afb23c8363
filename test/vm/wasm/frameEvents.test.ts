import { expect, test } from 'bun:test';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { FORKS, type ForkName } from '../../../vm/rules/forks.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import type { Step, Tracer } from '../../../vm/tracing/tracer.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ALICE, address, block, CONTRACT, NOTHING, rules } from '../world.ts';
import { randomNumbers, randomProgram } from './programs.ts';

const OTHER = address(0xdd);
const reference = createReferenceEngine();
const wasm = createWasmEngine();
const PROGRAMS = Number(process.env.XAI_FUZZ_PROGRAMS ?? 200);

test('a tracer without steps hears the same of both engines', async () => {
  const random = randomNumbers(11);
  const forks = FORKS.map(({ name }) => name).filter((name) => !/^bpo|Glacier|daoFork/.test(name));
  let events = 0;
  for (let i = 0; i < 500; i++) {
    const fork = forks[random(forks.length)] ?? 'osaka';
    const codes = [randomProgram(random, 5 + random(40)), randomProgram(random, 2 + random(20))] as const;
    const gas = BigInt(20_000 + random(400_000));
    const to = random(6) === 0 ? undefined : CONTRACT;
    const expected = await heard(reference, codes, fork, gas, to);
    const actual = await heard(wasm, codes, fork, gas, to);
    const where = `program ${i}, ${fork}, gas ${gas}: ${codes.map(toHex).join(' ')}`;
    expect(`${where}\n${actual.join('\n')}`).toBe(`${where}\n${expected.join('\n')}`);
    events += expected.length;
  }
  expect(events).toBeGreaterThan(1500);
}, 60_000);

test('a tracer of steps hears the same of both engines', async () => {
  const random = randomNumbers(12);
  const forks = FORKS.map(({ name }) => name).filter((name) => !/^bpo|Glacier|daoFork/.test(name));
  let events = 0;
  for (let i = 0; i < PROGRAMS; i++) {
    const fork = forks[random(forks.length)] ?? 'osaka';
    const codes = [randomProgram(random, 5 + random(40)), randomProgram(random, 2 + random(20))] as const;
    const gas = BigInt(20_000 + random(400_000));
    const to = random(6) === 0 ? undefined : CONTRACT;
    const expected = await heard(reference, codes, fork, gas, to, true);
    const actual = await heard(wasm, codes, fork, gas, to, true);
    const where = `program ${i}, ${fork}, gas ${gas}: ${codes.map(toHex).join(' ')}`;
    expect(`${where}\n${actual.join('\n')}`).toBe(`${where}\n${expected.join('\n')}`);
    events += expected.length;
  }
  expect(events).toBeGreaterThan(10 * PROGRAMS);
}, 60_000);

/** What a tracer is told, a line each. Halts are compared as in differential.test.ts, faults where a text names them. */
async function heard(
  engine: Engine,
  [code, other]: readonly [Uint8Array, Uint8Array],
  fork: ForkName,
  gas: bigint,
  to: Uint8Array | undefined,
  steps = false,
): Promise<string[]> {
  const state = new WorldState(NOTHING);
  state.setBalance(ALICE, 10n ** 19n);
  state.setNonce(ALICE, 5n);
  state.setCode(CONTRACT, code);
  state.setBalance(CONTRACT, 1000n);
  state.setCode(OTHER, other);
  state.beginTransaction();
  for (const warm of [ALICE, CONTRACT]) state.warmAddress(warm);
  const lines: string[] = [];
  const tell = (kind: string, event: object) =>
    lines.push(`${kind} ${JSON.stringify(sorted(event), readable)}`);
  const tracer: Tracer = {
    onEnter: (entry) => tell('enter', entry),
    onExit: ({ halt, fault, ...exit }) => {
      const ended = halt === undefined || halt === 'revert' ? halt : 'halted';
      const opcode = halt === 'invalid opcode' ? fault?.opcode : undefined;
      tell('exit', { ...exit, output: Uint8Array.from(exit.output), ended, opcode });
    },
    onLog: (log, depth) => tell('log', { ...log, depth }),
  };
  if (steps) tracer.onStep = (step) => tell('step', shown(step));
  const message = {
    caller: ALICE,
    to,
    value: 3n,
    data: code,
    gas,
    gasPrice: 9n,
    origin: ALICE,
    blobHashes: [],
  };
  const context = { rules: rules(fork), block: block({ number: 300n }), state, tracer };
  const { gasUsed } = await engine.execute(message, context);
  return [...lines, `gas used ${gasUsed}`];
}

/**
 * All of a step but what engines know differently: the cost of one that lacks gas, and zeros at the end of memory, which
 * the library shows when something is written there.
 */
function shown(step: Step): object {
  const { pc, opcode, name, gas, cost, depth, address, stack, memory, returnData, refund, error } = step;
  const used = toHex(memory.subarray(0, memory.findLastIndex((byte) => byte !== 0) + 1));
  const told = { pc, opcode, name, gas, depth, address, stack, used, returnData, refund, error };
  return error === undefined ? { ...told, cost } : told;
}

function sorted(event: object): object {
  return Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readable(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Uint8Array ? toHex(value) : value;
}
