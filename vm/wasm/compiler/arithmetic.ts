import { type Code, call, i64, op, popTo } from '../emit/code.ts';
import { constantOf } from './constants.ts';
import {
  and,
  areZero,
  difference,
  isLess,
  or,
  shiftLeft,
  shiftRight,
  shiftRightSigned,
  sum,
  xor,
} from './limbs.ts';
import { LIMBS, type Limb, type Limbs, limbCode, type Scope } from './scope.ts';
import { ADD_WIDE, HAS_WIDE, MUL_WIDE } from './wide.ts';

const MASK = 2n ** 64n - 1n;
const WORD_BITS = 256n;

/** An instruction that takes its operands off the stack and puts its result there. */
export type Operation = (scope: Scope) => void;

/** Numbers, comparisons and bits (yellow paper, appendix H.2, 0s and 10s). */
export const ARITHMETIC: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x01, onLimbs(sum)],
  [0x02, multiply],
  [0x03, onLimbs(difference)],
  [0x04, divide],
  [0x05, calling('signedQuotient', 2)],
  [0x06, remainder],
  [0x07, calling('signedRest', 2)],
  [0x08, calling('sumRest', 3)],
  [0x09, calling('productRest', 3)],
  [0x0b, extendSign],
  [0x10, onLimbs((scope, a, b) => flag(scope, isLess(a, b, 'i64.lt_u')))],
  [0x11, onLimbs((scope, a, b) => flag(scope, isLess(b, a, 'i64.lt_u')))],
  [0x12, onLimbs((scope, a, b) => flag(scope, isLess(a, b, 'i64.lt_s')))],
  [0x13, onLimbs((scope, a, b) => flag(scope, isLess(b, a, 'i64.lt_s')))],
  [
    0x14,
    onLimbs((scope, a, b) =>
      flag(
        scope,
        areZero(
          scope,
          LIMBS.map((k) => xor(scope, a[k], b[k])),
        ),
      ),
    ),
  ],
  [0x15, (scope) => scope.push(scope.flag(areZero(scope, scope.limbs(scope.pop()))))],
  [0x16, eachLimb(and)],
  [0x17, eachLimb(or)],
  [0x18, eachLimb(xor)],
  [
    0x19,
    (scope) => {
      const a = scope.limbs(scope.pop());
      scope.push(scope.value(map((k) => xor(scope, a[k], MASK))));
    },
  ],
  [0x1a, byteOf],
  [0x1b, shift('shiftedLeft', leftBy)],
  [0x1c, shift('shiftedRight', (scope, value, bits) => rightBy(scope, value, bits, false))],
  [0x1d, shift('shiftedRightSigned', (scope, value, bits) => rightBy(scope, value, bits, true))],
  [0x1e, leadingZeros],
]);

function map(limb: (k: 0 | 1 | 2 | 3) => Limb): Limbs {
  return [limb(0), limb(1), limb(2), limb(3)];
}

function flag(scope: Scope, condition: Code): Limbs {
  return [scope.temporary(op('i64.extend_i32_u', condition)), 0n, 0n, 0n];
}

function onLimbs(compute: (scope: Scope, a: Limbs, b: Limbs) => Limbs): Operation {
  return (scope) => {
    const a = scope.limbs(scope.pop());
    const b = scope.limbs(scope.pop());
    scope.push(scope.value(compute(scope, a, b)));
  };
}

/** Where one limb is a constant that decides, the other one is not even read. */
function eachLimb(compute: (scope: Scope, a: Limb, b: Limb) => Limb): Operation {
  return (scope) => {
    const [a, b] = [scope.pop(), scope.pop()];
    scope.push(
      scope.value(
        map((k) => {
          if (compute === and && (a.limbs[k] === 0n || b.limbs[k] === 0n)) return 0n;
          return compute(scope, scope.limb(a, k), scope.limb(b, k));
        }),
      ),
    );
  };
}

function calling(name: string, operands: 2 | 3): Operation {
  return (scope) => {
    const limbs = Array.from({ length: operands }, () => scope.limbs(scope.pop())).flat();
    scope.push(scope.value(called(scope, name, limbs)));
  };
}

function called(scope: Scope, name: string, limbs: readonly Limb[]): Limbs {
  const results = scope.results(4);
  scope.emit(call(name, ...limbs.map(limbCode)), popTo(...results.toReversed()));
  return results as unknown as Limbs;
}

const isSmall = (limbs: Limbs): boolean => limbs[1] === 0n && limbs[2] === 0n && limbs[3] === 0n;

/** The exponent of a power of two. */
function exponentOf(number: bigint | undefined): number | undefined {
  if (number === undefined || number === 0n || (number & (number - 1n)) !== 0n) return undefined;
  return number.toString(2).length - 1;
}

function multiply(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  const [byX, byY] = [exponentOf(constantOf(x)), exponentOf(constantOf(y))];
  if (byX !== undefined) scope.push(scope.value(leftBy(scope, b, byX)));
  else if (byY !== undefined) scope.push(scope.value(leftBy(scope, a, byY)));
  else if (HAS_WIDE && isSmall(a)) scope.push(scope.value(multiplyByLimb(scope, b, a[0])));
  else if (HAS_WIDE && isSmall(b)) scope.push(scope.value(multiplyByLimb(scope, a, b[0])));
  else scope.push(scope.value(called(scope, 'product', [...a, ...b])));
}

