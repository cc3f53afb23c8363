import {
  block,
  brIf,
  type Code,
  get,
  i32,
  i64,
  load8,
  load64,
  memoryFill,
  op,
  RETURN,
  set,
  store64,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { SCRATCH } from '../layout.ts';

const LIMBS = [0, 1, 2, 3] as const;
const WORD = 32;

/** A limb of the topmost item, and of the one below it, at 32 bytes less. */
export const top = (k: number): Code => load64(get('p'), 8 * k);
export const below = (k: number): Code => load64(op('i32.sub', get('p'), i32(WORD)), 8 * k);
export const storeBelow = (k: number, value: Code): Code =>
  store64(op('i32.sub', get('p'), i32(WORD)), value, 8 * k);
const fillBelow = (value: Code): Code => LIMBS.flatMap((k) => storeBelow(k, value));

/** True where an item is `bound` or more. */
const reaches = (bound: number): Code =>
  op(
    'i32.or',
    op('i64.ne', op('i64.or', op('i64.or', top(1), top(2)), top(3)), i64(0)),
    op('i64.ge_u', top(0), i64(bound)),
  );

/** Puts the bits of a shift by whole limbs into `limbs`, the rest into `bits`. */
const splitShift: Code = [
  ...set('at', op('i32.shl', op('i32.shr_u', op('i32.wrap_i64', top(0)), i32(6)), i32(3))),
  ...set('bits', op('i64.and', top(0), i64(63))),
];

const shiftLocals = { at: 'i32', bits: 'i64' } as const;

/** The value lies in the scratch with zeros below it; what a limb becomes is found that many limbs lower. */
const shiftLeft: FunctionSource = {
  name: 'shiftLeft',
  parameters: { p: 'i32' },
  results: [],
  locals: shiftLocals,
  code: [
    ...when(reaches(256), fillBelow(i64(0)), RETURN),
    ...splitShift,
    ...LIMBS.flatMap((k) => store64(i32(0), i64(0), SCRATCH + 8 * k)),
    ...LIMBS.flatMap((k) => store64(i32(0), below(k), SCRATCH + WORD + 8 * k)),
    ...set('at', op('i32.sub', i32(SCRATCH + WORD), get('at'))),
    ...LIMBS.flatMap((k) => {
      const carried: Code =
        k === 0
          ? op('i64.shl', load64(get('at')), get('bits'))
          : op(
              'i64.or',
              op('i64.shl', load64(get('at'), 8 * k), get('bits')),
              // in two steps, as a shift by 64 is one by 0
              op(
                'i64.shr_u',
                op('i64.shr_u', load64(get('at'), 8 * k - 8), i64(1)),
                op('i64.sub', i64(63), get('bits')),
              ),
            );
      return storeBelow(k, carried);
    }),
  ],
};

/** The same upwards; what comes in at the top are copies of `sign`. */
const shiftRight: FunctionSource = {
  name: 'shiftRight',
  parameters: { p: 'i32', sign: 'i64' },
  results: [],
  locals: shiftLocals,
  code: [
    ...when(reaches(256), fillBelow(get('sign')), RETURN),
    ...splitShift,
    ...LIMBS.flatMap((k) => store64(i32(0), below(k), SCRATCH + 8 * k)),
    ...[...LIMBS, 4].flatMap((k) => store64(i32(0), get('sign'), SCRATCH + WORD + 8 * k)),
    ...set('at', op('i32.add', i32(SCRATCH), get('at'))),
    ...LIMBS.flatMap((k) =>
      storeBelow(
        k,
        op(
          'i64.or',
          op('i64.shr_u', load64(get('at'), 8 * k), get('bits')),
          op(
            'i64.shl',
            op('i64.shl', load64(get('at'), 8 * k + 8), i64(1)),
            op('i64.sub', i64(63), get('bits')),
          ),
        ),
      ),
    ),
  ],
};

/** BYTE: counted from the highest. */
const byteAt: FunctionSource = {
  name: 'byteAt',
  parameters: { p: 'i32' },
  results: [],
  locals: { byte: 'i64' },
  code: [
    ...when(
      op('i32.eqz', reaches(WORD)),
      set(
        'byte',
        op(
          'i64.extend_i32_u',
          load8(op('i32.sub', op('i32.sub', get('p'), i32(1)), op('i32.wrap_i64', top(0)))),
        ),
      ),
    ),
    ...storeBelow(0, get('byte')),
    ...[1, 2, 3].flatMap((k) => storeBelow(k, i64(0))),
  ],
};

/** SIGNEXTEND: the bytes above one, counted from the lowest, become copies of its sign. */
const extendSign: FunctionSource = {
  name: 'extendSign',
  parameters: { p: 'i32' },
  results: [],
  locals: { at: 'i32' },
  code: block(
    'whole',
    brIf('whole', reaches(WORD - 1)),
    set('at', op('i32.add', op('i32.sub', get('p'), i32(WORD)), op('i32.wrap_i64', top(0)))),
    memoryFill(
      op('i32.add', get('at'), i32(1)),
      op('i32.sub', i32(0), op('i32.shr_u', load8(get('at')), i32(7))),
      op('i32.sub', op('i32.sub', get('p'), i32(1)), get('at')),
    ),
  ),
};

/** CLZ (EIP-7939). */
const leadingZeros: FunctionSource = {
  name: 'leadingZeros',
  parameters: { p: 'i32' },
  results: [],
  locals: { zeros: 'i64' },
  code: [
    ...block(
      'found',
      ...[3, 2, 1, 0].map((k) => [
        ...set('zeros', op('i64.add', get('zeros'), op('i64.clz', top(k)))),
        ...brIf('found', op('i64.ne', top(k), i64(0))),
      ]),
    ),
    ...store64(get('p'), get('zeros')),
    ...[8, 16, 24].flatMap((offset) => store64(get('p'), i64(0), offset)),
  ],
};

/** Bytes of an item without the zeros above it. */
const byteLength: FunctionSource = {
  name: 'byteLength',
  parameters: { p: 'i32' },
  results: ['i64'],
  locals: {},
  code: [
    ...[3, 2, 1, 0].flatMap((k) =>
      when(
        op('i64.ne', top(k), i64(0)),
        op('i64.sub', i64(8 * k + 8), op('i64.shr_u', op('i64.clz', top(k)), i64(3))),
        RETURN,
      ),
    ),
    ...i64(0),
  ],
};

/** Shifts, single bytes and lengths, as functions of the module. */
export const BIT_FUNCTIONS: readonly FunctionSource[] = [
  shiftLeft,
  shiftRight,
  byteAt,
  extendSign,
  leadingZeros,
  byteLength,
];
