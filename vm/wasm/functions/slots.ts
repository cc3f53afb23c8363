import { type Code, get, i32, i64, load32, load64, op, RETURN, set, when } from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { REGISTER, SLOT_CACHE, SLOT_LINE } from '../layout.ts';

const LIMBS = [0, 1, 2, 3] as const;
const limb = (from: Code, offset: number, k: number): Code => load64(from, offset + 8 * k);

/**
 * Where the value lies of the slot that `owner` has under the key at `key`, if it is warm and known here; 0 where it is not.
 * The place goes by the same sum as in slotCache.ts.
 */
const findSlot: FunctionSource = {
  name: 'findSlot',
  parameters: { key: 'i32', owner: 'i32' },
  results: ['i32'],
  locals: { sum: 'i64', line: 'i32' },
  code: [
    ...set(
      'sum',
      all('i64.xor', (k) => limb(get('key'), 0, k)),
    ),
    ...set(
      'line',
      op(
        'i32.mul',
        op(
          'i32.xor',
          op('i32.wrap_i64', op('i64.xor', get('sum'), op('i64.shr_u', get('sum'), i64(32)))),
          get('owner'),
        ),
        i32(0x9e37_79b1),
      ),
    ),
    ...set(
      'line',
      op(
        'i32.add',
        op('i32.shl', op('i32.shr_u', get('line'), i32(32 - SLOT_LINE.bits)), i32(SLOT_LINE.shift)),
        i32(SLOT_CACHE),
      ),
    ),
    ...when(
      op('i32.ne', load32(get('line'), SLOT_LINE.epoch), load32(i32(0), REGISTER.slotEpoch)),
      i32(0),
      RETURN,
    ),
    ...when(op('i32.ne', load32(get('line'), SLOT_LINE.owner), get('owner')), i32(0), RETURN),
    ...when(
      op(
        'i64.ne',
        all('i64.or', (k) => op('i64.xor', limb(get('line'), 0, k), limb(get('key'), 0, k))),
        i64(0),
      ),
      i32(0),
      RETURN,
    ),
    ...op('i32.add', get('line'), i32(SLOT_LINE.value)),
  ],
};

function all(operator: 'i64.or' | 'i64.xor', part: (k: number) => Code): Code {
  const [a, b, c, d] = LIMBS.map(part) as [Code, Code, Code, Code];
  return op(operator, op(operator, a, b), op(operator, c, d));
}

/** The look into the cache of slots, as a function of the module. */
export const SLOT_FUNCTIONS: readonly FunctionSource[] = [findSlot];
