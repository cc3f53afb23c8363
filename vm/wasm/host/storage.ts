import { EMPTY_BYTES, equalBytes, trimLeft } from '../../../storage/encoding/bytes.ts';
import type { Execution, Handler } from '../execution.ts';
import { COLD_SLOT, type StoragePrices, WARM } from '../prices.ts';

const SLOAD = 0x54;
const TRANSIENT_GAS = 100;

export const loadSlot: Handler = (x) => {
  const { state, frame, prices } = x;
  const key = x.word(0);
  const gas = prices.access
    ? state.warmSlot(frame.address, key)
      ? COLD_SLOT
      : WARM
    : (prices.fixed[SLOAD] ?? 0);
  if (!x.charge(gas)) return 'out of gas';
  x.putBytes(0, state.slot(frame.address, key));
  return undefined;
};

export const storeSlot: Handler = (x) => {
  const { state, frame, prices } = x;
  const { storage } = prices;
  if (frame.isStatic) return 'write protection';
  if (x.machine.gas <= storage.sentry) return 'out of gas';
  const key = x.word(0);
  const value = trimLeft(x.word(1));
  const cold = prices.access && state.warmSlot(frame.address, key) ? storage.cold : 0;
  const current = state.slot(frame.address, key);
  const original = storage.net ? state.originalSlot(frame.address, key) : current;
  if (!x.charge(cold + writeGas(x, storage, original, current, value))) return 'out of gas';
  state.setSlot(frame.address, key, value);
  x.moveStack(-2);
  return undefined;
};

/** Gas of a write; refunds go to the counter at once (EIP-2200, EIP-1283 and the rule before them). */
function writeGas(
  x: Execution,
  { net, dirty, set, reset, clearRefund }: StoragePrices,
  original: Uint8Array,
  current: Uint8Array,
  value: Uint8Array,
): number {
  const isZero = (bytes: Uint8Array) => bytes.length === 0;
  if (!net) {
    if (!isZero(current) && isZero(value)) x.refund += clearRefund;
    return isZero(current) && !isZero(value) ? set : reset;
  }
  if (equalBytes(current, value)) return dirty;
  if (equalBytes(original, current)) {
    if (isZero(original)) return set;
    if (isZero(value)) x.refund += clearRefund;
    return reset;
  }
  if (!isZero(original)) {
    if (isZero(current)) x.refund -= clearRefund;
    else if (isZero(value)) x.refund += clearRefund;
  }
  if (equalBytes(original, value)) x.refund += (isZero(original) ? set : reset) - dirty;
  return dirty;
}

export const loadTransient: Handler = (x) => {
  if (!x.charge(TRANSIENT_GAS)) return 'out of gas';
  x.putBytes(0, x.state.transientSlot(x.frame.address, x.word(0)));
  return undefined;
};

export const storeTransient: Handler = (x) => {
  if (x.frame.isStatic) return 'write protection';
  if (!x.charge(TRANSIENT_GAS)) return 'out of gas';
  const value = trimLeft(x.word(1));
  x.state.setTransientSlot(x.frame.address, x.word(0), value.length === 0 ? EMPTY_BYTES : value);
  x.moveStack(-2);
  return undefined;
};
