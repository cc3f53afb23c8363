import {
  type Code,
  get,
  i64,
  limbOfVector,
  limbsToVector,
  load64,
  loadVector,
  op,
  reverseBytes,
  set,
  storeVector,
} from '../wasm/emit/code.ts';
import { assemble, type FunctionSource } from '../wasm/emit/module.ts';
import type { ValueType } from '../wasm/emit/operators.ts';
import {
  addLimbs,
  type Field,
  fieldOf,
  inMemory,
  type Limbs,
  multiplyRows,
  type Names,
  named,
  raise,
  range,
  reduceRows,
  setAll,
  squareRows,
  storeAll,
  storeReduced,
  subtractLimbs,
  values,
} from './fieldLimbs.ts';

/*
 * Arithmetic of a prime field and of pairs of its elements, a + bi: what mcl does by halves of 32 bits, as functions that
 * take the place of its own. Each takes addresses, the result's first, which may be an operand's but for pairs; the last of
 * four is the modulus's, which is not read, as it is known here. `wide` are numbers of twice the length, not reduced yet.
 */

/** Bytes from the real part of a pair to the other, and the same of wide ones: mcl's, whatever the field. */
const PART = 48;
const WIDE_PART = 96;

/** Numbers in locals: of twice the length, and of once. */
const [t, u, v] = [named('t'), named('u'), named('v')];
const [less, s, y] = [named('d'), named('s'), named('y')];

const behind =
  (names: Names, places: number): Names =>
  (k) =>
    names(k + places);

/** Products of a function's operands that lie in memory: the second one's limbs are put into locals. */
function product(to: Names, limbs: number, x: Limbs, second: Limbs): Code {
  return [...setAll(y, limbs, second), ...multiplyRows(to, limbs, x, values(y))];
}

function square(limbs: number): Code {
  return [...setAll(y, limbs, inMemory('x')), ...squareRows(t, limbs, values(y))];
}

/** (a + bi)(c + di): three products, (a + b)(c + d) less ac and bd for the second part. */
function multiplyPair(field: Field): Code {
  const { limbs } = field;
  return [
    ...addLimbs(s, limbs, inMemory('x'), inMemory('x', PART)),
    ...addLimbs(y, limbs, inMemory('y'), inMemory('y', PART)),
    ...multiplyRows(t, limbs, values(s), values(y)),
    ...product(u, limbs, inMemory('x'), inMemory('y')),
    ...subtractLimbs(t, 2 * limbs, values(t), values(u)),
    ...product(v, limbs, inMemory('x', PART), inMemory('y', PART)),
    ...subtractLimbs(t, 2 * limbs, values(t), values(v)),
    ...storeAll(t, 2 * limbs, WIDE_PART),
    ...subtractLimbs(u, 2 * limbs, values(u), values(v)),
    ...raise(field, behind(u, limbs)),
    ...storeAll(u, 2 * limbs),
  ];
}

/** (a + bi)²: t = (a + b)(a - b), u = 2ab. */
function squarePair(field: Field): Code {
  const { limbs } = field;
  const [a, b] = [inMemory('x'), inMemory('x', PART)];
  return [
    ...subtractLimbs(y, limbs, a, b),
    ...raise(field, y),
    ...addLimbs(s, limbs, a, b),
    ...multiplyRows(t, limbs, values(s), values(y)),
    ...addLimbs(s, limbs, b, b),
    ...product(u, limbs, values(s), a),
  ];
}

/** The modulus less x, and 0 of 0. */
function negate({ limbs, modulus }: Field): Code {
  const any = range(1, limbs).reduce(
    (bits, k) => op('i64.or', bits, load64(get('x'), 8 * k)),
    load64(get('x')),
  );
  return [
    // 0 or -1, as a borrow is
    ...set('beyond', op('i64.sub', i64(0), op('i64.extend_i32_u', op('i32.eqz', op('i64.eqz', any))))),
    ...subtractLimbs(t, limbs, (k) => op('i64.and', get('beyond'), i64(modulus[k] ?? 0n)), inMemory('x')),
    ...storeAll(t, limbs),
  ];
}

/** A number of big-endian bytes at `x`, as the functions have it: times R. Leaves 1 if it is below the modulus, else 0. */
function readBytes(field: Field): Code {
  const { limbs, modulus, square } = field;
  return [
    ...setAll(y, limbs, (k) =>
      limbOfVector(reverseBytes(loadVector(get('x'), 8 * (limbs - 2 - (k & ~1)))), k & 1 ? 1 : 0),
    ),
    ...subtractLimbs(less, limbs, values(y), (k) => i64(modulus[k] ?? 0n)),
    ...set('below', op('i64.sub', i64(0), get('borrow'))),
    ...multiplyRows(t, limbs, values(y), (k) => i64(square[k] ?? 0n)),
    ...reduceRows(field, t),
    ...storeReduced(field, behind(t, limbs), less),
    ...get('below'),
  ];
}

