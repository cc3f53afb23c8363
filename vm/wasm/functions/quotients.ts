import { type Code, call, get, i32, i64, load64, op, RETURN, set, store64, when } from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import type { ValueType } from '../emit/operators.ts';
import { DIVISION } from '../layout.ts';
import { below, storeBelow, top } from './bits.ts';
import { addProduct, REDUCTION_FUNCTIONS, REDUCTION_LOCALS, whenReducible } from './reduction.ts';

/*
 * DIV, MOD, SDIV, SMOD, ADDMOD and MULMOD: `p` is the address of the topmost item, the result replaces the last operand.
 * Dividing by zero gives zero (yellow paper, appendix H.2).
 */

const LIMBS = [0, 1, 2, 3] as const;
const WORD = 32;

const asLong = (condition: Code): Code => op('i64.extend_i32_u', condition);
const third = (k: number): Code => load64(op('i32.sub', get('p'), i32(2 * WORD)), 8 * k);
const storeThird = (k: number, value: Code): Code =>
  store64(op('i32.sub', get('p'), i32(2 * WORD)), value, 8 * k);
const setDividend = (k: number, value: Code): Code => store64(i32(0), value, DIVISION.dividend + 8 * k);
const setDivisor = (k: number, value: Code): Code => store64(i32(0), value, DIVISION.divisor + 8 * k);
const anyOf = (limb: (k: number) => Code, limbs: readonly number[]): Code =>
  limbs.map(limb).reduce((a, b) => op('i64.or', a, b));

function unsignedDivision(name: string, wanted: 'quotient' | 'remainder'): FunctionSource {
  return {
    name,
    parameters: { p: 'i32' },
    results: [],
    locals: {},
    code: [
      ...when(
        op('i64.eqz', op('i64.or', anyOf(top, [1, 2, 3]), anyOf(below, [1, 2, 3]))),
        when(
          op('i64.ne', below(0), i64(0)),
          storeBelow(0, op(wanted === 'quotient' ? 'i64.div_u' : 'i64.rem_u', top(0), below(0))),
        ),
        RETURN,
      ),
      ...when(op('i64.eqz', anyOf(below, LIMBS)), RETURN),
      ...LIMBS.flatMap((k) => [
        ...setDividend(k, top(k)),
        ...setDividend(k + 4, i64(0)),
        ...setDivisor(k, below(k)),
      ]),
      ...call('divideLong'),
      ...LIMBS.flatMap((k) => storeBelow(k, load64(i32(0), DIVISION[wanted] + 8 * k))),
    ],
  };
}

/** Two's complement of limbs where `sign` is -1; the same limbs where it is 0. Uses `c` and `t`. */
function negated(sign: string, limb: (k: number) => Code, store: (k: number, value: Code) => Code): Code {
  return [
    ...set('c', op('i64.and', get(sign), i64(1))),
    ...LIMBS.flatMap((k) => [
      ...set('t', op('i64.add', op('i64.xor', limb(k), get(sign)), get('c'))),
      ...set('c', op('i64.and', get('c'), asLong(op('i64.eqz', get('t'))))),
      ...store(k, get('t')),
    ]),
  ];
}

/** The quotient is negative where the signs differ; the remainder has the dividend's sign. */
function signedDivision(name: string, wanted: 'quotient' | 'remainder'): FunctionSource {
  return {
    name,
    parameters: { p: 'i32' },
    results: [],
    locals: { sign: 'i64', other: 'i64', c: 'i64', t: 'i64' },
    code: [
      ...when(op('i64.eqz', anyOf(below, LIMBS)), RETURN),
      ...set('sign', op('i64.shr_s', top(3), i64(63))),
      ...set('other', op('i64.shr_s', below(3), i64(63))),
      ...negated('sign', top, setDividend),
      ...negated('other', below, setDivisor),
      ...LIMBS.flatMap((k) => setDividend(k + 4, i64(0))),
      ...call('divideLong'),
      ...(wanted === 'quotient' ? set('sign', op('i64.xor', get('sign'), get('other'))) : []),
      ...negated('sign', (k) => load64(i32(0), DIVISION[wanted] + 8 * k), storeBelow),
    ],
  };
}

/** True where the word is less than the modulus: nothing is less than zero. */
function isBelowModulus(limb: (k: number) => Code): Code {
  let less = op('i64.lt_u', limb(0), third(0));
  for (const k of [1, 2, 3]) {
    const same = op('i64.eq', limb(k), third(k));
    less = op('i32.or', op('i64.lt_u', limb(k), third(k)), op('i32.and', same, less));
  }
  return less;
}

