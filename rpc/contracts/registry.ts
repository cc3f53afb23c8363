import type { Abi, AbiEvent, AbiFunction } from 'viem';
import { fromHex, toHex, toHexString } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { signatureOf } from './abi.ts';
import { ContractError } from './errors.ts';
import { type CodeRange, compareCode } from './match.ts';

/** ABIs kept at a time, and their characters together; the oldest give way. */
const COUNT_LIMIT = 1_000;
const SIZE_LIMIT = 32 * 1024 * 1024;

/**
 * ABIs of contracts, by the hash of their code: every contract with the same code has the same. They are kept in memory
 * and registered again after a restart.
 */
export class AbiRegistry {
  readonly #abis = new Map<string, { readonly abi: Abi; readonly size: number }>();
  #size = 0;

  /** The ABI for code; undefined where none was registered. */
  find(code: Uint8Array): Abi | undefined {
    return this.#abis.get(toHex(keccak256(code)))?.abi;
  }

  /** Takes an ABI for standing code. Throws ContractError where compiled code or ABI do not belong to it. */
  register(
    code: Uint8Array,
    proof: { readonly abi: Abi; readonly runtime: Uint8Array; readonly filled: readonly CodeRange[] },
  ): 'exact' | 'metadata' {
    if (code.length === 0) throw new ContractError('no-code', 'no contract stands at this address');
    const outcome = compareCode(code, proof.runtime, proof.filled);
    if (outcome === 'none')
      throw new ContractError('mismatch', 'runtime: not the code that stands at this address');
    requireNamed(proof.abi, code);
    const key = toHex(keccak256(code));
    const size = JSON.stringify(proof.abi).length;
    this.#remove(key);
    this.#abis.set(key, { abi: proof.abi, size });
    this.#size += size;
    for (const oldest of this.#abis.keys()) {
      if (this.#abis.size <= COUNT_LIMIT && this.#size <= SIZE_LIMIT) break;
      this.#remove(oldest);
    }
    return outcome;
  }

  #remove(key: string): void {
    this.#size -= this.#abis.get(key)?.size ?? 0;
    this.#abis.delete(key);
  }
}

/**
 * Code is public, so that to show it proves nothing about an ABI: each function's selector and each event's hash must
 * stand in the code, which ties names and types of arguments to it. Throws ContractError.
 */
function requireNamed(abi: Abi, code: Uint8Array): void {
  const digits = toHexString(code);
  for (const entry of abi) {
    if (entry.type !== 'function' && entry.type !== 'event') continue;
    const hash = toHexString(hashOf(entry));
    const wanted = (entry.type === 'function' ? hash.slice(0, 8) : hash).replace(/^(00)+/, '');
    if (entry.type === 'event' && entry.anonymous === true) continue;
    if (!digits.includes(wanted)) {
      throw new ContractError('mismatch', `abi: the code has no ${entry.type} ${signatureOf(entry)}`);
    }
  }
}

function hashOf(entry: AbiFunction | AbiEvent): Uint8Array {
  return keccak256(new TextEncoder().encode(signatureOf(entry)));
}

/** ERC numbers with the functions that make them, for contracts that do not answer ERC-165. */
export const INTERFACES: readonly {
  readonly name: string;
  readonly id: string;
  readonly selectors: readonly string[];
}[] = [
  { name: 'ERC-165', id: '0x01ffc9a7', selectors: ['01ffc9a7'] },
  {
    name: 'ERC-20',
    id: '0x36372b07',
    selectors: ['18160ddd', '70a08231', 'a9059cbb', '23b872dd', '095ea7b3', 'dd62ed3e'],
  },
  {
    name: 'ERC-721',
    id: '0x80ac58cd',
    selectors: ['6352211e', '42842e0e', 'b88d4fde', 'a22cb465', 'e985e9c5'],
  },
  { name: 'ERC-1155', id: '0xd9b67a26', selectors: ['00fdd58e', '4e1273f4', 'f242432a', '2eb2c2d6'] },
  {
    name: 'ERC-4626',
    id: '0x87dfe5a0',
    selectors: ['38d52e0f', '01e1d114', '6e553f65', 'b460af94', 'ba087652'],
  },
  { name: 'ERC-2981', id: '0x2a55205a', selectors: ['2a55205a'] },
  { name: 'ERC-2612', id: '0x9d8ff7da', selectors: ['d505accf', '7ecebe00', '3644e515'] },
];

/** Whether code holds all selectors, as bytes of PUSH4 (or shorter, where they begin with zeros). */
export function hasSelectors(code: Uint8Array, selectors: readonly string[]): boolean {
  const digits = toHexString(code);
  return selectors.every((each) => digits.includes(pushOf(each)));
}

function pushOf(selector: string): string {
  const bytes = fromHex(selector.replace(/^(00)+/, ''));
  return `${(0x5f + bytes.length).toString(16)}${toHexString(bytes)}`;
}
