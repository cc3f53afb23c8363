import { type BytesKey, bigIntToFixedBytes, fromKey, toKey } from '../../storage/encoding/bytes.ts';
import type { Step, Tracer } from '../../vm/tracing/tracer.ts';
import type { AccessListEntry } from '../transaction/transaction.ts';

/** Instructions that read or write a slot of the running contract, its key on top of the stack. */
const SLOT_INSTRUCTIONS = new Set(['SLOAD', 'SSTORE']);

/** Instructions that touch the account on top of the stack. */
const ACCOUNT_INSTRUCTIONS = new Set([
  'EXTCODECOPY',
  'EXTCODEHASH',
  'EXTCODESIZE',
  'BALANCE',
  'SELFDESTRUCT',
]);

/** Instructions that touch the account below the gas on the stack, and take this many words. */
const CALL_INSTRUCTIONS = new Map([
  ['CALL', 7],
  ['CALLCODE', 7],
  ['DELEGATECALL', 6],
  ['STATICCALL', 6],
]);

const ADDRESS_MASK = (1n << 160n) - 1n;

/** The accounts and slots of an access list, growing, without repetitions. */
export type AccessedSlots = Map<BytesKey, Set<BytesKey>>;

/** An access list as a map. */
export function toAccessed(list: readonly AccessListEntry[]): AccessedSlots {
  const accessed: AccessedSlots = new Map();
  for (const { address, storageKeys } of list) {
    const slots = slotsOf(accessed, toKey(address));
    for (const key of storageKeys) slots.add(toKey(key));
  }
  return accessed;
}

/** The map as an access list. */
export function toAccessList(accessed: AccessedSlots): AccessListEntry[] {
  return [...accessed].map(([address, slots]) => ({
    address: fromKey(address),
    storageKeys: [...slots].map(fromKey),
  }));
}

/** Whether both hold the same accounts and slots. */
export function equalAccessed(a: AccessedSlots, b: AccessedSlots): boolean {
  if (a.size !== b.size) return false;
  for (const [address, slots] of a) {
    const others = b.get(address);
    if (others === undefined || others.size !== slots.size) return false;
    for (const slot of slots) if (!others.has(slot)) return false;
  }
  return true;
}

/**
 * Notes in `accessed` what a message touches. Accounts in `excluded` are warm anyway and listed for their slots only
 * (go-ethereum eth/tracers/logger/access_list_tracer.go).
 */
export function accessListTracer(accessed: AccessedSlots, excluded: ReadonlySet<BytesKey>): Tracer {
  const touch = (word: bigint | undefined) => {
    if (word === undefined) return;
    const address = toKey(bigIntToFixedBytes(word & ADDRESS_MASK, 20));
    if (!excluded.has(address)) slotsOf(accessed, address);
  };
  return {
    onStep({ name, stack, address }: Step): void {
      const top = stack.at(-1);
      if (SLOT_INSTRUCTIONS.has(name)) {
        if (top !== undefined) slotsOf(accessed, toKey(address)).add(toKey(bigIntToFixedBytes(top, 32)));
      } else if (ACCOUNT_INSTRUCTIONS.has(name)) {
        touch(top);
      } else if (stack.length >= (CALL_INSTRUCTIONS.get(name) ?? Number.POSITIVE_INFINITY)) {
        touch(stack.at(-2));
      }
    },
  };
}

function slotsOf(accessed: AccessedSlots, address: BytesKey): Set<BytesKey> {
  let slots = accessed.get(address);
  if (slots === undefined) {
    slots = new Set();
    accessed.set(address, slots);
  }
  return slots;
}
