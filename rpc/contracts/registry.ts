import type { Abi, AbiEvent, AbiFunction } from 'viem';
import { toHexString } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { ContractShelf } from '../context/contracts.ts';
import { signatureOf } from './abi.ts';
import { checkAbi } from './checkAbi.ts';
import { ContractError } from './errors.ts';
import { type CodeRange, compareCode } from './match.ts';
import { provenMetadata, type Sources } from './metadata.ts';

/** Contracts kept at a time, and their characters together; the oldest give way. */
const COUNT_LIMIT = 1_000;
const SIZE_LIMIT = 32 * 1024 * 1024;

/** What was registered for code. */
export interface RegisteredContract {
  readonly abi: Abi;
  /** the text of the compiler's metadata.json; undefined where the ABI was shown by compiled code */
  readonly metadata?: string | undefined;
  readonly sources?: Sources | undefined;
}

/** An entry that came from the shelf is shown to belong to the code again before it is used. */
interface Entry {
  readonly contract: RegisteredContract;
  readonly size: number;
  isShown: boolean;
}

/** ABIs and sources of contracts, by the hash of their code: every contract with the same code has the same. */
export class ContractRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #shelf: ContractShelf | undefined;
  #size = 0;

  constructor(shelf?: ContractShelf) {
    this.#shelf = shelf;
    for (const [key, text] of shelf?.read() ?? []) {
      const contract = readEntry(text);
      if (contract === undefined) shelf?.remove(key);
      else this.#keep(key, { contract, size: text.length, isShown: false });
    }
  }

  /** What was registered for code; undefined where nothing was. */
  find(code: Uint8Array): RegisteredContract | undefined {
    const key = toHexString(keccak256(code));
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.isShown) return entry?.contract;
    try {
      const { abi, metadata, sources = {} } = entry.contract;
      if (metadata !== undefined) provenMetadata(code, metadata, sources);
      requireNamed(abi, code);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      this.#remove(key);
      return undefined;
    }
    entry.isShown = true;
    return entry.contract;
  }

  /** Takes an ABI by compiled code. Throws ContractError where code or ABI do not belong to the standing code. */
  register(
    code: Uint8Array,
    proof: { readonly abi: Abi; readonly runtime: Uint8Array; readonly filled: readonly CodeRange[] },
  ): 'exact' | 'metadata' {
    requireCode(code);
    const outcome = compareCode(code, proof.runtime, proof.filled);
    if (outcome === 'none')
      throw new ContractError('mismatch', 'runtime: not the code that stands at this address');
    requireNamed(proof.abi, code);
    this.#take(code, { abi: proof.abi });
    return outcome;
  }

  /** Takes a compiler's metadata, with its ABI, and sources by their hashes in it. Throws ContractError. */
  registerMetadata(code: Uint8Array, metadata: string, sources: Sources): void {
    requireCode(code);
    const abi = provenMetadata(code, metadata, sources);
    requireNamed(abi, code);
    this.#take(code, { abi, metadata, sources });
  }

  #take(code: Uint8Array, contract: RegisteredContract): void {
    const text = JSON.stringify(contract);
    if (text.length > SIZE_LIMIT / 8)
      throw new ContractError('limit', `more than ${SIZE_LIMIT / 8} characters for one contract`);
    const key = toHexString(keccak256(code));
    this.#remove(key);
    this.#shelf?.write(key, text);
    this.#keep(key, { contract, size: text.length, isShown: true });
  }

  #keep(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#size += entry.size;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= COUNT_LIMIT && this.#size <= SIZE_LIMIT) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#size -= entry.size;
    this.#entries.delete(key);
    this.#shelf?.remove(key);
  }
}

function requireCode(code: Uint8Array): void {
  if (code.length === 0) throw new ContractError('no-code', 'no contract stands at this address');
}

/** A text of the shelf; undefined where it is not what this program writes. */
function readEntry(text: string): RegisteredContract | undefined {
  try {
    const { abi, metadata, sources } = JSON.parse(text) as Record<string, unknown>;
    const isText = (value: unknown) => value === undefined || typeof value === 'string';
    const areTexts = sources === undefined || Object.values(sources as object).every(isText);
    if (!isText(metadata) || !areTexts) return undefined;
    return {
      abi: checkAbi(abi),
      metadata: metadata as string | undefined,
      sources: sources as Sources | undefined,
    };
  } catch {
    return undefined;
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
