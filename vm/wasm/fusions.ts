import { JUMP_TO_IF, PUSH_SMALL, PUSH_WORD } from './cells.ts';
import { type Code, get, i32, load64, op, set } from './emit/code.ts';
import { add, addSmall, isLess, subtract } from './instructions/arithmetic.ts';
import { limb, storeLimb, storeSmall } from './instructions/parts.ts';
import { WORD } from './layout.ts';
import { ADD, AND, dup, EQ, GT, ISZERO, LT, POP, type Sequence, SGT, SLT, SUB, swap } from './sequences.ts';

const LIMBS = [0, 1, 2, 3] as const;

/** What a sequence does when its parts are not done one after the other. */
export interface Fusion {
  /** all work but the last part's, if that is a jump on `condition` */
  readonly code: Code;
  readonly condition?: Code | undefined;
  /** items by which the stack grows */
  readonly growth: number;
}

const orAll = (part: (k: number) => Code): Code =>
  op('i64.or', op('i64.or', part(0), part(1)), op('i64.or', part(2), part(3)));
const isZero = (index: number): Code =>
  op(
    'i64.eqz',
    orAll((k) => limb(index, k)),
  );

const CONDITIONS: ReadonlyMap<number, Code> = new Map([
  [LT, isLess(0, 1, 'i64.lt_u')],
  [GT, isLess(1, 0, 'i64.lt_u')],
  [SLT, isLess(0, 1, 'i64.lt_s')],
  [SGT, isLess(1, 0, 'i64.lt_s')],
  [
    EQ,
    op(
      'i64.eqz',
      orAll((k) => op('i64.xor', limb(0, k), limb(1, k))),
    ),
  ],
]);

/** An operand behind `ip`. */
const operand = (k: number): Code => load64(get('ip'), 8 * k);

/** The sequence as one piece, where that is better than its parts one by one. */
export function fusionOf(sequence: Sequence): Fusion | undefined {
  return FUSIONS.get(sequence.join()) ?? comparisonOf(sequence);
}

const FUSIONS: ReadonlyMap<string, Fusion> = new Map(
  (
    [
      [[PUSH_SMALL, ADD], { code: addSmall(operand(0), 0, 0), growth: 0 }],
      [[PUSH_SMALL, AND], { code: storeSmall(0, op('i64.and', limb(0, 0), operand(0))), growth: 0 }],
      [
        [PUSH_WORD, AND],
        {
          code: LIMBS.flatMap((k) => storeLimb(0, k, op('i64.and', limb(0, k), operand(k)))),
          growth: 0,
        },
      ],
      [[ISZERO, JUMP_TO_IF], { code: [], condition: isZero(0), growth: -1 }],
      [[dup(1), ISZERO, JUMP_TO_IF], { code: [], condition: isZero(0), growth: 0 }],
      [
        [dup(1), PUSH_SMALL, EQ, JUMP_TO_IF],
        {
          code: [],
          condition: op(
            'i64.eqz',
            orAll((k) => (k === 0 ? op('i64.xor', limb(0, 0), operand(0)) : limb(0, k))),
          ),
          growth: 0,
        },
      ],
      ...[2, 3, 4, 5].flatMap((n): [Sequence, Fusion][] => [
        // the item counted from the top before the push
        [[PUSH_SMALL, dup(n), ADD], { code: addSmall(operand(0), n - 2, -1), growth: 1 }],
        [[dup(n), ADD], { code: add(n - 1, 0), growth: 0 }],
      ]),
      ...[1, 2, 3, 4].map((n): [Sequence, Fusion] => [
        [swap(n), POP],
        { code: LIMBS.flatMap((k) => storeLimb(n, k, limb(0, k))), growth: -1 },
      ]),
      [[swap(1), SUB], { code: [...swapped(), ...subtract()], growth: -1 }],
    ] as [Sequence, Fusion][]
  ).map(([sequence, fusion]) => [sequence.join(), fusion]),
);

/** A comparison, turned round or not, then a jump or its result. */
function comparisonOf(sequence: Sequence): Fusion | undefined {
  const compared = CONDITIONS.get(sequence[0] ?? -1);
  if (compared === undefined) return undefined;
  const turned = sequence[1] === ISZERO;
  const condition = turned ? op('i32.eqz', compared) : compared;
  if (sequence.at(-1) === JUMP_TO_IF) return { code: [], condition, growth: -2 };
  if (!turned || sequence.length !== 2) return undefined;
  return { code: storeSmall(1, op('i64.extend_i32_u', condition)), growth: -1 };
}

function swapped(): Code {
  return LIMBS.flatMap((k) => [
    ...set('a', limb(0, k)),
    ...storeLimb(0, k, limb(1, k)),
    ...storeLimb(1, k, get('a')),
  ]);
}

/** Moves the stack pointer by items. */
export function grow(items: number): Code {
  return items === 0 ? [] : set('sp', op('i32.add', get('sp'), i32(items * WORD)));
}
