import type { Rules } from '../rules/rules.ts';
import { PRECOMPILES } from './table.ts';

const cache = new WeakMap<
  Rules,
  {
    readonly list: readonly Uint8Array[];
    readonly numbers: ReadonlySet<number>;
  }
>();

/** Addresses, 20 bytes each, at which a precompile answers under these rules. */
export function precompileAddresses(rules: Rules): readonly Uint8Array[] {
  return active(rules).list;
}

/** Whether a precompile answers at this address under these rules. */
export function isPrecompile(address: Uint8Array, rules: Rules): boolean {
  // every precompile's address begins with eighteen zeros: most questions end here
  for (let i = 0; i < 18; i++) if (address[i] !== 0) return false;
  return active(rules).numbers.has(((address[18] ?? 0) << 8) | (address[19] ?? 0));
}

function active(rules: Rules) {
  let found = cache.get(rules);
  if (found === undefined) {
    const there = PRECOMPILES.filter(({ since }) => rules.has(since));
    const list = there.map(({ number }) => toAddress(number));
    const numbers = new Set(there.map(({ number }) => number));
    found = { list, numbers };
    cache.set(rules, found);
  }
  return found;
}

function toAddress(number: number): Uint8Array {
  const address = new Uint8Array(20);
  address[18] = number >> 8;
  address[19] = number & 0xff;
  return address;
}
