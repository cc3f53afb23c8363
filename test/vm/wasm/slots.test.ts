import { expect, test } from 'bun:test';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { SLOT_LINE } from '../../../vm/wasm/layout.ts';
import { ALICE, address, block, CONTRACT, NOTHING, rules, word } from '../world.ts';
import { randomNumbers } from './programs.ts';

/** Programs for a run: XAI_FUZZ_PROGRAMS, or few enough for every day. XAI_FUZZ_SEED makes another run. */
const COUNT = Number(process.env.XAI_FUZZ_PROGRAMS ?? 200);
const SEED = Number(process.env.XAI_FUZZ_SEED ?? 11);
const OTHER = address(0xdd);
const FORK_NAMES = ['istanbul', 'berlin', 'london', 'cancun', 'osaka'] as const satisfies readonly ForkName[];

const engines = {
  reference: createReferenceEngine(),
  interpreted: createWasmEngine('off'),
  predecoded: createWasmEngine('off', 0),
  compiled: createWasmEngine('always'),
};

const [SLOAD, SSTORE, TLOAD, TSTORE, LOG1] = [0x54, 0x55, 0x5c, 0x5d, 0xa1];
const CALLS = [0xf1, 0xf2, 0xf4, 0xfa];
/** STOP, REVERT of nothing, INVALID. */
const ENDS = [[0x00], [0x00], [0x60, 0, 0x60, 0, 0xfd], [0xfe]];
/** Few, so that they meet again; the last ones share a line of the machine's cache, for whichever account. */
const KEYS = [0, 1, 2, 3, ...sharers(3, 2), ...sharers(2, 2)];

test(`${COUNT} programs that write few slots again and again, with calls that are taken back, end alike`, async () => {
  const random = randomNumbers(SEED);
  for (let i = 0; i < COUNT; i++) {
    const fork = FORK_NAMES[random(FORK_NAMES.length)] ?? 'osaka';
    const passing = fork === 'cancun' || fork === 'osaka';
    const codes = [writer(random, 8 + random(40), passing), writer(random, 4 + random(20), passing)] as const;
    const gas = BigInt(30_000 + random(600_000));
    const { reference, ...others } = engines;
    const expected = await outcome(reference, codes, fork, gas);
    for (const [name, engine] of Object.entries(others)) {
      const where = `program ${i} of seed ${SEED}, ${name}, ${fork}, gas ${gas}: ${codes.map(toHex).join(' ')}\n`;
      expect(where + (await outcome(engine, codes, fork, gas))).toBe(where + expected);
    }
  }
}, 600_000);

test('more slots than a machine keeps are written again and again', async () => {
  // for (i = 0; i < 2048; i++) slot[i & 511] += i
  const code = fromHex(
    '5f5b 80 6101ff16 80 54 82 01 90 55 6001 01 80 610800 11 600157 00'.replaceAll(' ', ''),
  );
  const ended: string[] = [];
  for (const engine of Object.values(engines)) {
    ended.push(await outcome(engine, [code, code], 'osaka', 20_000_000n));
  }
  expect(ended[1]).toBe(ended[0] ?? '');
  expect(ended[2]).toBe(ended[0] ?? '');
  expect(ended[0]).toContain('"ended": "none"');
});

/** Reads, writes, logs of what was read, calls to the other or to itself, and an end. */
function writer(random: (below: number) => number, steps: number, passing: boolean): Uint8Array {
  const code: number[] = [];
  const push = (value: number) =>
    code.push(0x63, value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  const log = () => code.push(0x60, 0, 0x60, 0, LOG1);
  for (let i = 0; i < steps; i++) {
    const transient = passing && random(4) === 0;
    const key = KEYS[random(KEYS.length)] ?? 0;
    const kind = random(12);
    if (kind < 6) {
      push(random(3));
      push(key);
      code.push(transient ? TSTORE : SSTORE);
    } else if (kind < 10) {
      push(key);
      code.push(transient ? TLOAD : SLOAD);
      log();
    } else {
      const opcode = CALLS[random(CALLS.length)] ?? 0xf1;
      for (let k = 0; k < (opcode < 0xf3 ? 5 : 4); k++) code.push(0x60, 0);
      code.push(0x73, ...(random(3) === 0 ? CONTRACT : OTHER));
      push(random(2) === 0 ? random(6000) : random(200_000));
      code.push(opcode);
      log();
    }
  }
  code.push(...(ENDS[random(ENDS.length)] ?? []));
  return Uint8Array.from(code);
}

/** Keys that go into the same line as `first`, of the account with this number (slotCache.ts). */
function sharers(first: number, account: number): number[] {
  const line = (key: number) => Math.imul(key ^ account, 0x9e37_79b1) >>> (32 - SLOT_LINE.bits);
  const found: number[] = [];
  for (let key = 100; found.length < 3; key++) if (line(key) === line(first)) found.push(key);
  return found;
}

async function outcome(
  engine: Engine,
  [code, other]: readonly [Uint8Array, Uint8Array],
  fork: ForkName,
  gas: bigint,
): Promise<string> {
  const state = new WorldState(NOTHING);
  state.setBalance(ALICE, 10n ** 19n);
  state.setCode(CONTRACT, code);
  state.setCode(OTHER, other);
  for (const at of [CONTRACT, OTHER]) {
    for (const key of KEYS.slice(0, 6)) state.setSlot(at, word(key), Uint8Array.of(1 + (key & 1)));
  }
  state.beginTransaction();
  for (const warm of [ALICE, CONTRACT]) state.warmAddress(warm);
  const message = {
    ...{ caller: ALICE, to: CONTRACT, value: 0n, data: new Uint8Array(0), gas },
    ...{ gasPrice: 9n, origin: ALICE, blobHashes: [] },
  };
  const context = { rules: rules(fork), block: block(), state, tracer: undefined };
  const { halt, ...result } = await engine.execute(message, context);
  state.endTransaction(context.rules);
  const ended = halt === undefined ? 'none' : halt === 'revert' ? halt : 'halted';
  return JSON.stringify({ ended, ...result, slots: [...state.changes().storage] }, readable, 1);
}

function readable(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map)
    return [...value].map(([key, item]) => [Buffer.from(key, 'latin1').toString('hex'), item]).sort();
  return typeof value === 'string' && !/^[ -~]*$/.test(value)
    ? Buffer.from(value, 'latin1').toString('hex')
    : value;
}
