import { type Code, call, get, i64, load16To64, op, popTo, RETURN, set, when } from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { RECIPROCAL_SEEDS } from '../layout.ts';

/*
 * Reciprocals for divisions without an operator that divides 128 bits: N. Möller, T. Granlund, Improved division by
 * invariant integers, IEEE Transactions on Computers 60 (2011). A divisor's highest bit is set.
 */

const SEEDS = 256;

/** floor((2^19 - 3·2^8) / d) for each d of nine bits whose highest is set, as numbers of 16 bits. */
export function reciprocalSeeds(): Uint8Array {
  const seeds = Uint16Array.from({ length: SEEDS }, (_, i) =>
    Math.floor((2 ** 19 - 3 * 2 ** 8) / (SEEDS + i)),
  );
  return new Uint8Array(seeds.buffer);
}

const add = (a: Code, b: Code): Code => op('i64.add', a, b);
const sub = (a: Code, b: Code): Code => op('i64.sub', a, b);
const mul = (a: Code, b: Code): Code => op('i64.mul', a, b);
const shl = (a: Code, bits: number): Code => op('i64.shl', a, i64(bits));
const shr = (a: Code, bits: number): Code => op('i64.shr_u', a, i64(bits));

/** floor((2^128 - 1) / d) - 2^64 (algorithm 2 there). */
const reciprocal: FunctionSource = {
  name: 'reciprocal',
  parameters: { d: 'i64' },
  results: ['i64'],
  locals: { v: 'i64', part: 'i64', e: 'i64', low: 'i64', high: 'i64' },
  code: [
    ...set('v', load16To64(op('i32.wrap_i64', shl(sub(shr(get('d'), 55), i64(SEEDS)), 1)), RECIPROCAL_SEEDS)),
    ...set('part', add(shr(get('d'), 24), i64(1))),
    ...set('v', sub(sub(shl(get('v'), 11), shr(mul(mul(get('v'), get('v')), get('part')), 40)), i64(1))),
    ...set(
      'v',
      add(shl(get('v'), 13), shr(mul(get('v'), sub(i64(2n ** 60n), mul(get('v'), get('part')))), 47)),
    ),
    ...set(
      'e',
      sub(
        op('i64.and', shr(get('v'), 1), sub(i64(0), op('i64.and', get('d'), i64(1)))),
        mul(get('v'), add(shr(get('d'), 1), op('i64.and', get('d'), i64(1)))),
      ),
    ),
    ...call('multiplyLimbs', get('v'), get('e')),
    ...popTo('high', 'low'),
    ...set('v', add(shr(get('high'), 1), shl(get('v'), 31))),
    ...call('multiplyLimbs', get('v'), get('d')),
    ...popTo('high', 'low'),
    ...set('low', add(get('low'), get('d'))),
    ...sub(
      sub(get('v'), add(get('high'), op('i64.extend_i32_u', op('i64.lt_u', get('low'), get('d'))))),
      get('d'),
    ),
  ],
};

/** The same for a divisor of two limbs, `d` the higher (algorithm 6 there). */
const reciprocalOfTwo: FunctionSource = {
  name: 'reciprocalOfTwo',
  parameters: { d: 'i64', below: 'i64' },
  results: ['i64'],
  locals: { v: 'i64', part: 'i64', low: 'i64', high: 'i64' },
  code: [
    ...set('v', call('reciprocal', get('d'))),
    ...set('part', add(mul(get('d'), get('v')), get('below'))),
    ...when(
      op('i64.lt_u', get('part'), get('below')),
      set('v', sub(get('v'), i64(1))),
      when(
        op('i64.ge_u', get('part'), get('d')),
        set('v', sub(get('v'), i64(1))),
        set('part', sub(get('part'), get('d'))),
      ),
      set('part', sub(get('part'), get('d'))),
    ),
    ...call('multiplyLimbs', get('v'), get('below')),
    ...popTo('high', 'low'),
    ...set('part', add(get('part'), get('high'))),
    ...when(op('i64.ge_u', get('part'), get('high')), get('v'), RETURN),
    ...set('v', sub(get('v'), i64(1))),
    ...when(
      op(
        'i32.or',
        op('i64.gt_u', get('part'), get('d')),
        op('i32.and', op('i64.eq', get('part'), get('d')), op('i64.ge_u', get('low'), get('below'))),
      ),
      set('v', sub(get('v'), i64(1))),
    ),
    ...get('v'),
  ],
};

/** Reciprocals of limbs, as functions of the module. */
export const RECIPROCAL_FUNCTIONS: readonly FunctionSource[] = [reciprocal, reciprocalOfTwo];
