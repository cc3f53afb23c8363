import { describe, expect, test } from 'bun:test';
import { bigIntToFixedBytes, concatBytes, toHex } from '../../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../../vm/engine.ts';
import { opcodeFacts } from '../../../../vm/opcodes.ts';
import { WorldState } from '../../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../../vm/wasm/engine.ts';
import { ALICE, block, CONTRACT, NOTHING, rules } from '../../world.ts';
import { randomNumbers } from '../programs.ts';

const interpreted = createWasmEngine('off');
const compiled = createWasmEngine('always');

const HIGHEST = 2n ** 256n - 1n;
const WORDS = [
  ...[0n, 1n, 2n, 3n, 31n, 32n, 64n, 255n, 256n, 1000n, 2n ** 64n - 1n, 2n ** 64n, 10n ** 18n],
  ...[2n ** 128n - 1n, 2n ** 128n, 2n ** 160n - 1n, 2n ** 192n, 2n ** 255n, HIGHEST - 1n, HIGHEST],
  ...[2n ** 63n - 1n, 2n ** 63n, HIGHEST - 2n ** 63n, HIGHEST - 2n ** 63n + 1n, HIGHEST - 10n ** 12n],
];

const LOAD_A = [0x5f, 0x35];
const LOAD_B = [0x60, 0x20, 0x35];
const LOAD_C = [0x60, 0x40, 0x35];

/** A program that returns the results of pieces of code, each of which leaves one item. */
function returning(pieces: readonly (readonly number[])[]): Uint8Array {
  const place = (index: number) => [0x61, (32 * index) >> 8, (32 * index) & 0xff];
  return Uint8Array.from([
    ...pieces.flatMap((piece, index) => [...piece, ...place(index), 0x52]),
    ...[...place(pieces.length), 0x5f, 0xf3],
  ]);
}

const push = (word: bigint): number[] => [0x7f, ...bigIntToFixedBytes(word, 32)];

/** The instruction on operands that are not known while compiling, and on each known one with others that are not. */
function piecesOf(opcode: number, takes: number): number[][] {
  if (takes === 1) return [[...LOAD_A, opcode]];
  if (takes === 3) {
    const known = WORDS.map((word) => [...push(word), ...LOAD_B, ...LOAD_A, opcode]);
    return [[...LOAD_C, ...LOAD_B, ...LOAD_A, opcode], ...known];
  }
  return [
    [...LOAD_B, ...LOAD_A, opcode],
    ...WORDS.flatMap((word) => [
      [...push(word), ...LOAD_A, opcode],
      [...LOAD_A, ...push(word), opcode],
    ]),
  ];
}

describe('results of compiled instructions are those of the interpreter', () => {
  const random = randomNumbers(3);
  const operand = () => WORDS[random(WORDS.length)] ?? 0n;
  for (let opcode = 0x01; opcode <= 0x1e; opcode++) {
    const facts = opcodeFacts(opcode);
    if (facts === undefined) continue;
    test(facts.name, async () => {
      const code = returning(piecesOf(opcode, facts.takes));
      for (let i = 0; i < 30; i++) {
        const data = concatBytes(...[operand(), operand(), operand()].map((n) => bigIntToFixedBytes(n, 32)));
        const expected = await run(interpreted, code, data);
        expect(`${toHex(data)} ${await run(compiled, code, data)}`).toBe(`${toHex(data)} ${expected}`);
      }
    });
  }
});

test('a product divided by one of its factors is as exact as any other division', async () => {
  const product = [...LOAD_B, ...LOAD_A, 0x81, 0x81, 0x02];
  // the stack is b, a, a * b: divided by a, by b, and by something else
  const code = returning([
    [...product, 0x81, 0x90, 0x04],
    [...product, 0x82, 0x90, 0x04],
    [...product, ...LOAD_C, 0x90, 0x04],
    // a * a by a
    [...LOAD_A, 0x80, 0x80, 0x02, 0x04],
    // with signs
    [...product, 0x81, 0x90, 0x05],
    [...product, 0x82, 0x90, 0x05],
  ]);
  for (const a of WORDS) {
    for (const b of WORDS) {
      const data = concatBytes(...[a, b, 7n].map((n) => bigIntToFixedBytes(n, 32)));
      const [ab, aa] = [BigInt.asUintN(256, a * b), BigInt.asUintN(256, a * a)];
      const by = (x: bigint, y: bigint) => (y === 0n ? 0n : x / y);
      const bySigned = (x: bigint, y: bigint) =>
        BigInt.asUintN(256, by(BigInt.asIntN(256, x), BigInt.asIntN(256, y)));
      const signed = [bySigned(ab, a), bySigned(ab, b)];
      const results = [by(ab, a), by(ab, b), by(ab, 7n), by(aa, a), ...signed];
      const expected = toHex(concatBytes(...results.map((n) => bigIntToFixedBytes(n, 32))));
      expect((await run(compiled, code, data)).split(' ')[0]).toBe(expected);
    }
  }
});

test('a sum is compared with its addends, a difference with what it was taken from, as any other word', async () => {
  const [sum, difference] = [
    [...LOAD_B, ...LOAD_A, 0x81, 0x81, 0x01],
    [...LOAD_B, ...LOAD_A, 0x81, 0x81, 0x03],
  ];
  // the stack is b, a, and what comes of both: compared with a and with b, either way round
  const code = returning(
    [sum, difference].flatMap((made) =>
      [0x10, 0x11, 0x12, 0x13].flatMap((comparison) => [
        [...made, 0x81, comparison],
        [...made, 0x82, comparison],
        [...made, 0x81, 0x90, comparison, 0x15, 0x15],
        [...made, 0x82, 0x90, comparison, 0x15],
      ]),
    ),
  );
  for (const a of WORDS) {
    for (const b of WORDS) {
      const data = concatBytes(...[a, b].map((n) => bigIntToFixedBytes(n, 32)));
      expect(await run(compiled, code, data)).toBe(await run(interpreted, code, data));
    }
  }
});

async function run(engine: Engine, code: Uint8Array, data: Uint8Array): Promise<string> {
  const state = new WorldState(NOTHING);
  state.setCode(CONTRACT, code);
  state.beginTransaction();
  const { halt, returnData, gasUsed } = await engine.execute(
    {
      caller: ALICE,
      to: CONTRACT,
      value: 0n,
      data,
      gas: 1_000_000n,
      gasPrice: 0n,
      origin: ALICE,
      blobHashes: [],
    },
    { rules: rules('osaka'), block: block(), state, tracer: undefined },
  );
  return `${toHex(returnData)} ${gasUsed} ${halt}`;
}
