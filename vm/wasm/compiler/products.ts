import { type Code, call, either, i64, op, popTo, set } from '../emit/code.ts';
import { constantOf } from './constants.ts';
import { and, areSome, areZero, called, mapLimbs, shiftRightSigned, xor } from './limbs.ts';
import { type Limb, type Limbs, limbCode, type Scope, type Value } from './scope.ts';
import { leftBy, rightBy } from './shifts.ts';
import { ADD_WIDE, HAS_WIDE, MUL_WIDE } from './wide.ts';

const MASK = 2n ** 64n - 1n;

const isSmall = (limbs: Limbs): boolean => limbs[1] === 0n && limbs[2] === 0n && limbs[3] === 0n;

/** The exponent of a power of two. */
function exponentOf(number: bigint | undefined): number | undefined {
  if (number === undefined || number === 0n || (number & (number - 1n)) !== 0n) return undefined;
  return number.toString(2).length - 1;
}

/** MUL. */
export function multiply(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  scope.push(scope.product(productOf(scope, x, y), x, y));
}

function productOf(scope: Scope, x: Value, y: Value): Limbs {
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  const [byX, byY] = [exponentOf(constantOf(x)), exponentOf(constantOf(y))];
  if (byX !== undefined) return leftBy(scope, b, byX);
  if (byY !== undefined) return leftBy(scope, a, byY);
  if (HAS_WIDE && isSmall(a)) return multiplyByLimb(scope, b, a[0]);
  if (HAS_WIDE && isSmall(b)) return multiplyByLimb(scope, a, b[0]);
  return called(scope, 'product', [...a, ...b]);
}

/** The product of a word and a limb: each limb's, with what the one before it carried. */
function multiplyByLimb(scope: Scope, word: Limbs, factor: Limb): Limbs {
  let carry: Limb = 0n;
  return mapLimbs((k) => {
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

/** DIV. */
export function divide(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  const bits = exponentOf(constantOf(y));
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  const other = otherFactorOf(x, y);
  if (bits !== undefined) scope.push(scope.value(rightBy(scope, a, bits, false)));
  else if (other !== undefined) {
    const [divisor, factor] = [b, scope.limbs(other)];
    const fits = [
      [divisor[2], divisor[3], factor[2], factor[3]],
      [divisor[1], divisor[2], divisor[3], factor[3]],
      [factor[1], factor[2], factor[3], divisor[3]],
    ].map((high) => areZero(scope, high));
    scope.push(factorOr(scope, 'quotient', a, divisor, factor, fits));
  } else if (isSmall(a) && isSmall(b) && typeof b[0] === 'bigint' && b[0] !== 0n) {
    scope.push(scope.small(op('i64.div_u', limbCode(a[0]), i64(b[0]))));
  } else scope.push(scope.value(called(scope, 'quotient', [...a, ...b])));
}

/** SDIV. */
export function divideSigned(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  const other = otherFactorOf(x, y);
  if (other === undefined) {
    scope.push(scope.value(called(scope, 'signedQuotient', [...a, ...b])));
    return;
  }
  // two numbers of 64 bits and their signs have a product of 128
  const factor = scope.limbs(other);
  const beyond = [b, factor].flatMap((limbs) => aboveSign(scope, limbs));
  scope.push(factorOr(scope, 'signedQuotient', a, b, factor, [areZero(scope, beyond)]));
}

/** What the limbs above the first have that is not its sign. */
function aboveSign(scope: Scope, limbs: Limbs): Limb[] {
  const sign = shiftRightSigned(scope, limbs[0], 63);
  return [xor(scope, limbs[1], sign), xor(scope, limbs[2], sign), xor(scope, limbs[3], sign)];
}

function otherFactorOf({ factors }: Value, factor: Value): Value | undefined {
  if (factors?.[0] === factor) return factors[1];
  return factors?.[1] === factor ? factors[0] : undefined;
}

/**
 * A product divided by a factor, as compilers check for overflow: the other factor where one of `fits` says that nothing
 * has been lost, and the divisor is not zero.
 */
function factorOr(
  scope: Scope,
  division: string,
  product: Limbs,
  divisor: Limbs,
  other: Limbs,
  fits: readonly Code[],
): Value {
  const isExact = fits.reduce((all, one) => op('i32.or', all, one));
  const results = scope.results(4);
  scope.emit(
    either(
      op('i32.and', isExact, areSome(scope, divisor)),
      results.flatMap((name, k) => set(name, limbCode(other[k as 0]))),
      [...call(division, ...[...product, ...divisor].map(limbCode)), ...popTo(...results.toReversed())],
    ),
  );
  return scope.value(results as unknown as Limbs);
}

/** MOD. */
export function remainder(scope: Scope): void {
  const [x, y] = [scope.pop(), scope.pop()];
  const divisor = constantOf(y);
  const [a, b] = [scope.limbs(x), scope.limbs(y)];
  if (divisor !== undefined && exponentOf(divisor) !== undefined) {
    scope.push(scope.value(mapLimbs((k) => and(scope, a[k], ((divisor - 1n) >> BigInt(64 * k)) & MASK))));
  } else if (isSmall(a) && isSmall(b) && typeof b[0] === 'bigint' && b[0] !== 0n) {
    scope.push(scope.small(op('i64.rem_u', limbCode(a[0]), i64(b[0]))));
  } else scope.push(scope.value(called(scope, 'rest', [...a, ...b])));
}
