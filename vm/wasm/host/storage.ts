import { VALUE } from '../../state/slotTable.ts';
import { isZeroWord, sameWord } from '../../state/words.ts';
import type { Execution, Handler } from '../execution.ts';
import { TRANSIENT } from '../layout.ts';
import { COLD_SLOT } from '../prices.ts';
import { keepSlot, keepTransient } from '../slotCache.ts';

const TRANSIENT_GAS = 100;

/*
 * Keys and values are words on the machine's stack, and are handed to the state as they lie there: `at` is the place of
 * an item in integers.
 */

/** SLOAD of a slot that the machine does not keep. */
export const loadSlot: Handler = (x) => {
  const { machine, frame, prices } = x;
  const { slots } = x.state;
  const at = x.item(0) >> 2;
  const slot = slots.at(frame.account, machine.integers, at);
  if (!x.charge(prices.access && slots.warm(slot) ? COLD_SLOT : prices.warmSlot)) return 'out of gas';
  const { integers } = machine;
  const { words } = slots;
  keepSlot(machine, slots, frame.account.id, at, slot);
  for (let i = 0; i < 8; i++) integers[at + i] = words[slot + VALUE + i] as number;
  return undefined;
};

/** SSTORE of a slot that the machine does not keep, or may not write. */
export const storeSlot: Handler = (x) => {
  const { machine, frame, prices } = x;
  x.writeBack();
  const { slots } = x.state;
  const { storage } = prices;
  if (frame.isStatic) return 'write protection';
  if (machine.gas <= storage.sentry) return 'out of gas';
  const { integers } = machine;
  const at = x.item(0) >> 2;
  const valueAt = at - 8;
  const slot = slots.at(frame.account, integers, at);
  const cold = prices.access && slots.warm(slot) ? storage.cold : 0;
  if (!x.charge(cold + writeGas(x, slot, valueAt))) return 'out of gas';
  x.stepper?.tell();
  slots.write(slot, integers, valueAt);
  keepSlot(machine, slots, frame.account.id, at, slot);
  x.moveStack(-2);
  return undefined;
};

/** Gas of a write; refunds go to the counter at once (EIP-2200, EIP-1283 and the rule before them). */
function writeGas(x: Execution, slot: number, valueAt: number): number {
  const { net, dirty, set, reset, clearRefund } = x.prices.storage;
  const { slots } = x.state;
  const { words } = slots;
  const { integers } = x.machine;
  const current = slot + VALUE;
  const clears = isZeroWord(integers, valueAt);
  const wasZero = isZeroWord(words, current);
  if (!net) {
    if (!wasZero && clears) x.refund += clearRefund;
    return wasZero && !clears ? set : reset;
  }
  if (sameWord(words, current, integers, valueAt)) return dirty;
  const original = slots.originalAt(slot);
  const beganZero = isZeroWord(words, original);
  if (original === current || sameWord(words, original, words, current)) {
    if (beganZero) return set;
    if (clears) x.refund += clearRefund;
    return reset;
  }
  if (!beganZero) {
    if (wasZero) x.refund -= clearRefund;
    else if (clears) x.refund += clearRefund;
  }
  if (sameWord(words, original, integers, valueAt)) x.refund += (beganZero ? set : reset) - dirty;
  return dirty;
}

/** TLOAD of a slot that the machine does not keep. */
export const loadTransient: Handler = (x) => {
  const { machine, frame } = x;
  const { slots } = x.state;
  if (!x.charge(TRANSIENT_GAS)) return 'out of gas';
  const { integers } = machine;
  const at = x.item(0) >> 2;
  const slot = slots.transientAt(frame.account, integers, at);
  const words = slots.transientWords;
  keepTransient(machine, slots, frame.account.id | TRANSIENT, at, slot);
  for (let i = 0; i < 8; i++) integers[at + i] = words[slot + VALUE + i] as number;
  return undefined;
};

/** TSTORE of a slot that the machine does not keep, or may not write. */
export const storeTransient: Handler = (x) => {
  const { machine, frame } = x;
  x.writeBack();
  const { slots } = x.state;
  if (frame.isStatic) return 'write protection';
  if (!x.charge(TRANSIENT_GAS)) return 'out of gas';
  x.stepper?.tell();
  const { integers } = machine;
  const at = x.item(0) >> 2;
  const slot = slots.transientAt(frame.account, integers, at);
  slots.writeTransient(slot, integers, at - 8);
  keepTransient(machine, slots, frame.account.id | TRANSIENT, at, slot);
  x.moveStack(-2);
  return undefined;
};
