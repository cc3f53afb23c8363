import { type Code, call, get, i32, i64, load32To64, op, set } from '../emit/code.ts';
import { REGISTER } from '../layout.ts';
import { addressOf, charge, type Handlers, limb, storeLimb, storeSmall } from './parts.ts';

const LIMBS = [0, 1, 2, 3] as const;
const asLong = (condition: Code): Code => op('i64.extend_i32_u', condition);

/** Numbers, comparisons and bits (yellow paper, appendix H.2, 0s and 10s). */
export const ARITHMETIC: Handlers = new Map<number, Code>([
  [0x01, add()],
  [0x02, call('multiply', addressOf(0))],
  [0x03, subtract()],
  [0x04, call('divide', addressOf(0))],
  [0x05, call('divideSigned', addressOf(0))],
  [0x06, call('remainder', addressOf(0))],
  [0x07, call('remainderSigned', addressOf(0))],
  [0x08, call('addModulo', addressOf(0))],
  [0x09, call('multiplyModulo', addressOf(0))],
  [0x0a, exponent()],
  [0x0b, call('extendSign', addressOf(0))],
  [0x10, storeSmall(1, asLong(isLess(0, 1, 'i64.lt_u')))],
  [0x11, storeSmall(1, asLong(isLess(1, 0, 'i64.lt_u')))],
  [0x12, storeSmall(1, asLong(isLess(0, 1, 'i64.lt_s')))],
  [0x13, storeSmall(1, asLong(isLess(1, 0, 'i64.lt_s')))],
  [
    0x14,
    storeSmall(
      1,
      asLong(
        op(
          'i64.eqz',
          orAll((k) => op('i64.xor', limb(0, k), limb(1, k))),
        ),
      ),
    ),
  ],
  [
    0x15,
    storeSmall(
      0,
      asLong(
        op(
          'i64.eqz',
          orAll((k) => limb(0, k)),
        ),
      ),
    ),
  ],
  [0x16, LIMBS.flatMap((k) => storeLimb(1, k, op('i64.and', limb(0, k), limb(1, k))))],
  [0x17, LIMBS.flatMap((k) => storeLimb(1, k, op('i64.or', limb(0, k), limb(1, k))))],
  [0x18, LIMBS.flatMap((k) => storeLimb(1, k, op('i64.xor', limb(0, k), limb(1, k))))],
  [0x19, LIMBS.flatMap((k) => storeLimb(0, k, op('i64.xor', limb(0, k), i64(-1))))],
  [0x1a, call('byteAt', addressOf(0))],
  [0x1b, call('shiftLeft', addressOf(0))],
  [0x1c, call('shiftRight', addressOf(0), i64(0))],
  [0x1d, call('shiftRight', addressOf(0), op('i64.shr_s', limb(1, 3), i64(63)))],
  [0x1e, call('leadingZeros', addressOf(0))],
]);

function orAll(part: (k: number) => Code): Code {
  return op('i64.or', op('i64.or', part(0), part(1)), op('i64.or', part(2), part(3)));
}

/** Limb by limb; the carry of one goes into the next. Items: two to add, and the one that becomes the sum. */
export function add(x = 0, y = 1, to = y): Code {
  return LIMBS.flatMap((k) => {
    const sum = set('a', op('i64.add', limb(x, k), limb(y, k)));
    if (k === 0) {
      return [
        ...sum,
        ...set('c', asLong(op('i64.lt_u', get('a'), limb(y, k)))),
        ...storeLimb(to, k, get('a')),
      ];
    }
    const withCarry = set('b', op('i64.add', get('a'), get('c')));
    const carry = set(
      'c',
      asLong(op('i32.or', op('i64.lt_u', get('a'), limb(y, k)), op('i64.lt_u', get('b'), get('a')))),
    );
    return [...sum, ...withCarry, ...(k < 3 ? carry : []), ...storeLimb(to, k, get('b'))];
  });
}

/** A number below 2^64 on top of an item, into another. */
export function addSmall(number: Code, x: number, to: number): Code {
  return LIMBS.flatMap((k) => {
    const sum = set('a', op('i64.add', limb(x, k), k === 0 ? number : get('c')));
    const carry = set('c', asLong(op('i64.lt_u', get('a'), limb(x, k))));
    return [...sum, ...(k < 3 ? carry : []), ...storeLimb(to, k, get('a'))];
  });
}

/** SUB. */
export function subtract(): Code {
  return LIMBS.flatMap((k) => {
    const difference = set('a', op('i64.sub', limb(0, k), limb(1, k)));
    const borrow = op('i64.lt_u', limb(0, k), limb(1, k));
    if (k === 0) return [...difference, ...set('c', asLong(borrow)), ...storeLimb(1, k, get('a'))];
    const next = set('b', asLong(op('i32.or', borrow, op('i64.lt_u', get('a'), get('c')))));
    return [
      ...difference,
      ...(k < 3 ? next : []),
      ...storeLimb(1, k, op('i64.sub', get('a'), get('c'))),
      ...(k < 3 ? set('c', get('b')) : []),
    ];
  });
}

/** Whether item `x` is less than item `y`; the topmost limb decides about the sign. */
export function isLess(x: number, y: number, top: 'i64.lt_u' | 'i64.lt_s'): Code {
  let less: Code = op('i64.lt_u', limb(x, 0), limb(y, 0));
  for (const k of [1, 2, 3]) {
    const same = op('i64.eq', limb(x, k), limb(y, k));
    less = op('i32.or', op(k === 3 ? top : 'i64.lt_u', limb(x, k), limb(y, k)), op('i32.and', same, less));
  }
  return less;
}

/** The gas of EXP goes by the bytes of the exponent (EIP-160). */
function exponent(): Code {
  return [
    ...charge(op('i64.mul', call('byteLength', addressOf(1)), load32To64(i32(0), REGISTER.exponentByteGas))),
    ...call('power', addressOf(0)),
  ];
}
