import {
  type Code,
  call,
  either,
  get,
  i32,
  i64,
  load32,
  load32To64,
  load64,
  loadFloat,
  loadVector,
  op,
  RETURN,
  set,
  store32,
  storeFloat,
  storeVector,
  tee,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { DIRTY_SLOTS, MOST_DIRTY_SLOTS, REGISTER, SLOT_CACHE, SLOT_LINE, TRANSIENT } from '../layout.ts';
import { WARM, WARM_STORE } from '../prices.ts';

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

const LINE_VALUE = op('i32.add', get('line'), i32(SLOT_LINE.value));
const LINE_ORIGINAL = op('i32.add', get('line'), i32(SLOT_LINE.original));
/** Answer of `writeSlot`: the driver has to do it. */
const LEAVE: Code = [...i64(-1), ...RETURN];

const isZero = (word: Code): Code =>
  op(
    'i64.eqz',
    all('i64.or', (k) => limb(word, 0, k)),
  );
const isSame = (a: Code, b: Code): Code =>
  op(
    'i64.eqz',
    all('i64.or', (k) => op('i64.xor', limb(a, 0, k), limb(b, 0, k))),
  );
const earn = (gas: Code): Code => set('earned', op('i64.add', get('earned'), gas));
const give = (gas: Code): Code => set('earned', op('i64.sub', get('earned'), gas));
const CLEAR_REFUND = load32To64(i32(0), REGISTER.clearRefund);

/** Price and refund of a write that changes a slot (EIP-2200 with the prices of EIP-2929 and EIP-3529). */
function priceOfChange(): Code {
  const { set: full, reset, dirty } = WARM_STORE;
  return [
    ...set('clears', isZero(get('value'))),
    ...set('beganZero', isZero(LINE_ORIGINAL)),
    ...either(
      isSame(LINE_ORIGINAL, LINE_VALUE),
      either(get('beganZero'), set('price', i64(full)), [
        ...set('price', i64(reset)),
        ...when(get('clears'), earn(CLEAR_REFUND)),
      ]),
      [
        ...set('price', i64(dirty)),
        ...when(
          op('i32.eqz', get('beganZero')),
          either(isZero(LINE_VALUE), give(CLEAR_REFUND), when(get('clears'), earn(CLEAR_REFUND))),
        ),
        ...when(
          isSame(LINE_ORIGINAL, get('value')),
          either(get('beganZero'), earn(i64(full - dirty)), earn(i64(reset - dirty))),
        ),
      ],
    ),
  ];
}

/** Writes into the line, which is then in the list of dirty ones; leaves where that is full. */
const PUT: Code = [
  ...when(op('i32.eqz', load32(get('line'), SLOT_LINE.dirty)), [
    ...set('count', load32(i32(0), REGISTER.dirtySlots)),
    ...when(op('i32.ge_u', get('count'), i32(MOST_DIRTY_SLOTS)), LEAVE),
    ...store32(op('i32.shl', get('count'), i32(2)), get('line'), DIRTY_SLOTS),
    ...store32(i32(0), op('i32.add', get('count'), i32(1)), REGISTER.dirtySlots),
    ...store32(get('line'), i32(1), SLOT_LINE.dirty),
  ]),
  ...[0, 16].flatMap((half) =>
    storeVector(get('line'), loadVector(get('value'), half), SLOT_LINE.value + half),
  ),
];

/**
 * Writes the word at `value` into the slot that `owner` has under the key at `key`, if it is known here and the frame may write.
 * Answers the gas left; negative where the driver has to do it, and nothing has happened.
 */
const writeSlot: FunctionSource = {
  name: 'writeSlot',
  parameters: { key: 'i32', owner: 'i32', value: 'i32', gas: 'i64' },
  results: ['i64'],
  locals: { line: 'i32', clears: 'i32', beganZero: 'i32', count: 'i32', price: 'i64', earned: 'i64' },
  code: [
    ...when(op('i32.eqz', load32(i32(0), REGISTER.writesInside)), LEAVE),
    ...when(op('i32.eqz', tee('line', call('findSlot', get('key'), get('owner')))), LEAVE),
    ...set('line', op('i32.sub', get('line'), i32(SLOT_LINE.value))),
    ...set('price', i64(WARM)),
    ...either(
      op('i32.and', get('owner'), i32(TRANSIENT)),
      [...when(op('i64.lt_s', get('gas'), get('price')), LEAVE), ...PUT],
      [
        ...when(op('i64.lt_s', get('gas'), i64(WARM_STORE.sentry + 1)), LEAVE),
        ...when(op('i32.eqz', isSame(LINE_VALUE, get('value'))), [
          ...priceOfChange(),
          ...when(op('i64.lt_s', get('gas'), get('price')), LEAVE),
          ...PUT,
          ...when(
            op('i64.ne', get('earned'), i64(0)),
            storeFloat(
              i32(0),
              op(
                'f64.convert_i64_s',
                op('i64.add', op('i64.trunc_f64_s', loadFloat(i32(0), REGISTER.refund)), get('earned')),
              ),
              REGISTER.refund,
            ),
          ),
        ]),
      ],
    ),
    ...op('i64.sub', get('gas'), get('price')),
  ],
};

/** Reads and writes of the cache of slots, as functions of the module. */
export const SLOT_FUNCTIONS: readonly FunctionSource[] = [findSlot, writeSlot];
