import { expect, test } from 'bun:test';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { Message, MessageContext } from '../../../vm/engine.ts';
import { ExecutionError, ExecutionTimeoutError } from '../../../vm/errors.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { KnownCodes } from '../../../vm/wasm/codes.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { interpreterModule } from '../../../vm/wasm/interpreter.ts';
import { CODE_AREA, CODE_AREA_SIZE } from '../../../vm/wasm/layout.ts';
import { ALICE, block, CONTRACT, NOTHING, rules } from '../world.ts';

const osaka = rules('osaka');
const engine = createWasmEngine('off');

function world(code: string): WorldState {
  const state = new WorldState(NOTHING);
  state.setCode(CONTRACT, fromHex(code));
  state.beginTransaction();
  return state;
}

function call(state: WorldState, gas: bigint, others: Partial<MessageContext> = {}) {
  const message: Message = {
    ...{ caller: ALICE, to: CONTRACT, value: 0n, data: new Uint8Array(0), gas },
    ...{ gasPrice: 0n, origin: ALICE, blobHashes: [] },
  };
  return engine.execute(message, { rules: osaka, block: block(), state, tracer: undefined, ...others });
}

const ENDLESS = '5b5f56';

test.each([true, false])('the module is the same bytes whenever it is made (wide arithmetic: %p)', (wide) => {
  expect(toHex(keccak256(interpreterModule(wide)))).toBe(toHex(keccak256(interpreterModule(wide))));
  expect(WebAssembly.validate(interpreterModule(wide))).toBe(true);
});

test('gas ends an endless loop', async () => {
  const result = await call(world(ENDLESS), 30_000_000n);
  expect([result.halt, result.gasUsed]).toEqual(['out of gas', 30_000_000n]);
});

test('a deadline ends an endless loop, and others have their turns while it runs', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const began = Date.now();
  const running = Promise.resolve(call(world(ENDLESS), 2n ** 52n, { deadline: { at: began + 150 } }));
  await expect(running).rejects.toThrow(ExecutionTimeoutError);
  clearInterval(timer);
  expect(Date.now() - began).toBeLessThan(5000);
  expect(turns).toBeGreaterThan(1);
});

test('calls nest 1,024 deep, and no deeper', async () => {
  // adds one to slot 0, then calls itself with all gas
  const state = world('5f54600101 5f55 5f5f5f5f5f 30 5a f1 00'.replaceAll(' ', ''));
  const result = await call(state, 2n ** 52n);
  expect(result.halt).toBeUndefined();
  expect(toHex(state.slot(CONTRACT, new Uint8Array(32)))).toBe(toHex(Uint8Array.of(1025 >> 8, 1025 & 0xff)));
});

test('a trap ends its own call, leaves no trace in the state, and the next call runs', async () => {
  const state = world('6001 5f 55 6001 43 03 40 5f 52 60 20 5f f3'.replaceAll(' ', ''));
  const broken = block({
    number: 5n,
    blockHash: () => {
      throw new WebAssembly.RuntimeError('unreachable');
    },
  });
  expect(() => call(state, 100_000n, { block: broken })).toThrow(ExecutionError);
  expect(toHex(state.slot(CONTRACT, new Uint8Array(32)))).toBe(toHex(new Uint8Array(0)));
  const whole = block({ number: 5n, blockHash: () => new Uint8Array(32).fill(3) });
  expect(toHex((await call(state, 100_000n, { block: whole })).returnData)).toBe(`0x${'03'.repeat(32)}`);
});

test('codes are kept in so many bytes, and forgotten between messages when there is no room', () => {
  const codes = new KnownCodes(osaka);
  const state = new WorldState(NOTHING);
  const memory = new Uint8Array(CODE_AREA + CODE_AREA_SIZE);
  const settle = (i: number): boolean => {
    const code = new Uint8Array(24_576).fill(0x5b);
    new DataView(code.buffer).setUint32(0, i);
    state.setCode(CONTRACT, code);
    return codes.settle(codes.of(state, state.entry(CONTRACT)), memory);
  };
  let kept = 0;
  while (kept < 1000 && settle(kept)) kept++;
  expect(kept).toBeGreaterThan(10);
  expect(kept).toBeLessThan(1000);
  codes.tidy();
  expect(settle(0)).toBe(true);
});

test('a machine that has grown is not kept: memory shrinks again', async () => {
  // touches 200 MB and ends
  const state = world('6001630c00000053');
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 6; i++) expect((await call(state, 2n ** 52n)).halt).toBeUndefined();
  Bun.gc(true);
  await Bun.sleep(20);
  Bun.gc(true);
  expect(process.memoryUsage().rss - before).toBeLessThan(450 * 2 ** 20);
});

test('machines go from fork to fork: each finds its own instructions in the same code', async () => {
  // PUSH0 is there since Shanghai, PREVRANDAO shows the difficulty before the merge
  const state = world('445f5260205ff3');
  const forks = ['london', 'osaka', 'berlin', 'shanghai', 'merge', 'cancun'] as const;
  const environment = block({ prevRandao: new Uint8Array(32).fill(7), difficulty: 5n });
  for (let round = 0; round < 3; round++) {
    for (const fork of forks) {
      const { halt, returnData } = await call(state, 100_000n, { rules: rules(fork), block: environment });
      const has = rules(fork).has('shanghai');
      expect([fork, halt]).toEqual([fork, has ? undefined : 'invalid opcode']);
      expect(toHex(returnData)).toBe(has ? `0x${'07'.repeat(32)}` : '0x');
    }
  }
});
