import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { ForkName } from '../rules/forks.ts';
import type { Rules } from '../rules/rules.ts';

/** The precompiled contracts, each with the fork that brought it. */
const PRECOMPILES: readonly { readonly number: number; readonly name: string; readonly since: ForkName }[] = [
  { number: 0x01, name: 'ecRecover', since: 'frontier' },
  { number: 0x02, name: 'sha256', since: 'frontier' },
  { number: 0x03, name: 'ripemd160', since: 'frontier' },
  { number: 0x04, name: 'identity', since: 'frontier' },
  { number: 0x05, name: 'modExp', since: 'byzantium' },
  { number: 0x06, name: 'bn254Add', since: 'byzantium' },
  { number: 0x07, name: 'bn254Mul', since: 'byzantium' },
  { number: 0x08, name: 'bn254Pairing', since: 'byzantium' },
  { number: 0x09, name: 'blake2f', since: 'istanbul' },
  { number: 0x0a, name: 'kzgPointEvaluation', since: 'cancun' },
  { number: 0x0b, name: 'bls12G1Add', since: 'prague' },
  { number: 0x0c, name: 'bls12G1Msm', since: 'prague' },
  { number: 0x0d, name: 'bls12G2Add', since: 'prague' },
  { number: 0x0e, name: 'bls12G2Msm', since: 'prague' },
  { number: 0x0f, name: 'bls12Pairing', since: 'prague' },
  { number: 0x10, name: 'bls12MapFpToG1', since: 'prague' },
  { number: 0x11, name: 'bls12MapFp2ToG2', since: 'prague' },
  { number: 0x100, name: 'p256Verify', since: 'osaka' },
];

const cache = new WeakMap<
  Rules,
  { readonly list: readonly Uint8Array[]; readonly keys: ReadonlySet<BytesKey> }
>();

/** Addresses, 20 bytes each, at which a precompile answers under these rules. */
export function precompileAddresses(rules: Rules): readonly Uint8Array[] {
  return active(rules).list;
}

/** Whether a precompile answers at this address under these rules. */
export function isPrecompile(address: Uint8Array, rules: Rules): boolean {
  // every precompile's address begins with eighteen zeros: most questions end here
  if (address[0] !== 0 || address[17] !== 0) return false;
  return active(rules).keys.has(toKey(address));
}

function active(rules: Rules) {
  let found = cache.get(rules);
  if (found === undefined) {
    const list = PRECOMPILES.filter(({ since }) => rules.has(since)).map(({ number }) => toAddress(number));
    found = { list, keys: new Set(list.map(toKey)) };
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
