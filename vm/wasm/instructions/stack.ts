import {
  andVector,
  type Code,
  get,
  i32,
  load64,
  loadVector,
  op,
  reverseBytes,
  set,
  storeVector,
  vector,
} from '../emit/code.ts';
import { WORD } from '../layout.ts';
import { type Handlers, item, limb, storeLimb, storeSmall } from './parts.ts';

const LIMBS = [0, 1, 2, 3] as const;
const HALF = 16;

/** Items pushed, duplicated, swapped and dropped. */
export const STACK: Handlers = new Map<number, Code>([
  [0x50, []],
  [0x5f, storeSmall(-1, [0x42, 0])],
  ...Array.from({ length: WORD }, (_, i): [number, Code] => [0x60 + i, push(i + 1)]),
  ...Array.from({ length: 16 }, (_, i): [number, Code] => [0x80 + i, duplicate(i)]),
  ...Array.from({ length: 16 }, (_, i): [number, Code] => [0x90 + i, swap(i + 1)]),
]);

/** The operand is big-endian in the code: its last bytes are the lowest. Code has readable bytes before it. */
function push(length: number): Code {
  const low = length < HALF ? length : HALF;
  const high = length - low;
  return [
    ...set('pc', op('i32.add', get('pc'), i32(length))),
    ...storeVector(get('sp'), bytesBefore(HALF, low), item(-1)),
    ...storeVector(
      get('sp'),
      high === 0 ? vector(new Array<number>(HALF).fill(0)) : bytesBefore(WORD, high),
      item(-1) + HALF,
    ),
  ];
}

/** The `count` lowest of the sixteen bytes that begin `distance` before `pc`, lowest first. */
function bytesBefore(distance: number, count: number): Code {
  const bytes = reverseBytes(loadVector(op('i32.sub', get('pc'), i32(distance))));
  if (count === HALF) return bytes;
  return andVector(bytes, vector(Array.from({ length: HALF }, (_, i) => (i < count ? 0xff : 0))));
}

function duplicate(index: number): Code {
  return LIMBS.flatMap((k) => storeLimb(-1, k, limb(index, k)));
}

function swap(index: number): Code {
  return LIMBS.flatMap((k) => [
    ...set('a', limb(0, k)),
    ...storeLimb(0, k, load64(get('sp'), item(index) + 8 * k)),
    ...storeLimb(index, k, get('a')),
  ]);
}
