// One algorithm: past 250 lines because its steps share the locals.
import {
  type Code,
  call,
  get,
  i32,
  i64,
  load64,
  op,
  popTo,
  RETURN,
  set,
  store64,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import type { ValueType } from '../emit/operators.ts';
import { DIVISION } from '../layout.ts';

/*
 * Long division of eight limbs by one to four, from and to the places in DIVISION: D. Knuth, The Art of Computer
 * Programming 2, 4.3.1, algorithm D, with limbs of 64 bits. What a digit of the quotient is comes from the divisor's
 * reciprocal, exact for two limbs but where a third borrows (N. Möller, T. Granlund, Improved division by invariant
 * integers). One function for each length of the divisor: all limbs are in locals, and nothing loops.
 */

const DIVIDEND_LIMBS = 8;
const RESULT_LIMBS = 4;

const add = (a: Code, b: Code): Code => op('i64.add', a, b);
const sub = (a: Code, b: Code): Code => op('i64.sub', a, b);
const asLong = (condition: Code): Code => op('i64.extend_i32_u', condition);
const u = (k: number) => `u${k}`;
const d = (k: number) => `d${k}`;
const range = (length: number): number[] => Array.from({ length }, (_, k) => k);

/** Leaves the product's halves in `high` and `low`. */
const product = (a: string, b: string): Code => [
  ...call('multiplyLimbs', get(a), get(b)),
  ...popTo('high', 'low'),
];

function divideBy(length: number): FunctionSource {
  const limbs = [...range(DIVIDEND_LIMBS + 1).map(u), ...range(length).map(d)];
  const others = ['shift', 'v', 'q', 'low', 'high', 'r0', 'r1', 't', 'w'];
  return {
    name: `divideBy${length}`,
    parameters: {},
    results: [],
    locals: Object.fromEntries([...limbs, ...others].map((name): [string, ValueType] => [name, 'i64'])),
    code: [
      ...normalize(length),
      ...set(
        'v',
        length === 1
          ? call('reciprocal', get('d0'))
          : call('reciprocalOfTwo', get(d(length - 1)), get(d(length - 2))),
      ),
      ...range(DIVIDEND_LIMBS + 1 - length)
        .toReversed()
        .flatMap((j) => (length === 1 ? digitByOne(j) : digit(j, length))),
      ...denormalize(length),
      ...RETURN,
    ],
  };
}

/** Loads the limbs, shifted to the left so that the divisor's highest bit is set. */
function normalize(length: number): Code {
  // in two steps, as a shift by 64 is one by 0
  const carried = (from: Code) => op('i64.shr_u', op('i64.shr_u', from, i64(1)), sub(i64(63), get('shift')));
  const shifted = (at: number, k: number): Code => {
    const own = op('i64.shl', load64(i32(0), at + 8 * k), get('shift'));
    return k === 0 ? own : op('i64.or', own, carried(load64(i32(0), at + 8 * (k - 1))));
  };
  return [
    ...set('shift', op('i64.clz', load64(i32(0), DIVISION.divisor + 8 * (length - 1)))),
    ...range(length).flatMap((k) => set(d(k), shifted(DIVISION.divisor, k))),
    ...range(DIVIDEND_LIMBS).flatMap((k) => set(u(k), shifted(DIVISION.dividend, k))),
    ...set(u(DIVIDEND_LIMBS), carried(load64(i32(0), DIVISION.dividend + 8 * (DIVIDEND_LIMBS - 1)))),
  ];
}

/** Stores what is left, shifted back. */
function denormalize(length: number): Code {
  return range(RESULT_LIMBS).flatMap((k) => {
    if (k >= length) return store64(i32(0), i64(0), DIVISION.remainder + 8 * k);
    const own = op('i64.shr_u', get(u(k)), get('shift'));
    const carried = op('i64.shl', op('i64.shl', get(u(k + 1)), i64(1)), sub(i64(63), get('shift')));
    return store64(i32(0), k + 1 < length ? op('i64.or', own, carried) : own, DIVISION.remainder + 8 * k);
  });
}

function storeDigit(j: number): Code {
  return j < RESULT_LIMBS ? store64(i32(0), get('q'), DIVISION.quotient + 8 * j) : [];
}

/** The digit `j` by a divisor of one limb (algorithm 4 of Möller and Granlund). */
function digitByOne(j: number): Code {
  return [
    ...set('q', i64(0)),
    ...when(op('i64.ne', op('i64.or', get(u(j + 1)), get(u(j))), i64(0)), [
      ...product('v', u(j + 1)),
      ...set('low', add(get('low'), get(u(j)))),
      ...set('q', add(add(get('high'), get(u(j + 1))), asLong(op('i64.lt_u', get('low'), get(u(j)))))),
      ...set('q', add(get('q'), i64(1))),
      ...set('r0', sub(get(u(j)), op('i64.mul', get('q'), get('d0')))),
      ...when(
        op('i64.gt_u', get('r0'), get('low')),
        set('q', sub(get('q'), i64(1))),
        set('r0', add(get('r0'), get('d0'))),
      ),
      ...when(
        op('i64.ge_u', get('r0'), get('d0')),
        set('q', add(get('q'), i64(1))),
        set('r0', sub(get('r0'), get('d0'))),
      ),
      ...set(u(j), get('r0')),
    ]),
    ...storeDigit(j),
  ];
}

/** The digit `j` by a divisor of two limbs or more; the dividend loses the digit times the divisor. */
function digit(j: number, length: number): Code {
  const [first, second] = [u(j + length), u(j + length - 1)];
  const [high, next] = [d(length - 1), d(length - 2)];
  const whole = op('i32.and', op('i64.eq', get(first), get(high)), op('i64.eq', get(second), get(next)));
  return [
    ...set('q', i64(0)),
    ...when(op('i64.ne', op('i64.or', get(first), get(second)), i64(0)), [
      ...choose(
        whole,
        [
          // the estimate would not fit: the digit is the greatest there is
          ...set('q', i64(-1)),
          ...subtractProduct(j, length),
        ],
        [
          ...estimate(first, second, u(j + length - 2), high, next),
          ...(length === 2 ? [] : finishDigit(j, length)),
          ...set(u(j + length - 1), get('r1')),
          ...set(u(j + length - 2), get('r0')),
        ],
      ),
    ]),
    ...storeDigit(j),
  ];
}

/** Three limbs by two: the digit in `q`, what is left in `r1` and `r0` (algorithm 5 of Möller and Granlund). */
function estimate(first: string, second: string, third: string, high: string, next: string): Code {
  const addDivisor = [
    ...set('r0', add(get('r0'), get(next))),
    ...set('r1', add(add(get('r1'), get(high)), asLong(op('i64.lt_u', get('r0'), get(next))))),
  ];
  const subtractDivisor = [
    ...set('r1', sub(sub(get('r1'), get(high)), asLong(op('i64.lt_u', get('r0'), get(next))))),
    ...set('r0', sub(get('r0'), get(next))),
  ];
  return [
    ...product('v', first),
    ...set('t', add(get('low'), get(second))),
    ...set('q', add(add(get('high'), get(first)), asLong(op('i64.lt_u', get('t'), get('low'))))),
    ...product(next, 'q'),
    ...set('r1', sub(sub(get(second), op('i64.mul', get('q'), get(high))), get('high'))),
    ...set('r1', sub(get('r1'), asLong(op('i64.lt_u', get(third), get('low'))))),
    ...set('r0', sub(get(third), get('low'))),
    ...subtractDivisor,
    ...set('q', add(get('q'), i64(1))),
    ...when(op('i64.ge_u', get('r1'), get('t')), set('q', sub(get('q'), i64(1))), addDivisor),
    ...when(
      op(
        'i32.or',
        op('i64.gt_u', get('r1'), get(high)),
        op('i32.and', op('i64.eq', get('r1'), get(high)), op('i64.ge_u', get('r0'), get(next))),
      ),
      set('q', add(get('q'), i64(1))),
      subtractDivisor,
    ),
  ];
}

/** Takes the digit times the divisor's lower limbs off; adds the divisor back where that was one too many. */
function finishDigit(j: number, length: number): Code {
  return [
    ...subtractProduct(j, length - 2),
    ...set('t', asLong(op('i64.lt_u', get('r0'), get('w')))),
    ...set('r0', sub(get('r0'), get('w'))),
    ...set('w', asLong(op('i64.lt_u', get('r1'), get('t')))),
    ...set('r1', sub(get('r1'), get('t'))),
    ...when(op('i64.ne', get('w'), i64(0)), [
      ...set('q', sub(get('q'), i64(1))),
      ...set('w', i64(0)),
      ...range(length - 1).flatMap((i) => {
        const to = i === length - 2 ? 'r0' : u(j + i);
        return [
          ...set('t', add(get(to), get('w'))),
          ...set('w', asLong(op('i64.lt_u', get('t'), get('w')))),
          ...set(to, add(get('t'), get(d(i)))),
          ...set('w', add(get('w'), asLong(op('i64.lt_u', get(to), get('t'))))),
        ];
      }),
      ...set('r1', add(add(get('r1'), get(d(length - 1))), get('w'))),
    ]),
  ];
}

/** Takes `q` times the divisor's lowest `count` limbs off the dividend's from `j` on; what is borrowed is in `w`. */
function subtractProduct(j: number, count: number): Code {
  return range(count).flatMap((i) => [
    ...product('q', d(i)),
    ...(i === 0
      ? []
      : [
          ...set('low', add(get('low'), get('w'))),
          ...set('high', add(get('high'), asLong(op('i64.lt_u', get('low'), get('w'))))),
        ]),
    ...set('w', add(get('high'), asLong(op('i64.lt_u', get(u(j + i)), get('low'))))),
    ...set(u(j + i), sub(get(u(j + i)), get('low'))),
  ]);
}

function choose(condition: Code, then: Code, otherwise: Code): Code {
  return [...when(condition, then).slice(0, -1), 0x05, ...otherwise, { kind: 'close' }];
}

/** Divides what is in DIVISION by the divisor there, which is not zero. */
const divideLong: FunctionSource = {
  name: 'divideLong',
  parameters: {},
  results: [],
  locals: {},
  code: [
    ...[4, 3, 2].flatMap((length) =>
      when(
        op('i64.ne', load64(i32(0), DIVISION.divisor + 8 * (length - 1)), i64(0)),
        call(`divideBy${length}`),
        RETURN,
      ),
    ),
    ...call('divideBy1'),
  ],
};

/** Division by divisors of each length, as functions of the module. */
export const DIVISION_FUNCTIONS: readonly FunctionSource[] = [
  divideBy(1),
  divideBy(2),
  divideBy(3),
  divideBy(4),
  divideLong,
];
