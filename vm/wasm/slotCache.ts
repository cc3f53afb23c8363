import { copyWord } from '../state/words.ts';
import { REGISTER, SLOT_CACHE, SLOT_LINE } from './layout.ts';
import type { Machine } from './machine.ts';

const KEY = SLOT_LINE.key >> 2;
const VALUE = SLOT_LINE.value >> 2;
const EPOCH = SLOT_LINE.epoch >> 2;
const OWNER = SLOT_LINE.owner >> 2;
const CACHE = SLOT_CACHE >> 2;

/**
 * Puts a slot into the cache from which the interpreter reads by itself (functions/slots.ts): the key lies at `keyAt` in the
 * machine's memory, in integers; the value at `at` in `words`. What else was in that line is found outside again. The slot
 * must be warm. Whoever writes it puts it again; whoever takes anything back calls `forgetSlots`.
 */
export function putSlot(
  { integers }: Machine,
  owner: number,
  keyAt: number,
  words: Int32Array,
  at: number,
): void {
  let sum = owner;
  for (let i = 0; i < 8; i++) sum ^= integers[keyAt + i] as number;
  const place = Math.imul(sum, 0x9e37_79b1) >>> (32 - SLOT_LINE.bits);
  const line = CACHE + (place << (SLOT_LINE.shift - 2));
  integers[line + EPOCH] = integers[REGISTER.slotEpoch >> 2] as number;
  integers[line + OWNER] = owner;
  copyWord(integers, line + KEY, integers, keyAt);
  copyWord(integers, line + VALUE, words, at);
}

/** Empties the cache. */
export function forgetSlots({ integers }: Machine): void {
  const epoch = ((integers[REGISTER.slotEpoch >> 2] as number) + 1) | 0;
  integers[REGISTER.slotEpoch >> 2] = epoch;
  if (epoch !== 0) return;
  // after 2^32 times old lines would be taken for new ones
  integers.fill(0, CACHE, CACHE + (1 << (SLOT_LINE.bits + SLOT_LINE.shift - 2)));
  integers[REGISTER.slotEpoch >> 2] = 1;
}