/** The bytes of a number. */
function writeBytes(field: Field): Code {
  const { limbs } = field;
  const upper = behind(t, limbs);
  const pair = (k: number) => reverseBytes(limbsToVector(get(upper(k)), get(upper(k + 1))));
  return [
    ...setAll(t, limbs, inMemory('x')),
    ...setAll(upper, limbs, () => i64(0)),
    // of a number below the modulus it is below it too: nothing has to be taken away
    ...reduceRows(field, t),
    ...range(0, limbs / 2).flatMap((k) => storeVector(get('z'), pair(2 * k), 8 * (limbs - 2 - 2 * k))),
  ];
}

function functionOf(
  name: string,
  operands: readonly string[],
  limbs: number,
  code: Code,
  results: readonly ValueType[] = [],
): FunctionSource {
  const words = [
    ...range(0, 2 * limbs).flatMap((k) => [t(k), u(k), v(k)]),
    ...range(0, limbs).flatMap((k) => [less(k), s(k), y(k)]),
    ...['carry', 'borrow', 'beyond', 'below', 'factor'],
  ];
  return {
    name,
    parameters: Object.fromEntries(['z', ...operands].map((operand) => [operand, 'i32' as const])),
    results,
    locals: { ...Object.fromEntries(words.map((word) => [word, 'i64' as const])), negative: 'i32' },
    code,
  };
}

function functionsOf(field: Field): readonly FunctionSource[] {
  const { limbs } = field;
  const [x, second] = [inMemory('x'), inMemory('y')];
  const make = (name: string, operands: readonly string[], ...code: readonly Code[]) =>
    functionOf(name, operands, limbs, code.flat());
  /** Leaves what is beyond the result: 0 or 1. */
  const unreduced = (name: string, beyond: Code, ...code: readonly Code[]) =>
    functionOf(name, ['x', 'y'], limbs, [...code, ...op('i32.wrap_i64', beyond)], ['i32']);
  const ofTwo = ['x', 'y', 'modulus'];
  const ofOne = ['x', 'modulus'];
  const upper = behind(t, limbs);
  const reduced = [reduceRows(field, t), storeReduced(field, upper, less)];
  return [
    make('add', ofTwo, addLimbs(t, limbs, x, second), storeReduced(field, t, less)),
    make('subtract', ofTwo, subtractLimbs(t, limbs, x, second), raise(field, t), storeAll(t, limbs)),
    make('negate', ofOne, negate(field)),
    make('multiply', ofTwo, product(t, limbs, x, second), ...reduced),
    make('square', ofOne, square(limbs), ...reduced),
    make('multiplyWide', ['x', 'y'], product(t, limbs, x, second), storeAll(t, 2 * limbs)),
    make('squareWide', ['x'], square(limbs), storeAll(t, 2 * limbs)),
    make('multiplyPairWide', ['x', 'y'], multiplyPair(field)),
    make(
      'squarePairWide',
      ['x'],
      squarePair(field),
      storeAll(t, 2 * limbs),
      storeAll(u, 2 * limbs, WIDE_PART),
    ),
    make(
      'squarePair',
      ['x'],
      squarePair(field),
      ...reduced,
      reduceRows(field, u),
      storeReduced(field, behind(u, limbs), less, PART),
    ),
    make(
      'addWide',
      ofTwo,
      addLimbs(t, 2 * limbs, x, second),
      storeAll(t, limbs),
      storeReduced(field, upper, less, 8 * limbs),
    ),
    make(
      'subtractWide',
      ofTwo,
      subtractLimbs(t, 2 * limbs, x, second),
      raise(field, upper),
      storeAll(t, 2 * limbs),
    ),
    unreduced('addUnreduced', get('carry'), addLimbs(t, limbs, x, second), storeAll(t, limbs)),
    unreduced(
      'subtractWideUnreduced',
      op('i64.sub', i64(0), get('borrow')),
      subtractLimbs(t, 2 * limbs, x, second),
      storeAll(t, 2 * limbs),
    ),
    functionOf('readBytes', ['x'], limbs, op('i32.wrap_i64', readBytes(field)), ['i32']),
    make('writeBytes', ['x'], writeBytes(field)),
    make('reduce', ofOne, setAll(t, 2 * limbs, x), ...reduced),
    make('copy', ['x'], setAll(t, limbs, x), storeAll(t, limbs)),
  ];
}

/**
 * The functions for numbers of so many limbs, as a module on another one's memory. It is valid only where the machine
 * has wide arithmetic.
 */
export function fieldModule(modulus: bigint, limbs: number): Uint8Array<ArrayBuffer> {
  const functions = functionsOf(fieldOf(modulus, limbs));
  return assemble({
    imports: [],
    globals: [],
    memory: { initial: 0, maximum: 65_536, imported: true },
    functions,
    exports: functions.map(({ name }) => name),
    data: [],
  });
}
