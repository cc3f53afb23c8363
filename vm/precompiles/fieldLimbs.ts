import { type Code, get, i64, load64, op, popTo, set, store64 } from '../wasm/emit/code.ts';

/*
 * What functions of a prime field are put together from: arithmetic on limbs of 64 bits in locals, for a modulus that
 * leaves two bits of its highest limb unused. Numbers are little-endian; Montgomery's R is 2 to the power of all bits of a
 * number.
 */

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, k) => from + k);

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

/** The limbs of a number, by place: locals as a rule. */
export type Limbs = (k: number) => Code;
/** Names of the locals of a number, by place. */
export type Names = (k: number) => string;

/** A field as the functions know it: a limb is a bigint of 64 bits. */
export interface Field {
  readonly limbs: number;
  readonly modulus: readonly bigint[];
  /** -1 / modulus, modulo 2^64 */
  readonly inverse: bigint;
  /** R² less multiples of the modulus */
  readonly square: readonly bigint[];
}

export function fieldOf(modulus: bigint, limbs: number): Field {
  let inverse = 1n;
  for (let bits = 1; bits < 64; bits *= 2) inverse = BigInt.asUintN(64, inverse * (2n - modulus * inverse));
  const split = (value: bigint) => range(0, limbs).map((k) => BigInt.asUintN(64, value >> BigInt(64 * k)));
  return {
    limbs,
    modulus: split(modulus),
    inverse: BigInt.asUintN(64, -inverse),
    square: split((1n << BigInt(128 * limbs)) % modulus),
  };
}

/** A number in locals. */
export const named =
  (prefix: string): Names =>
  (k) =>
    `${prefix}${k}`;
export const values =
  (names: Names): Limbs =>
  (k) =>
    get(names(k));
/** A number in memory, so many bytes behind an operand's address. */
export const inMemory =
  (operand: string, behind = 0): Limbs =>
  (k) =>
    load64(get(operand), behind + 8 * k);

export const setAll = (to: Names, count: number, value: Limbs): Code =>
  range(0, count).flatMap((k) => set(to(k), value(k)));
/** Stores a number at so many bytes behind the result's address. */
export const storeAll = (names: Names, count: number, behind = 0): Code =>
  range(0, count).flatMap((k) => store64(get('z'), get(names(k)), behind + 8 * k));

/** to = x + y by limbs; `carry` is what is beyond. */
export function addLimbs(to: Names, count: number, x: Limbs, y: Limbs): Code {
  return range(0, count).flatMap((k): Code => {
    const sum = plus([...x(k), ...i64(0)], y(k));
    return [...(k === 0 ? sum : plus(sum, get('carry'))), ...popTo('carry', to(k))];
  });
}

/** to = x - y by limbs; `borrow` is 0 or -1. */
export function subtractLimbs(to: Names, count: number, x: Limbs, y: Limbs): Code {
  return range(0, count).flatMap((k): Code => {
    const difference = minus(x(k), y(k));
    return [...(k === 0 ? difference : lessBorrow(difference, 'borrow')), ...popTo('borrow', to(k))];
  });
}

/** Stores a number less the modulus where that is not negative; `less` are locals for it. */
export function storeReduced({ limbs, modulus }: Field, value: Names, less: Names, behind = 0): Code {
  return [
    ...subtractLimbs(less, limbs, values(value), (k) => i64(modulus[k] ?? 0n)),
    ...set('negative', op('i32.wrap_i64', get('borrow'))),
    ...range(0, limbs).flatMap((k) =>
      store64(get('z'), [...get(value(k)), ...get(less(k)), ...get('negative'), 0x1b], behind + 8 * k),
    ),
  ];
}

/** Adds the modulus to a number where `borrow` is -1. */
export function raise({ limbs, modulus }: Field, value: Names): Code {
  return addLimbs(value, limbs, values(value), (k) => op('i64.and', get('borrow'), i64(modulus[k] ?? 0n)));
}

/** to[at], … += factor × the other's limbs from so many on; `carry` is what is beyond. The sum of two products fits a pair. */
function addProduct(to: Names, at: number, other: Limbs, from: number, count: number, begun: boolean): Code {
  return range(from, count).flatMap((k): Code => {
    const fresh = product(get('factor'), other(k));
    const sum = begun ? plus(fresh, get(to(at + k))) : fresh;
    return [...(k === from ? sum : plus(sum, get('carry'))), ...popTo('carry', to(at + k))];
  });
}

/** to = x × y, twice as many limbs, by rows. */
export function multiplyRows(to: Names, limbs: number, x: Limbs, y: Limbs): Code {
  return range(0, limbs).flatMap((i) => [
    ...set('factor', x(i)),
    ...addProduct(to, i, y, 0, limbs, i > 0),
    ...set(to(i + limbs), get('carry')),
  ]);
}

/** to = x × x: products of two different limbs once, doubled, and the squares. */
export function squareRows(to: Names, limbs: number, x: Limbs): Code {
  const doubled = (k: number): Code => {
    const lower = op('i64.shr_u', get(to(k - 1)), i64(63));
    return k === 2 * limbs - 1 ? lower : op('i64.or', op('i64.shl', get(to(k)), i64(1)), lower);
  };
  return [
    ...range(0, limbs - 1).flatMap((i) => [
      ...set('factor', x(i)),
      ...addProduct(to, i, x, i + 1, limbs, i > 0),
      ...set(to(i + limbs), get('carry')),
    ]),
    ...range(2, 2 * limbs)
      .toReversed()
      .flatMap((k) => set(to(k), doubled(k))),
    ...set(to(1), op('i64.shl', get(to(1)), i64(1))),
    ...range(0, limbs).flatMap((i): Code => {
      const square = product(x(i), x(i));
      const upper = plus([...get(to(2 * i + 1)), ...i64(0)], get('carry'));
      return [
        ...(i === 0 ? square : plus(plus(square, get(to(2 * i))), get('carry'))),
        ...popTo('carry', to(2 * i)),
        ...upper,
        ...popTo('carry', to(2 * i + 1)),
      ];
    }),
  ];
}

/** Montgomery's reduction of a number of twice the length, by rows: its upper half is then below twice the modulus. */
export function reduceRows({ limbs, modulus, inverse }: Field, t: Names): Code {
  return range(0, limbs).flatMap((i): Code => {
    const next = plus([...get(t(i + limbs)), ...i64(0)], get('carry'));
    return [
      ...set('factor', op('i64.mul', get(t(i)), i64(inverse))),
      ...addProduct(t, i, (k) => i64(modulus[k] ?? 0n), 0, limbs, true),
      ...(i === 0 ? next : plus(next, get('beyond'))),
      ...popTo('beyond', t(i + limbs)),
    ];
  });
}