/** The product of a word and a limb: each limb's, with what the one before it carried. */
function multiplyByLimb(scope: Scope, word: Limbs, factor: Limb): Limbs {
  let carry: Limb = 0n;
  return map((k) => {
    const limb = word[k];
    if (limb === 0n) {
      const out = carry;
      carry = 0n;
      return out;
    }
    if (k === 3) {
      const own = op('i64.mul', limbCode(limb), limbCode(factor));
      return scope.temporary(carry === 0n ? own : op('i64.add', own, limbCode(carry)));
    }
    const [low, high] = scope.results(2) as [string, string];
    const plus: Code = carry === 0n ? [] : [...limbCode(carry), ...i64(0), ...ADD_WIDE];
    scope.emit([...limbCode(limb), ...limbCode(factor), ...MUL_WIDE, ...plus], popTo(high, low));
    carry = high;
    return low;
  });
}

function divide(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  const bits = exponentOf(constantOf(y));
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  if (bits !== undefined) scope.push(scope.value(rightBy(scope, a, bits, false)));
  else if (isSmall(a) && isSmall(b) && typeof b[0] === 'bigint' && b[0] !== 0n) {
    scope.push(scope.small(op('i64.div_u', limbCode(a[0]), i64(b[0]))));
  } else scope.push(scope.value(called(scope, 'quotient', [...a, ...b])));
}

function remainder(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  const divisor = constantOf(y);
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  if (divisor !== undefined && exponentOf(divisor) !== undefined) {
    scope.push(scope.value(map((k) => and(scope, a[k], ((divisor - 1n) >> BigInt(64 * k)) & MASK))));
  } else if (isSmall(a) && isSmall(b) && typeof b[0] === 'bigint' && b[0] !== 0n) {
    scope.push(scope.small(op('i64.rem_u', limbCode(a[0]), i64(b[0]))));
  } else scope.push(scope.value(called(scope, 'rest', [...a, ...b])));
}

function leftBy(scope: Scope, value: Limbs, bits: number): Limbs {
  const [whole, part] = [bits >> 6, bits & 63];
  return map((k) => {
    const from = k - whole;
    if (from < 0) return 0n;
    const own = shiftLeft(scope, value[from as 0] ?? 0n, part);
    if (part === 0 || from === 0) return own;
    return or(scope, own, shiftRight(scope, value[(from - 1) as 0], 64 - part));
  });
}

function rightBy(scope: Scope, value: Limbs, bits: number, isSigned: boolean): Limbs {
  const [whole, part] = [bits >> 6, bits & 63];
  const fill = isSigned && whole > 0 ? shiftRightSigned(scope, value[3], 63) : 0n;
  return map((k) => {
    const from = k + whole;
    if (from > 3) return fill;
    const limb = value[from as 0];
    if (from === 3) return isSigned ? shiftRightSigned(scope, limb, part) : shiftRight(scope, limb, part);
    const own = shiftRight(scope, limb, part);
    if (part === 0) return own;
    return or(scope, own, shiftLeft(scope, value[(from + 1) as 0], 64 - part));
  });
}

/** SHL, SHR and SAR by what is known; else they are called. */
function shift(name: string, by: (scope: Scope, value: Limbs, bits: number) => Limbs): Operation {
  return (scope) => {
    const [amount, value] = [scope.pop(), scope.pop()];
    const bits = constantOf(amount);
    const limbs = scope.limbs(value);
    if (bits !== undefined && bits < WORD_BITS) scope.push(scope.value(by(scope, limbs, Number(bits))));
    else scope.push(scope.value(called(scope, name, [...scope.limbs(amount), ...limbs])));
  };
}

function byteOf(scope: Scope): void {
  const [index, value] = [scope.pop(), scope.pop()];
  const place = constantOf(index);
  const limbs = scope.limbs(value);
  if (place !== undefined && place < 32n) {
    const bits = 8 * (31 - Number(place));
    const limb = shiftRight(scope, limbs[(bits >> 6) as 0], bits & 63);
    scope.push(scope.value([and(scope, limb, 0xffn), 0n, 0n, 0n]));
  } else scope.push(scope.value(called(scope, 'byteOf', [...scope.limbs(index), ...limbs])));
}

function extendSign(scope: Scope): void {
  const [index, value] = [scope.pop(), scope.pop()];
  const place = constantOf(index);
  const limbs = scope.limbs(value);
  if (place !== undefined && place < 31n) {
    const [at, bits] = [Number(place) >> 3, 56 - 8 * (Number(place) & 7)];
    const own = shiftRightSigned(scope, shiftLeft(scope, limbs[at as 0], bits), bits);
    const sign = shiftRightSigned(scope, own, 63);
    scope.push(scope.value(map((k) => (k < at ? limbs[k] : k === at ? own : sign))));
  } else scope.push(scope.value(called(scope, 'extended', [...scope.limbs(index), ...limbs])));
}

/** CLZ (EIP-7939): those of the highest limb, and of the next where it has nothing else. */
function leadingZeros(scope: Scope): void {
  const limbs = scope.limbs(scope.pop());
  let zeros: Code = op('i64.clz', limbCode(limbs[0]));
  for (const k of [1, 2, 3] as const) {
    const above = op('i64.eqz', limbCode(limbs[k]));
    zeros = op('i64.add', op('i64.clz', limbCode(limbs[k])), [
      ...zeros,
      ...i64(0),
      ...above,
      // select: the first where the condition holds
      0x1b,
    ]);
  }
  scope.push(scope.small(zeros));
}
