import type { Slots } from '../state/slots.ts';
import { VALUE as SLOT_VALUE, type Slot } from '../state/slotTable.ts';
import { copyWord } from '../state/words.ts';
import { DIRTY_SLOTS, REGISTER, SLOT_CACHE, SLOT_LINE } from './layout.ts';
import type { Machine } from './machine.ts';

/*
 * The machine's own copy of slots that the message has met (functions/slots.ts reads and writes it): a line with key, value,
 * value at the transaction's beginning, owner, and the slot's place in the state. A slot in it is warm. What is written inside
 * makes its line dirty: the state hears of it by `writeBack`, before each checkpoint, before anybody reads the state, and when
 * the message ends. So what is dirty is newer than every mark that execution may go back to, and whoever takes anything back
 * forgets it with the rest, by `forgetSlots`.
 */
const KEY = SLOT_LINE.key >> 2;
const VALUE = SLOT_LINE.value >> 2;
const EPOCH = SLOT_LINE.epoch >> 2;
const OWNER = SLOT_LINE.owner >> 2;
const SLOT = SLOT_LINE.slot >> 2;
const DIRTY = SLOT_LINE.dirty >> 2;
const ORIGINAL = SLOT_LINE.original >> 2;
const CACHE = SLOT_CACHE >> 2;
const LIST = DIRTY_SLOTS >> 2;

/** Puts a slot in as the state has it, whose key lies at `keyAt` in the machine's memory, in integers. */
export function keepSlot(machine: Machine, slots: Slots, owner: number, keyAt: number, slot: Slot): void {
  const { words } = slots;
  const line = take(machine, slots, owner, keyAt, slot);
  copyWord(machine.integers, line + VALUE, words, slot + SLOT_VALUE);
  copyWord(machine.integers, line + ORIGINAL, words, slots.originalAt(slot));
}

/** The same of a transient slot. */
export function keepTransient(
  machine: Machine,
  slots: Slots,
  owner: number,
  keyAt: number,
  slot: Slot,
): void {
  const line = take(machine, slots, owner, keyAt, slot);
  copyWord(machine.integers, line + VALUE, slots.transientWords, slot + SLOT_VALUE);
}

/** The line for a slot; what else was in it goes, and is found outside again. */
function take({ integers }: Machine, slots: Slots, owner: number, keyAt: number, slot: Slot): number {
  let sum = owner;
  for (let i = 0; i < 8; i++) sum ^= integers[keyAt + i] as number;
  const place = Math.imul(sum, 0x9e37_79b1) >>> (32 - SLOT_LINE.bits);
  const line = CACHE + (place << (SLOT_LINE.shift - 2));
  const epoch = integers[REGISTER.slotEpoch >> 2] as number;
  if (integers[line + EPOCH] === epoch) writeLine(integers, slots, line);
  integers[line + EPOCH] = epoch;
  integers[line + OWNER] = owner;
  integers[line + SLOT] = slot;
  integers[line + DIRTY] = 0;
  copyWord(integers, line + KEY, integers, keyAt);
  return line;
}

/** Tells the state what was written inside. */
export function writeBack({ integers }: Machine, slots: Slots): void {
  const count = integers[REGISTER.dirtySlots >> 2] as number;
  for (let i = 0; i < count; i++) writeLine(integers, slots, (integers[LIST + i] as number) >> 2);
  integers[REGISTER.dirtySlots >> 2] = 0;
}

function writeLine(integers: Int32Array, slots: Slots, line: number): void {
  if (integers[line + DIRTY] === 0) return;
  integers[line + DIRTY] = 0;
  const slot = integers[line + SLOT] as number;
  // transient ones have the highest bit of their owner set
  if ((integers[line + OWNER] as number) < 0) slots.writeTransient(slot, integers, line + VALUE);
  else slots.write(slot, integers, line + VALUE);
}

/** Empties the cache, also of what the state was not told. */
export function forgetSlots({ integers }: Machine): void {
  const epoch = ((integers[REGISTER.slotEpoch >> 2] as number) + 1) | 0;
  integers[REGISTER.slotEpoch >> 2] = epoch;
  integers[REGISTER.dirtySlots >> 2] = 0;
  if (epoch !== 0) return;
  // after 2^32 times old lines would be taken for new ones
  integers.fill(0, CACHE, CACHE + (1 << (SLOT_LINE.bits + SLOT_LINE.shift - 2)));
  integers[REGISTER.slotEpoch >> 2] = 1;
}
