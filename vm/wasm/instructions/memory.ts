import {
  block,
  brIf,
  type Code,
  call,
  get,
  getGlobal,
  i64,
  loadVector,
  memoryCopy,
  op,
  reverseBytes,
  set,
  store8,
  storeVector,
  when,
} from '../emit/code.ts';
import { addressOf, charge, type Handlers, isHuge, item, limb, small, storeSmall } from './parts.ts';

const COPY_WORD_GAS = 3;
const KECCAK_WORD_GAS = 6;

/** Memory of the frame, and KECCAK256 over it. */
export const MEMORY: Handlers = new Map<number, Code>([
  [0x20, keccak()],
  [0x51, [...touchWord(0, 32), ...set('p', inMemory(0)), ...swapEnds(get('sp'), item(0), get('p'), 0)]],
  [0x52, [...touchWord(0, 32), ...set('p', inMemory(0)), ...swapEnds(get('p'), 0, get('sp'), item(1))]],
  [0x53, [...touchWord(0, 1), ...store8(inMemory(0), op('i32.wrap_i64', limb(1, 0)))]],
  [0x59, storeSmall(-1, op('i64.extend_i32_u', getGlobal('memorySize')))],
  [
    0x5e,
    [
      ...brIf('outOfGas', isHuge(2)),
      ...charge(wordGas(2, COPY_WORD_GAS)),
      ...touchRange(0, 2),
      ...touchRange(1, 2),
      // nothing may be anywhere, also where no memory is
      ...when(
        op('i32.wrap_i64', small(2)),
        memoryCopy(inMemory(0), inMemory(1), op('i32.wrap_i64', small(2))),
      ),
    ],
  ],
]);

/** Address of the place in memory that an item names; the memory has been touched there. */
export function inMemory(index: number): Code {
  return op('i32.add', get('mem'), op('i32.wrap_i64', small(index)));
}

/** What CALLDATACOPY has in common with its like: items are place in memory, place in the source, length. */
export function copyToMemory(copy: Code): Code {
  return [
    ...brIf('outOfGas', isHuge(2)),
    ...charge(wordGas(2, COPY_WORD_GAS)),
    ...touchRange(0, 2),
    ...block('nothing', brIf('nothing', op('i64.eqz', small(2))), copy),
  ];
}

/** Gas by the words that an item counts in bytes. */
function wordGas(index: number, gas: number): Code {
  return op('i64.mul', op('i64.shr_u', op('i64.add', small(index), i64(31)), i64(5)), i64(gas));
}

/** Makes sure of `length` bytes of memory at the place that an item names. */
function touchWord(index: number, length: number): Code {
  return [...brIf('outOfGas', isHuge(index)), ...touchTo(op('i64.add', small(index), i64(length)))];
}

/** Makes sure of a range of memory; an empty one asks for nothing, wherever it is. The length is not huge. */
function touchRange(place: number, length: number): Code {
  return block(
    'empty',
    brIf('empty', op('i64.eqz', small(length))),
    brIf('outOfGas', isHuge(place)),
    touchTo(op('i64.add', small(place), small(length))),
  );
}

function touchTo(end: Code): Code {
  return block(
    'there',
    set('a', end),
    brIf('there', op('i64.le_u', get('a'), op('i64.extend_i32_u', getGlobal('memorySize')))),
    set('gas', call('expand', get('mem'), get('a'), get('gas'))),
    brIf('outOfGas', op('i64.lt_s', get('gas'), i64(0))),
  );
}

/** A word between memory, big-endian, and the stack. */
function swapEnds(to: Code, toOffset: number, from: Code, fromOffset: number): Code {
  return [
    ...storeVector(to, reverseBytes(loadVector(from, fromOffset + 16)), toOffset),
    ...storeVector(to, reverseBytes(loadVector(from, fromOffset)), toOffset + 16),
  ];
}

function keccak(): Code {
  return [
    ...brIf('outOfGas', isHuge(1)),
    ...charge(wordGas(1, KECCAK_WORD_GAS)),
    ...touchRange(0, 1),
    ...call('keccak', inMemory(0), op('i32.wrap_i64', small(1)), addressOf(1)),
  ];
}
