import { expect, test } from 'bun:test';
import { toKey } from '../../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../../vm/engine.ts';
import { ExecutionTimeoutError } from '../../../../vm/errors.ts';
import { WorldState } from '../../../../vm/state/worldState.ts';
import { CodeCompiler } from '../../../../vm/wasm/compiler/codeCompiler.ts';
import { createWasmEngine } from '../../../../vm/wasm/engine.ts';
import { ALICE, block, CONTRACT, NOTHING, rules } from '../../world.ts';

const OSAKA = rules('osaka');
/** Counts without an end. */
const LOOP = Uint8Array.from([0x5f, 0x5b, 0x60, 1, 0x01, 0x60, 1, 0x56]);

test('a code is compiled in a thread once it is asked for, and kept', async () => {
  const compiler = new CodeCompiler('auto');
  const hash = toKey(new Uint8Array(32).fill(1));
  expect(compiler.find(OSAKA, LOOP, hash)).toBeUndefined();
  const ready = await until(() => compiler.find(OSAKA, LOOP, hash));
  expect(compiler.has(OSAKA, hash)).toBe(true);
  expect(compiler.has(rules('london'), hash)).toBe(false);
  expect([...ready.entries.subarray(0, LOOP.length)]).toEqual([1, 2, 0, 0, 0, 0, 0, 0]);
  expect([...ready.jumps]).toEqual([0, 2, 0, 0, 0, 0, 0, 0]);
  compiler.close();
});

test('what has not been used for longest is dropped where there is too much', () => {
  const codes = [1, 2, 3, 4].map((n) => Uint8Array.from([...LOOP, ...new Array<number>(n).fill(0x5b)]));
  const sizes = codes.map((code) => new CodeCompiler('always').find(OSAKA, code, undefined)?.bytes ?? 0);
  const room = Math.max(...sizes) * 2;
  const compiler = new CodeCompiler('always', room);
  const [first, second, ...others] = codes.slice(0, 2).map((code) => compiler.find(OSAKA, code, undefined));
  if (first === undefined || second === undefined) throw new Error('these are compiled');
  compiler.use(first);
  others.push(...codes.slice(2, 3).map((code) => compiler.find(OSAKA, code, undefined)));
  expect([first, second, ...others].map((ready) => ready?.dropped)).toEqual([false, true, false]);
});

test('a bounded call ends in compiled code as well', async () => {
  const engine = createWasmEngine('always');
  const call = execute(engine, 2n ** 52n, { at: Date.now() + 50 });
  await expect(call).rejects.toThrow(ExecutionTimeoutError);
});

test('a hot code goes over from the interpreter without a difference in gas', async () => {
  const engine = createWasmEngine('auto');
  for (let i = 0; i < 30; i++) {
    expect(await execute(engine, 2_000_000n, undefined)).toBe(2_000_000n);
    await Bun.sleep(5);
  }
  engine.close?.();
});

async function execute(engine: Engine, gas: bigint, deadline: { at: number } | undefined): Promise<bigint> {
  const state = new WorldState(NOTHING);
  state.setCode(CONTRACT, LOOP);
  state.beginTransaction();
  const message = {
    caller: ALICE,
    to: CONTRACT,
    value: 0n,
    data: new Uint8Array(0),
    gas,
    gasPrice: 0n,
    origin: ALICE,
    blobHashes: [],
  };
  const { gasUsed } = await engine.execute(message, {
    rules: OSAKA,
    block: block(),
    state,
    tracer: undefined,
    deadline,
  });
  return gasUsed;
}

async function until<T>(ask: () => T | undefined): Promise<T> {
  for (let i = 0; i < 1000; i++) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await Bun.sleep(10);
  }
  throw new Error('it never came');
}
