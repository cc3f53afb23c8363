import { type Code, call, i64, op, popTo } from '../emit/code.ts';
import { type Limb, type Limbs, limbCode, type Scope } from './scope.ts';

const MASK = 2n ** 64n - 1n;
const LIMB_BITS = 64n;

/*
 * Operations on limbs that do what can be done while compiling: a constant gives a constant, and what is known to be
 * zero asks for nothing.
 */

/** OR of two limbs. */
export function or(scope: Scope, a: Limb, b: Limb): Limb {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a | b;
  if (a === 0n || b === MASK) return b;
  if (b === 0n || a === MASK || a === b) return a;
  return scope.temporary(op('i64.or', limbCode(a), limbCode(b)));
}

/** AND of two limbs. */
export function and(scope: Scope, a: Limb, b: Limb): Limb {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a & b;
  if (a === 0n || b === 0n) return 0n;
  if (a === MASK) return b;
  if (b === MASK || a === b) return a;
  return scope.temporary(op('i64.and', limbCode(a), limbCode(b)));
}

/** XOR of two limbs. */
export function xor(scope: Scope, a: Limb, b: Limb): Limb {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a ^ b;
  if (a === 0n) return b;
  if (b === 0n) return a;
  if (a === b) return 0n;
  return scope.temporary(op('i64.xor', limbCode(a), limbCode(b)));
}

/** A limb shifted to the left by fewer than 64 bits. */
export function shiftLeft(scope: Scope, a: Limb, bits: number): Limb {
  if (typeof a === 'bigint') return (a << BigInt(bits)) & MASK;
  return bits === 0 ? a : scope.temporary(op('i64.shl', limbCode(a), i64(bits)));
}

/** A limb shifted to the right by fewer than 64 bits, zeros coming in. */
export function shiftRight(scope: Scope, a: Limb, bits: number): Limb {
  if (typeof a === 'bigint') return a >> BigInt(bits);
  return bits === 0 ? a : scope.temporary(op('i64.shr_u', limbCode(a), i64(bits)));
}

/** A limb shifted to the right by fewer than 64 bits, its sign coming in. */
export function shiftRightSigned(scope: Scope, a: Limb, bits: number): Limb {
  if (typeof a === 'bigint') return BigInt.asUintN(64, BigInt.asIntN(64, a) >> BigInt(bits));
  return bits === 0 ? a : scope.temporary(op('i64.shr_s', limbCode(a), i64(bits)));
}

/** Limbs of a sum or a difference, and 1 or 0 for what they cannot hold. */
export interface Carried {
  readonly limbs: Limbs;
  readonly lost: Limb;
}

/** `a + b`. */
export function sum(scope: Scope, a: Limbs, b: Limbs): Carried {
  return carrying(scope, a, b, addTwo);
}

/** `a - b`. */
export function difference(scope: Scope, a: Limbs, b: Limbs): Carried {
  return carrying(scope, a, b, takeFrom);
}

function carrying(scope: Scope, a: Limbs, b: Limbs, two: (scope: Scope, a: Limb, b: Limb) => Sum): Carried {
  let carry: Limb = 0n;
  const limbs = mapLimbs((k) => {
    const first = two(scope, a[k], b[k]);
    const second = two(scope, first.limb, carry);
    carry = either(scope, first.carry, second.carry);
    return second.limb;
  });
  return { limbs, lost: carry };
}

interface Sum {
  readonly limb: Limb;
  readonly carry: Code | bigint;
}

function addTwo(scope: Scope, a: Limb, b: Limb): Sum {
  if (typeof a === 'bigint' && typeof b === 'bigint')
    return { limb: (a + b) & MASK, carry: (a + b) >> LIMB_BITS };
  if (a === 0n) return { limb: b, carry: 0n };
  if (b === 0n) return { limb: a, carry: 0n };
  const limb = scope.temporary(op('i64.add', limbCode(a), limbCode(b)));
  return { limb, carry: op('i64.lt_u', limbCode(limb), limbCode(b)) };
}

function takeFrom(scope: Scope, a: Limb, b: Limb): Sum {
  if (typeof a === 'bigint' && typeof b === 'bigint') return { limb: (a - b) & MASK, carry: a < b ? 1n : 0n };
  if (b === 0n) return { limb: a, carry: 0n };
  const limb = scope.temporary(op('i64.sub', limbCode(a), limbCode(b)));
  return { limb, carry: op('i64.lt_u', limbCode(a), limbCode(b)) };
}

/** One carry of two that are not both there. */
function either(scope: Scope, a: Code | bigint, b: Code | bigint): Limb {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a | b;
  if (a === 1n || b === 1n) return 1n;
  if (typeof a === 'bigint') return asLimb(scope, b as Code);
  if (typeof b === 'bigint') return asLimb(scope, a);
  return asLimb(scope, op('i32.or', a, b));
}

function asLimb(scope: Scope, condition: Code): Limb {
  return scope.temporary(op('i64.extend_i32_u', condition));
}

/** Whether `a < b`, the highest limbs with or without sign. */
export function isLess(a: Limbs, b: Limbs, top: 'i64.lt_u' | 'i64.lt_s'): Code {
  let less: Code | undefined;
  for (const k of [0, 1, 2, 3] as const) {
    const [x, y] = [a[k], b[k]];
    if (typeof x === 'bigint' && x === y) continue;
    const own = op(k === 3 ? top : 'i64.lt_u', limbCode(x), limbCode(y));
    less =
      less === undefined
        ? own
        : op('i32.or', own, op('i32.and', op('i64.eq', limbCode(x), limbCode(y)), less));
  }
  return less ?? [0x41, 0];
}

/** Whether limbs are all zero. */
export function areZero(scope: Scope, limbs: readonly Limb[]): Code {
  let all: Limb = 0n;
  for (const limb of limbs) all = or(scope, all, limb);
  return op('i64.eqz', limbCode(all));
}

/** Whether any of the limbs is not zero. */
export function areSome(scope: Scope, limbs: readonly Limb[]): Code {
  let all: Limb = 0n;
  for (const limb of limbs) all = or(scope, all, limb);
  return op('i64.ne', limbCode(all), i64(0));
}

/** Four limbs, each by its place. */
export function mapLimbs(limb: (k: 0 | 1 | 2 | 3) => Limb): Limbs {
  return [limb(0), limb(1), limb(2), limb(3)];
}

/** Calls a function of limbs (functions.ts). */
export function called(scope: Scope, name: string, limbs: readonly Limb[]): Limbs {
  const results = scope.results(4);
  scope.emit(call(name, ...limbs.map(limbCode)), popTo(...results.toReversed()));
  return results as unknown as Limbs;
}
