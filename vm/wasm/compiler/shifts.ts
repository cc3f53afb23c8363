import { type Code, i64, op } from '../emit/code.ts';
import { constantOf } from './constants.ts';
import { and, called, mapLimbs, or, shiftLeft, shiftRight, shiftRightSigned } from './limbs.ts';
import type { Operation } from './scope.ts';
import { type Limbs, limbCode, type Scope } from './scope.ts';

const WORD_BITS = 256n;

/** A value shifted to the left by a known number of bits, below 256. */
export function leftBy(scope: Scope, value: Limbs, bits: number): Limbs {
  const [whole, part] = [bits >> 6, bits & 63];
  return mapLimbs((k) => {
    const from = k - whole;
    if (from < 0) return 0n;
    const own = shiftLeft(scope, value[from as 0] ?? 0n, part);
    if (part === 0 || from === 0) return own;
    return or(scope, own, shiftRight(scope, value[(from - 1) as 0], 64 - part));
  });
}

/** The same to the right. */
export function rightBy(scope: Scope, value: Limbs, bits: number, isSigned: boolean): Limbs {
  const [whole, part] = [bits >> 6, bits & 63];
  const fill = isSigned && whole > 0 ? shiftRightSigned(scope, value[3], 63) : 0n;
  return mapLimbs((k) => {
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
export function shift(name: string, by: (scope: Scope, value: Limbs, bits: number) => Limbs): Operation {
  return (scope) => {
    const [amount, value] = [scope.pop(), scope.pop()];
    const bits = constantOf(amount);
    const limbs = scope.limbs(value);
    if (bits !== undefined && bits < WORD_BITS) scope.push(scope.value(by(scope, limbs, Number(bits))));
    else scope.push(scope.value(called(scope, name, [...scope.limbs(amount), ...limbs])));
  };
}

/** BYTE. */
export function byteOf(scope: Scope): void {
  const [index, value] = [scope.pop(), scope.pop()];
  const place = constantOf(index);
  const limbs = scope.limbs(value);
  if (place !== undefined && place < 32n) {
    const bits = 8 * (31 - Number(place));
    const limb = shiftRight(scope, limbs[(bits >> 6) as 0], bits & 63);
    scope.push(scope.value([and(scope, limb, 0xffn), 0n, 0n, 0n]));
  } else scope.push(scope.value(called(scope, 'byteOf', [...scope.limbs(index), ...limbs])));
}

/** SIGNEXTEND. */
export function extendSign(scope: Scope): void {
  const [index, value] = [scope.pop(), scope.pop()];
  const place = constantOf(index);
  const limbs = scope.limbs(value);
  if (place !== undefined && place < 31n) {
    const [at, bits] = [Number(place) >> 3, 56 - 8 * (Number(place) & 7)];
    const own = shiftRightSigned(scope, shiftLeft(scope, limbs[at as 0], bits), bits);
    const sign = shiftRightSigned(scope, own, 63);
    scope.push(scope.value(mapLimbs((k) => (k < at ? limbs[k] : k === at ? own : sign))));
  } else scope.push(scope.value(called(scope, 'extended', [...scope.limbs(index), ...limbs])));
}

/** CLZ (EIP-7939): those of the highest limb, and of the next where it has nothing else. */
export function leadingZeros(scope: Scope): void {
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
