import { op } from '../emit/code.ts';
import { and, areZero, called, difference, isLess, mapLimbs, or, sum, xor } from './limbs.ts';
import { divide, divideSigned, multiply, remainder } from './products.ts';
import {
  LIMBS,
  type Limb,
  type Limbs,
  type Lost,
  limbCode,
  type Operation,
  type Scope,
  type Value,
} from './scope.ts';
import { byteOf, extendSign, leadingZeros, leftBy, rightBy, shift } from './shifts.ts';

const MASK = 2n ** 64n - 1n;

/** Numbers, comparisons and bits (yellow paper, appendix H.2, 0s and 10s). */
export const ARITHMETIC: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x01, add],
  [0x02, multiply],
  [0x03, subtract],
  [0x04, divide],
  [0x05, divideSigned],
  [0x06, remainder],
  [0x07, calling('signedRest', 2)],
  [0x08, calling('sumRest', 3)],
  [0x09, calling('productRest', 3)],
  [0x0b, extendSign],
  [0x10, (scope) => compare(scope, scope.pop(), scope.pop(), 'i64.lt_u')],
  [0x11, swapped('i64.lt_u')],
  [0x12, (scope) => compare(scope, scope.pop(), scope.pop(), 'i64.lt_s')],
  [0x13, swapped('i64.lt_s')],
  [0x14, areEqual],
  [0x15, isZero],
  [0x16, eachLimb(and)],
  [0x17, eachLimb(or)],
  [0x18, eachLimb(xor)],
  [
    0x19,
    (scope) => {
      const a = scope.limbs(scope.pop());
      scope.push(scope.value(mapLimbs((k) => xor(scope, a[k], MASK))));
    },
  ],
  [0x1a, byteOf],
  [0x1b, shift('shiftedLeft', leftBy)],
  [0x1c, shift('shiftedRight', (scope, value, bits) => rightBy(scope, value, bits, false))],
  [0x1d, shift('shiftedRightSigned', (scope, value, bits) => rightBy(scope, value, bits, true))],
  [0x1e, leadingZeros],
]);

function add(scope: Scope): void {
  const [a, b] = [scope.pop(), scope.pop()];
  const { limbs, lost } = sum(scope, scope.limbs(a), scope.limbs(b));
  scope.push(scope.overflowing(limbs, { limb: lost, by: 'sum', of: [a, b] }));
}

function subtract(scope: Scope): void {
  const [a, b] = [scope.pop(), scope.pop()];
  const { limbs, lost } = difference(scope, scope.limbs(a), scope.limbs(b));
  scope.push(scope.overflowing(limbs, { limb: lost, by: 'difference', of: [a] }));
}

type Less = 'i64.lt_u' | 'i64.lt_s';

/**
 * Whether `a < b`. A sum is less than its addend where it has left the words, and a difference is greater then than what
 * it was taken from: as compilers check for overflow.
 */
function compare(scope: Scope, a: Value, b: Value, less: Less): void {
  if (less === 'i64.lt_u') {
    const lost = lostOf(a, 'sum', b) ?? lostOf(b, 'difference', a);
    if (lost !== undefined) {
      scope.push(scope.flagLimb(lost));
      return;
    }
  }
  scope.push(scope.flag(isLess(scope.limbs(a), scope.limbs(b), less)));
}

function lostOf({ lost }: Value, by: Lost['by'], other: Value): Limb | undefined {
  return lost?.by === by && lost.of.includes(other) ? lost.limb : undefined;
}

function swapped(less: Less): Operation {
  return (scope) => {
    const [a, b] = [scope.pop(), scope.pop()];
    compare(scope, b, a, less);
  };
}

function areEqual(scope: Scope): void {
  const [a, b] = [scope.pop(), scope.pop()].map((item) => scope.limbs(item)) as [Limbs, Limbs];
  const differing = LIMBS.map((k) => xor(scope, a[k], b[k]));
  scope.push(scope.flag(areZero(scope, differing)));
}

function isZero(scope: Scope): void {
  const item = scope.pop();
  const limbs = scope.limbs(item);
  scope.push(
    scope.flag(item.isFlag ? op('i32.eqz', op('i32.wrap_i64', limbCode(limbs[0]))) : areZero(scope, limbs)),
  );
}

/** Where one limb is a constant that decides, the other one is not even read. */
function eachLimb(compute: (scope: Scope, a: Limb, b: Limb) => Limb): Operation {
  return (scope) => {
    const [a, b] = [scope.pop(), scope.pop()];
    if (a.isFlag && b.isFlag) {
      scope.push(scope.flagLimb(compute(scope, scope.limb(a, 0), scope.limb(b, 0))));
      return;
    }
    scope.push(
      scope.value(
        mapLimbs((k) => {
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
