import {
  block,
  brIf,
  type Code,
  get,
  getGlobal,
  i32,
  i64,
  load32,
  load64,
  loadVector,
  memoryCopy,
  memoryFill,
  memoryGrow,
  memorySize,
  op,
  RETURN,
  reverseBytes,
  set,
  setGlobal,
  store32,
  store64,
  storeVector,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { HEADER, MEMORY_LIMIT, PAGE, REGISTER } from '../layout.ts';

/** 3 a word and the square of the words by 512 (yellow paper, equation 326). */
function memoryGas(words: Code): Code {
  return op('i64.add', op('i64.mul', words, i64(3)), op('i64.shr_u', op('i64.mul', words, words), i64(9)));
}

const FAIL: Code = [...i64(-1), ...RETURN];
/** Fails for a reason that is the machine's, not the frame's. */
const REFUSE: Code = [...store32(i32(0), i32(1), REGISTER.refused), ...FAIL];

/**
 * Makes a frame's memory reach up to `end`, zeroed, and answers the gas that is left: negative where there is not enough,
 * or the machine refuses; nothing has changed then.
 */
const expand: FunctionSource = {
  name: 'expand',
  parameters: { mem: 'i32', end: 'i64', gas: 'i64' },
  results: ['i64'],
  locals: { words: 'i64', before: 'i64', top: 'i32', missing: 'i32', quarter: 'i32' },
  code: [
    ...set('words', op('i64.shr_u', op('i64.add', get('end'), i64(31)), i64(5))),
    ...set('before', op('i64.extend_i32_u', op('i32.shr_u', getGlobal('memorySize'), i32(5)))),
    ...set(
      'gas',
      op('i64.sub', get('gas'), op('i64.sub', memoryGas(get('words')), memoryGas(get('before')))),
    ),
    ...when(op('i64.lt_s', get('gas'), i64(0)), FAIL),
    ...when(
      op(
        'i64.gt_u',
        op('i64.add', op('i64.extend_i32_u', get('mem')), op('i64.shl', get('words'), i64(5))),
        i64(MEMORY_LIMIT),
      ),
      REFUSE,
    ),
    ...set('top', op('i32.add', get('mem'), op('i32.wrap_i64', op('i64.shl', get('words'), i64(5))))),
    ...when(
      op('i32.gt_u', get('top'), op('i32.mul', memorySize, i32(PAGE))),
      set(
        'missing',
        op(
          'i32.shr_u',
          op('i32.add', op('i32.sub', get('top'), op('i32.mul', memorySize, i32(PAGE))), i32(PAGE - 1)),
          i32(16),
        ),
      ),
      // by a quarter at least where that may be, as growing may copy all there is
      set('quarter', op('i32.shr_u', memorySize, i32(2))),
      when(op('i32.lt_u', get('quarter'), get('missing')), set('quarter', get('missing'))),
      when(
        op('i32.eq', memoryGrow(get('quarter')), i32(-1)),
        when(op('i32.eq', memoryGrow(get('missing')), i32(-1)), REFUSE),
      ),
    ),
    ...set('missing', load32(i32(0), REGISTER.untouched)),
    ...when(op('i32.lt_u', get('missing'), get('top')), store32(i32(0), get('top'), REGISTER.untouched)),
    ...when(op('i32.gt_u', get('missing'), get('top')), set('missing', get('top'))),
    ...set('missing', op('i32.sub', op('i32.sub', get('missing'), get('mem')), getGlobal('memorySize'))),
    // below the first address that was never used: all before it may hold what another frame left
    ...memoryFill(op('i32.add', get('mem'), getGlobal('memorySize')), i32(0), get('missing')),
    ...setGlobal('memorySize', op('i32.sub', get('top'), get('mem'))),
    ...get('gas'),
  ],
};

/** Copies `length` bytes from a source of `size` bytes, which zeros follow. */
const copyPadded: FunctionSource = {
  name: 'copyPadded',
  parameters: { to: 'i32', from: 'i32', size: 'i32', offset: 'i32', length: 'i32' },
  results: [],
  locals: { count: 'i32' },
  code: [
    ...when(op('i32.gt_u', get('offset'), get('size')), set('offset', get('size'))),
    ...set('count', op('i32.sub', get('size'), get('offset'))),
    ...when(op('i32.gt_u', get('count'), get('length')), set('count', get('length'))),
    ...memoryCopy(get('to'), op('i32.add', get('from'), get('offset')), get('count')),
    ...memoryFill(op('i32.add', get('to'), get('count')), i32(0), op('i32.sub', get('length'), get('count'))),
  ],
};

/** CALLDATALOAD: zeros follow the data, 32 of them in the memory. */
const loadCallData: FunctionSource = {
  name: 'loadCallData',
  parameters: { p: 'i32', frame: 'i32' },
  results: [],
  locals: { at: 'i32', zero: 'i64' },
  code: [
    ...block(
      'zero',
      brIf(
        'zero',
        op(
          'i64.ne',
          op('i64.or', op('i64.or', load64(get('p'), 8), load64(get('p'), 16)), load64(get('p'), 24)),
          i64(0),
        ),
      ),
      brIf(
        'zero',
        op('i64.ge_u', load64(get('p')), op('i64.extend_i32_u', load32(get('frame'), HEADER.CALLDATASIZE))),
      ),
      set('at', op('i32.add', load32(get('frame'), HEADER.callData), op('i32.wrap_i64', load64(get('p'))))),
      storeVector(get('p'), reverseBytes(loadVector(get('at'), 16)), 0),
      storeVector(get('p'), reverseBytes(loadVector(get('at'))), 16),
      RETURN,
    ),
    ...[0, 8, 16, 24].flatMap((offset) => store64(get('p'), get('zero'), offset)),
  ],
};

/** Growing and filling memory, as functions of the module. */
export const MEMORY_FUNCTIONS: readonly FunctionSource[] = [expand, copyPadded, loadCallData];
