import {
  br,
  type Code,
  call,
  get,
  i32,
  i64,
  load32,
  load64,
  loop,
  op,
  popTo,
  set,
  store32,
  store64,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { DIVISION } from '../layout.ts';

/*
 * The rest of a product of eight limbs, `r0` to `r7`, by a modulus that was there before: by products with its reciprocal
 * (P. Barrett; Handbook of Applied Cryptography, algorithm 14.42) instead of a division. The columns of the quotient that
 * only carry into it are left out, so that it is too small by a few at most: the modulus is taken off until the rest is below it.
 */

const LIMBS = [0, 1, 2, 3] as const;
const FIVE = [0, 1, 2, 3, 4] as const;
const HIGHEST = i64(-1);

/** The modulus last met, whether its reciprocal is there, and that: floor((2^512 - 1) / modulus) in five limbs. */
const KNOWN = {
  modulus: DIVISION.remainder + 32,
  isReady: DIVISION.remainder + 64,
  reciprocal: DIVISION.remainder + 72,
} as const;

const asLong = (condition: Code): Code => op('i64.extend_i32_u', condition);
const modulus = (k: number): Code => load64(i32(0), KNOWN.modulus + 8 * k);
const reciprocal = (k: number): Code => load64(i32(0), KNOWN.reciprocal + 8 * k);

/** Adds a product of two limbs to a place, and what does not fit to the local `carry`. */
export function addProduct(a: Code, b: Code, place: string): Code {
  return [
    ...call('multiplyLimbs', a, b),
    ...popTo('high', 'low'),
    ...set('low', op('i64.add', get('low'), get('carry'))),
    ...set('high', op('i64.add', get('high'), asLong(op('i64.lt_u', get('low'), get('carry'))))),
    ...set(place, op('i64.add', get(place), get('low'))),
    ...set('carry', op('i64.add', get('high'), asLong(op('i64.lt_u', get(place), get('low'))))),
  ];
}

/** Locals that `reduced` uses, all zero at its beginning. */
export const REDUCTION_LOCALS: readonly string[] = [
  ...[3, 4, 5, 6, 7, 8, 9].map((k) => `q${k}`),
  ...FIVE.map((k) => `s${k}`),
  'borrow',
];

/** Runs `then` with the rest in `r0` to `r3` where the modulus, a limb each, is known. Else the next time may know it. */
export function whenReducible(limb: (k: number) => Code, then: Code): Code {
  const isKnown = LIMBS.map((k) => op('i64.eq', limb(k), modulus(k))).reduce((all, one) =>
    op('i32.and', all, one),
  );
  return [
    ...when(
      isKnown,
      when(op('i32.eqz', load32(i32(0), KNOWN.isReady)), call('prepareReciprocal')),
      reduced(),
      then,
    ),
    // one of fewer limbs has too long a reciprocal
    ...when(
      op('i64.ne', limb(3), i64(0)),
      ...LIMBS.map((k) => store64(i32(0), limb(k), KNOWN.modulus + 8 * k)),
      store32(i32(0), i32(0), KNOWN.isReady),
    ),
  ];
}

function reduced(): Code {
  return [...estimate(), ...takeOff(), ...untilBelow()];
}

/** `q5` to `q9`: the product without its three lowest limbs, times the reciprocal. */
function estimate(): Code {
  return FIVE.flatMap((i) => {
    const columns = FIVE.filter((j) => i + j >= 3);
    return [
      ...set('carry', i64(0)),
      ...columns.flatMap((j) => addProduct(get(`r${i + 3}`), reciprocal(j), `q${i + j}`)),
      ...set(`q${i + 5}`, get('carry')),
    ];
  });
}

/** Takes quotient times modulus off the lowest five limbs of the product. */
function takeOff(): Code {
  const rows = FIVE.flatMap((i) => [
    ...set('carry', i64(0)),
    ...LIMBS.filter((j) => i + j < 4).flatMap((j) => addProduct(get(`q${i + 5}`), modulus(j), `s${i + j}`)),
    ...(i === 0
      ? set('s4', get('carry'))
      : set(
          's4',
          op(
            'i64.add',
            op('i64.add', get('s4'), get('carry')),
            op('i64.mul', get(`q${i + 5}`), modulus(4 - i)),
          ),
        )),
  ]);
  return [
    ...rows,
    ...less((k) => get(`s${k}`)),
    ...set('r4', op('i64.sub', op('i64.sub', get('r4'), get('s4')), get('borrow'))),
  ];
}

/** Takes four limbs off `r0` to `r3`; `borrow` is 1 where they were less. */
function less(limb: (k: number) => Code): Code {
  return [
    ...set('borrow', i64(0)),
    ...LIMBS.flatMap((k) => [
      ...set('low', op('i64.sub', get(`r${k}`), limb(k))),
      ...set('high', asLong(op('i64.lt_u', get(`r${k}`), limb(k)))),
      ...set(`r${k}`, op('i64.sub', get('low'), get('borrow'))),
      ...set('borrow', op('i64.add', get('high'), asLong(op('i64.lt_u', get('low'), get('borrow'))))),
    ]),
  ];
}

function untilBelow(): Code {
  let isLess = op('i64.lt_u', get('r0'), modulus(0));
  for (const k of [1, 2, 3]) {
    const same = op('i64.eq', get(`r${k}`), modulus(k));
    isLess = op('i32.or', op('i64.lt_u', get(`r${k}`), modulus(k)), op('i32.and', same, isLess));
  }
  const isBelow = op('i32.and', op('i64.eqz', get('r4')), isLess);
  return loop(
    'once more',
    when(op('i32.eqz', isBelow), [
      ...less(modulus),
      ...set('r4', op('i64.sub', get('r4'), get('borrow'))),
      ...br('once more'),
    ]),
  );
}

/** Divides 2^512 - 1 by the known modulus: the lowest four limbs, and the fifth as that of 2^256 - 1. */
const prepareReciprocal: FunctionSource = {
  name: 'prepareReciprocal',
  parameters: {},
  results: [],
  locals: {},
  code: [
    ...quotientOf(8),
    ...LIMBS.flatMap((k) =>
      store64(i32(0), load64(i32(0), DIVISION.quotient + 8 * k), KNOWN.reciprocal + 8 * k),
    ),
    ...quotientOf(4),
    ...store64(i32(0), load64(i32(0), DIVISION.quotient), KNOWN.reciprocal + 32),
    ...store32(i32(0), i32(1), KNOWN.isReady),
  ],
};

/** Divides so many limbs full of ones. */
function quotientOf(ones: number): Code {
  return [
    ...LIMBS.flatMap((k) => store64(i32(0), modulus(k), DIVISION.divisor + 8 * k)),
    ...[...LIMBS, 4, 5, 6, 7].flatMap((k) =>
      store64(i32(0), k < ones ? HIGHEST : i64(0), DIVISION.dividend + 8 * k),
    ),
    ...call('divideLong'),
  ];
}

export const REDUCTION_FUNCTIONS: readonly FunctionSource[] = [prepareReciprocal];
