import {
  block,
  brIf,
  type Code,
  get,
  i32,
  i64,
  load32To64,
  memoryFill,
  memoryGrow,
  memorySize,
  op,
  RETURN,
  set,
  store32,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { MEMORY_LIMIT, PAGE, REGISTER } from '../layout.ts';

const FAIL: Code = [...i64(-1), ...RETURN];
const REFUSE: Code = [...store32(i32(0), i32(1), REGISTER.refused), ...FAIL];

function memoryGas(count: Code): Code {
  return op('i64.add', op('i64.mul', count, i64(3)), op('i64.shr_u', op('i64.mul', count, count), i64(9)));
}

/**
 * Makes a frame's memory of `size` bytes reach up to `end`, zeroed, and answers the gas that is left: negative where
 * there is not enough, or the machine refuses; nothing has changed then. `end` is below 2^33.
 */
export const grow: FunctionSource = {
  name: 'grow',
  parameters: { mem: 'i32', end: 'i64', gas: 'i64', size: 'i64' },
  results: ['i64'],
  locals: { count: 'i64', top: 'i64', there: 'i64' },
  code: [
    ...set('count', op('i64.shr_u', op('i64.add', get('end'), i64(31)), i64(5))),
    ...set(
      'gas',
      op(
        'i64.sub',
        get('gas'),
        op('i64.sub', memoryGas(get('count')), memoryGas(op('i64.shr_u', get('size'), i64(5)))),
      ),
    ),
    ...when(op('i64.lt_s', get('gas'), i64(0)), FAIL),
    ...set('top', op('i64.add', op('i64.extend_i32_u', get('mem')), op('i64.shl', get('count'), i64(5)))),
    ...when(op('i64.gt_u', get('top'), i64(MEMORY_LIMIT)), REFUSE),
    ...set('there', op('i64.mul', op('i64.extend_i32_u', memorySize), i64(PAGE))),
    ...block(
      'enough',
      brIf('enough', op('i64.le_u', get('top'), get('there'))),
      brIf(
        'enough',
        op(
          'i32.ne',
          memoryGrow(
            op(
              'i32.wrap_i64',
              op('i64.shr_u', op('i64.add', op('i64.sub', get('top'), get('there')), i64(PAGE - 1)), i64(16)),
            ),
          ),
          i32(-1),
        ),
      ),
      REFUSE,
    ),
    ...memoryFill(
      op('i32.add', get('mem'), op('i32.wrap_i64', get('size'))),
      i32(0),
      op('i32.wrap_i64', op('i64.sub', op('i64.shl', get('count'), i64(5)), get('size'))),
    ),
    ...when(
      op('i64.lt_u', load32To64(i32(0), REGISTER.untouched), get('top')),
      store32(i32(0), op('i32.wrap_i64', get('top')), REGISTER.untouched),
    ),
    ...get('gas'),
  ],
};
