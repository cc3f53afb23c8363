import { type Code, get, i64, load64, op, popTo, set, store64 } from '../wasm/emit/code.ts';
import { assemble, type FunctionSource } from '../wasm/emit/module.ts';

/*
 * Arithmetic of a prime field by limbs of 64 bits, for a modulus that leaves two bits of its highest limb unused: what
 * mcl does by halves of 32 bits, as functions that take the place of its own. Numbers are little-endian; Montgomery's R
 * is 2 to the power of all bits of a number. Each function takes addresses, the result's first, which may be an
 * operand's; the last of four is the modulus's, which is not read, as it is known here.
 */

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

// Operators of the wide-arithmetic proposal. A pair of limbs stands on the stack, the lower one first.
const product = (a: Code, b: Code): Code => [...a, ...b, 0xfc, 0x16];
const plus = (pair: Code, addend: Code): Code => [...pair, ...addend, ...i64(0), 0xfc, 0x13];
/** Less a limb; the upper one is then 0 or -1. */
const minus = (limb: Code, other: Code): Code => [...limb, ...i64(0), ...other, ...i64(0), 0xfc, 0x14];
/** Less one where the local holds -1. */
const lessBorrow = (pair: Code, borrow: string): Code => [
  ...pair,
  ...get(borrow),
  ...get(borrow),
  0xfc,
  0x13,
];

const t = (k: number) => `t${k}`;
const d = (k: number) => `d${k}`;

/** A field as the functions know it: a limb is a bigint of 64 bits. */
interface Field {
  readonly limbs: number;
  readonly modulus: readonly bigint[];
  /** -1 / modulus, modulo 2^64 */
  readonly inverse: bigint;
}

function fieldOf(modulus: bigint, limbs: number): Field {
  let inverse = 1n;
  for (let bits = 1; bits < 64; bits *= 2) inverse = BigInt.asUintN(64, inverse * (2n - modulus * inverse));
  return {
    limbs,
    modulus: range(0, limbs).map((k) => BigInt.asUintN(64, modulus >> BigInt(64 * k))),
    inverse: BigInt.asUintN(64, -inverse),
  };
}

const loadAll = (from: string, count: number, name = t): Code =>
  range(0, count).flatMap((k) => set(name(k), load64(get(from), 8 * k)));
const storeAll = (from: number, to: number, name = t): Code =>
  range(from, to).flatMap((k) => store64(get('z'), get(name(k)), 8 * k));

/** Locals t[from], … and up by the limbs of z's operands; `carry` is what is beyond. */
function addLimbs(from: number, count: number): Code {
  return range(0, count).flatMap((k): Code => {
    const sum = plus([...load64(get('x'), 8 * k), ...i64(0)], load64(get('y'), 8 * k));
    return [...(k === 0 ? sum : plus(sum, get('carry'))), ...popTo('carry', t(from + k))];
  });
}

/** The same with a difference; `borrow` is 0 or -1. */
function subtractLimbs(count: number): Code {
  return range(0, count).flatMap((k): Code => {
    const difference = minus(load64(get('x'), 8 * k), load64(get('y'), 8 * k));
    return [...(k === 0 ? difference : lessBorrow(difference, 'borrow')), ...popTo('borrow', t(k))];
  });
}

/** Stores t[from], … less the modulus where that is not negative, behind so many limbs of the result. */
function storeReduced({ limbs, modulus }: Field, from: number, behind: number): Code {
  return [
    ...range(0, limbs).flatMap((k): Code => {
      const difference = minus(get(t(from + k)), i64(modulus[k] ?? 0n));
      return [...(k === 0 ? difference : lessBorrow(difference, 'borrow')), ...popTo('borrow', d(k))];
    }),
    ...set('negative', op('i32.wrap_i64', get('borrow'))),
    ...range(0, limbs).flatMap((k) =>
      store64(get('z'), [...get(t(from + k)), ...get(d(k)), ...get('negative'), 0x1b], 8 * (behind + k)),
    ),
  ];
}

