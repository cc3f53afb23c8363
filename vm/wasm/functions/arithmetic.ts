import {
  block,
  br,
  brIf,
  type Code,
  call,
  get,
  i32,
  i64,
  load8,
  load64,
  loop,
  op,
  popTo,
  set,
  store64,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { POWER } from '../layout.ts';
import { storeBelow, top } from './bits.ts';

const LIMBS = [0, 1, 2, 3] as const;
const LOW_HALF = 0xffff_ffffn;
const WORD = 32;

/** 64 by 64 bits: low and high limb of the product, from 32-bit halves. */
const multiplyLimbs: FunctionSource = {
  name: 'multiplyLimbs',
  parameters: { a: 'i64', b: 'i64' },
  results: ['i64', 'i64'],
  locals: { low: 'i64', middle: 'i64', other: 'i64' },
  code: [
    ...set('low', op('i64.mul', lowHalf(get('a')), lowHalf(get('b')))),
    ...set(
      'middle',
      op('i64.add', op('i64.mul', highHalf(get('a')), lowHalf(get('b'))), highHalf(get('low'))),
    ),
    ...set(
      'other',
      op('i64.add', op('i64.mul', lowHalf(get('a')), highHalf(get('b'))), lowHalf(get('middle'))),
    ),
    ...op('i64.or', op('i64.shl', get('other'), i64(32)), lowHalf(get('low'))),
    ...op(
      'i64.add',
      op('i64.mul', highHalf(get('a')), highHalf(get('b'))),
      op('i64.add', highHalf(get('middle')), highHalf(get('other'))),
    ),
  ],
};

/** The product of two words modulo 2^256, by rows: each limb of `a` times those of `b`. May overwrite an operand. */
const multiplyWords: FunctionSource = {
  name: 'multiplyWords',
  parameters: { to: 'i32', x: 'i32', y: 'i32' },
  results: [],
  locals: {
    ...Object.fromEntries(
      LIMBS.flatMap((k) => [`x${k}`, `y${k}`, `r${k}`].map((name) => [name, 'i64' as const])),
    ),
    carry: 'i64',
    low: 'i64',
    high: 'i64',
  },
  code: [
    ...LIMBS.flatMap((k) => [
      ...set(`x${k}`, load64(get('x'), 8 * k)),
      ...set(`y${k}`, load64(get('y'), 8 * k)),
    ]),
    ...LIMBS.flatMap((i) => [
      ...set('carry', i64(0)),
      ...LIMBS.filter((j) => i + j < 4).flatMap((j) => multiplyAdd(`x${i}`, `y${j}`, `r${i + j}`, i + j < 3)),
    ]),
    ...LIMBS.flatMap((k) => store64(get('to'), get(`r${k}`), 8 * k)),
  ],
};

/** r += x * y + carry; what does not fit is the next carry. The sum of these is below 2^128. */
function multiplyAdd(x: string, y: string, r: string, carries: boolean): Code {
  if (!carries) {
    return set(r, op('i64.add', op('i64.add', get(r), get('carry')), op('i64.mul', get(x), get(y))));
  }
  const grow = (addend: string): Code => [
    ...set('low', op('i64.add', get('low'), get(addend))),
    ...set(
      'high',
      op('i64.add', get('high'), op('i64.extend_i32_u', op('i64.lt_u', get('low'), get(addend)))),
    ),
  ];
  return [
    ...call('multiplyLimbs', get(x), get(y)),
    ...popTo('high', 'low'),
    ...grow('carry'),
    ...grow(r),
    ...set(r, get('low')),
    ...set('carry', get('high')),
  ];
}

const multiply: FunctionSource = {
  name: 'multiply',
  parameters: { p: 'i32' },
  results: [],
  locals: {},
  code: call(
    'multiplyWords',
    op('i32.sub', get('p'), i32(WORD)),
    get('p'),
    op('i32.sub', get('p'), i32(WORD)),
  ),
};

/** EXP by squaring, from the highest bit of the exponent's lowest byte that counts. */
const power: FunctionSource = {
  name: 'power',
  parameters: { p: 'i32' },
  results: [],
  locals: { bit: 'i32', last: 'i32' },
  code: [
    ...LIMBS.flatMap((k) => [
      ...store64(i32(0), i64(k === 0 ? 1 : 0), POWER + 8 * k),
      ...store64(i32(0), top(k), POWER + WORD + 8 * k),
    ]),
    ...set(
      'last',
      op('i32.shl', op('i32.wrap_i64', call('byteLength', op('i32.sub', get('p'), i32(WORD)))), i32(3)),
    ),
    ...block(
      'done',
      loop(
        'next',
        brIf('done', op('i32.ge_u', get('bit'), get('last'))),
        when(
          op(
            'i32.and',
            op(
              'i32.shr_u',
              load8(op('i32.add', op('i32.sub', get('p'), i32(WORD)), op('i32.shr_u', get('bit'), i32(3)))),
              op('i32.and', get('bit'), i32(7)),
            ),
            i32(1),
          ),
          call('multiplyWords', i32(POWER), i32(POWER), i32(POWER + WORD)),
        ),
        call('multiplyWords', i32(POWER + WORD), i32(POWER + WORD), i32(POWER + WORD)),
        set('bit', op('i32.add', get('bit'), i32(1))),
        br('next'),
      ),
    ),
    ...LIMBS.flatMap((k) => storeBelow(k, load64(i32(POWER), 8 * k))),
  ],
};

function lowHalf(value: Code): Code {
  return op('i64.and', value, i64(LOW_HALF));
}

function highHalf(value: Code): Code {
  return op('i64.shr_u', value, i64(32));
}

/** Products and powers, as functions of the module. */
export const ARITHMETIC_FUNCTIONS: readonly FunctionSource[] = [
  multiplyLimbs,
  multiplyWords,
  multiply,
  power,
];