/** Words below the modulus, as most are, need it taken off once at most; all others a division of five limbs. */
const addModulo: FunctionSource = {
  name: 'addModulo',
  parameters: { p: 'i32' },
  results: [],
  locals: Object.fromEntries(
    ['a', 'c', ...LIMBS.flatMap((k) => [`s${k}`, `t${k}`])].map((name): [string, ValueType] => [name, 'i64']),
  ),
  code: [
    ...LIMBS.flatMap((k) => [
      ...set('a', op('i64.add', top(k), below(k))),
      ...set(`s${k}`, op('i64.add', get('a'), get('c'))),
      ...set(
        'c',
        asLong(op('i32.or', op('i64.lt_u', get('a'), below(k)), op('i64.lt_u', get(`s${k}`), get('a')))),
      ),
    ]),
    ...when(op('i32.and', isBelowModulus(top), isBelowModulus(below)), [
      ...set('a', i64(0)),
      ...LIMBS.flatMap((k) => [
        ...set(`t${k}`, op('i64.sub', op('i64.sub', get(`s${k}`), third(k)), get('a'))),
        ...set(
          'a',
          asLong(
            op(
              'i32.or',
              op('i64.lt_u', get(`s${k}`), third(k)),
              op('i32.and', op('i64.eq', get(`s${k}`), third(k)), op('i64.ne', get('a'), i64(0))),
            ),
          ),
        ),
      ]),
      ...when(
        op('i32.and', op('i64.eqz', get('c')), op('i64.ne', get('a'), i64(0))),
        LIMBS.flatMap((k) => storeThird(k, get(`s${k}`))),
        RETURN,
      ),
      ...LIMBS.flatMap((k) => storeThird(k, get(`t${k}`))),
      ...RETURN,
    ]),
    ...when(op('i64.eqz', anyOf(third, LIMBS)), RETURN),
    ...LIMBS.flatMap((k) => [...setDividend(k, get(`s${k}`)), ...setDivisor(k, third(k))]),
    ...setDividend(4, get('c')),
    ...[5, 6, 7].flatMap((k) => setDividend(k, i64(0))),
    ...call('divideLong'),
    ...LIMBS.flatMap((k) => storeThird(k, load64(i32(0), DIVISION.remainder + 8 * k))),
  ],
};

/** The product of eight limbs, by rows: what does not fit a limb goes into the next. */
function fullProduct(): Code {
  return LIMBS.flatMap((i) => [
    ...set('carry', i64(0)),
    ...LIMBS.flatMap((j) => addProduct(get(`x${i}`), get(`y${j}`), `r${i + j}`)),
    ...set(`r${i + 4}`, get('carry')),
  ]);
}

const multiplyModulo: FunctionSource = {
  name: 'multiplyModulo',
  parameters: { p: 'i32' },
  results: [],
  locals: Object.fromEntries(
    [
      ...LIMBS.flatMap((k) => [`x${k}`, `y${k}`, `r${k}`, `r${k + 4}`]),
      ...['carry', 'low', 'high'],
      ...REDUCTION_LOCALS,
    ].map((name): [string, ValueType] => [name, 'i64']),
  ),
  code: [
    ...when(op('i64.eqz', anyOf(third, LIMBS)), RETURN),
    ...LIMBS.flatMap((k) => [...set(`x${k}`, top(k)), ...set(`y${k}`, below(k))]),
    ...fullProduct(),
    ...whenReducible(third, [...LIMBS.flatMap((k) => storeThird(k, get(`r${k}`))), ...RETURN]),
    ...LIMBS.flatMap((k) => setDivisor(k, third(k))),
    ...[...LIMBS, 4, 5, 6, 7].flatMap((k) => setDividend(k, get(`r${k}`))),
    ...call('divideLong'),
    ...LIMBS.flatMap((k) => storeThird(k, load64(i32(0), DIVISION.remainder + 8 * k))),
  ],
};

/** The instructions that divide, as functions of the module. */
export const QUOTIENT_FUNCTIONS: readonly FunctionSource[] = [
  unsignedDivision('divide', 'quotient'),
  unsignedDivision('remainder', 'remainder'),
  signedDivision('divideSigned', 'quotient'),
  signedDivision('remainderSigned', 'remainder'),
  addModulo,
  multiplyModulo,
  ...REDUCTION_FUNCTIONS,
];
