import { type Code, op } from '../emit/code.ts';
import { and, areZero, called, difference, isLess, mapLimbs, or, sum, xor } from './limbs.ts';
import { divide, multiply, remainder } from './products.ts';
import { LIMBS, type Limb, type Limbs, type Operation, type Scope } from './scope.ts';
import { byteOf, extendSign, leadingZeros, leftBy, rightBy, shift } from './shifts.ts';

const MASK = 2n ** 64n - 1n;

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
      scope.push(scope.value(mapLimbs((k) => xor(scope, a[k], MASK))));
    },
  ],
  [0x1a, byteOf],
  [0x1b, shift('shiftedLeft', leftBy)],
  [0x1c, shift('shiftedRight', (scope, value, bits) => rightBy(scope, value, bits, false))],
  [0x1d, shift('shiftedRightSigned', (scope, value, bits) => rightBy(scope, value, bits, true))],
  [0x1e, leadingZeros],
]);

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