/** Adds the modulus to t[from], … where `borrow` is -1, and stores it behind so many limbs of the result. */
function storeRaised({ limbs, modulus }: Field, from: number, behind: number): Code {
  return range(0, limbs).flatMap((k): Code => {
    const sum = plus([...get(t(from + k)), ...i64(0)], op('i64.and', get('borrow'), i64(modulus[k] ?? 0n)));
    return [
      ...(k === 0 ? sum : plus(sum, get('carry'))),
      ...popTo('carry', t(from + k)),
      ...store64(get('z'), get(t(from + k)), 8 * (behind + k)),
    ];
  });
}

/** t[at], … += factor × limbs of the other; `carry` is what is beyond. The sum of two products fits a pair. */
function addProduct(
  factor: string,
  other: (k: number) => Code,
  at: number,
  count: number,
  begun: boolean,
): Code {
  return range(0, count).flatMap((k): Code => {
    const sum = begun ? plus(product(get(factor), other(k)), get(t(at + k))) : product(get(factor), other(k));
    return [...(k === 0 ? sum : plus(sum, get('carry'))), ...popTo('carry', t(at + k))];
  });
}

/** Locals t: x × y by rows. */
function multiplyRows(limbs: number, y: string): Code {
  const factor = (k: number) => `y${k}`;
  return [
    ...loadAll(y, limbs, factor),
    ...range(0, limbs).flatMap((i) => [
      ...set('factor', load64(get('x'), 8 * i)),
      ...addProduct('factor', (k) => get(factor(k)), i, limbs, i > 0),
      ...set(t(i + limbs), get('carry')),
    ]),
  ];
}

/** Montgomery's reduction of t, by rows: the upper half is then below twice the modulus. */
function reduceRows({ limbs, modulus, inverse }: Field): Code {
  return range(0, limbs).flatMap((i): Code => {
    const next = plus([...get(t(i + limbs)), ...i64(0)], get('carry'));
    return [
      ...set('factor', op('i64.mul', get(t(i)), i64(inverse))),
      ...addProduct('factor', (k) => i64(modulus[k] ?? 0n), i, limbs, true),
      ...(i === 0 ? next : plus(next, get('beyond'))),
      ...popTo('beyond', t(i + limbs)),
    ];
  });
}

function functionOf(name: string, operands: readonly string[], limbs: number, code: Code): FunctionSource {
  const words = [
    ...range(0, 2 * limbs).map(t),
    ...range(0, limbs).flatMap((k) => [d(k), `y${k}`]),
    ...['carry', 'borrow', 'beyond', 'factor'],
  ];
  return {
    name,
    parameters: Object.fromEntries(['z', ...operands].map((operand) => [operand, 'i32' as const])),
    results: [],
    locals: { ...Object.fromEntries(words.map((word) => [word, 'i64' as const])), negative: 'i32' },
    code,
  };
}

function functionsOf(field: Field): readonly FunctionSource[] {
  const { limbs } = field;
  const make = (name: string, operands: readonly string[], ...code: readonly Code[]) =>
    functionOf(name, operands, limbs, code.flat());
  const ofTwo = ['x', 'y', 'modulus'];
  const ofOne = ['x', 'modulus'];
  return [
    make('add', ofTwo, addLimbs(0, limbs), storeReduced(field, 0, 0)),
    make('subtract', ofTwo, subtractLimbs(limbs), storeRaised(field, 0, 0)),
    make('multiply', ofTwo, multiplyRows(limbs, 'y'), reduceRows(field), storeReduced(field, limbs, 0)),
    make('square', ofOne, multiplyRows(limbs, 'x'), reduceRows(field), storeReduced(field, limbs, 0)),
    make('multiplyWide', ['x', 'y'], multiplyRows(limbs, 'y'), storeAll(0, 2 * limbs)),
    make('squareWide', ['x'], multiplyRows(limbs, 'x'), storeAll(0, 2 * limbs)),
    make('addWide', ofTwo, addLimbs(0, 2 * limbs), storeAll(0, limbs), storeReduced(field, limbs, limbs)),
    make(
      'subtractWide',
      ofTwo,
      subtractLimbs(2 * limbs),
      storeAll(0, limbs),
      storeRaised(field, limbs, limbs),
    ),
    make('reduce', ofOne, loadAll('x', 2 * limbs), reduceRows(field), storeReduced(field, limbs, 0)),
    make('copy', ['x'], loadAll('x', limbs), storeAll(0, limbs)),
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
