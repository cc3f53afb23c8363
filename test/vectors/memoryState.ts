import { RLP } from '@ethereumjs/rlp';
import {
  type BytesKey,
  bigIntToBytes,
  EMPTY_BYTES,
  fromHex,
  fromKey,
  padLeft,
  toKey,
  trimLeft,
} from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import type { Account } from '../../storage/state/account.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { trieRoot } from './trie.ts';

/** Accounts as the vectors write them: hex throughout. */
export type Alloc = Readonly<
  Record<
    string,
    {
      readonly nonce: string;
      readonly balance: string;
      readonly code: string;
      readonly storage: Readonly<Record<string, string>>;
    }
  >
>;

interface MemoryAccount {
  account: Account;
  readonly slots: Map<BytesKey, Uint8Array>;
}

/** A whole world state in maps: small enough to hash from scratch after each vector. */
export class MemoryState implements StateReader {
  readonly #accounts = new Map<BytesKey, MemoryAccount>();
  readonly #codes = new Map<BytesKey, Uint8Array>();

  constructor(alloc: Alloc) {
    for (const [address, { nonce, balance, code, storage }] of Object.entries(alloc)) {
      const slots = new Map<BytesKey, Uint8Array>();
      for (const [key, value] of Object.entries(storage)) {
        const bytes = trimLeft(fromHex(value));
        if (bytes.length > 0) slots.set(toKey(padLeft(fromHex(key), 32)), bytes);
      }
      const bytes = fromHex(code);
      const codeHash = bytes.length === 0 ? EMPTY_CODE_HASH : keccak256(bytes);
      this.#codes.set(toKey(codeHash), bytes);
      const account = {
        nonce: BigInt(nonce),
        balance: BigInt(balance),
        codeHash,
        storageRoot: storageRoot(slots),
      };
      this.#accounts.set(toKey(fromHex(address)), { account, slots });
    }
  }

  account(address: Uint8Array): Account | undefined {
    return this.#accounts.get(toKey(address))?.account;
  }

  slot(address: Uint8Array, key: Uint8Array): Uint8Array {
    return this.#accounts.get(toKey(address))?.slots.get(toKey(key)) ?? EMPTY_BYTES;
  }

  code(codeHash: Uint8Array): Uint8Array {
    return this.#codes.get(toKey(codeHash)) ?? EMPTY_BYTES;
  }

  /** Makes the changes part of this state. */
  apply(changes: StateChanges): void {
    for (const [hash, code] of changes.codes) this.#codes.set(hash, code);
    for (const [address, account] of changes.accounts) {
      const slots = this.#accounts.get(address)?.slots ?? new Map();
      if (account === null) this.#accounts.delete(address);
      else this.#accounts.set(address, { account, slots });
    }
    for (const [address, { cleared, slots }] of changes.storage) {
      const entry = this.#accounts.get(address);
      if (entry === undefined) continue;
      if (cleared) entry.slots.clear();
      for (const [key, value] of slots) {
        if (value.length === 0) entry.slots.delete(key);
        else entry.slots.set(key, value);
      }
    }
    for (const entry of this.#accounts.values()) {
      entry.account = { ...entry.account, storageRoot: storageRoot(entry.slots) };
    }
  }

  /** The state root (yellow paper, section 4.1). */
  root(): Uint8Array {
    return trieRoot(
      [...this.#accounts].map(([address, { account }]) => {
        const { nonce, balance, storageRoot, codeHash } = account;
        const record = [bigIntToBytes(nonce), bigIntToBytes(balance), storageRoot, codeHash];
        return [keccak256(fromKey(address)), RLP.encode(record)] as const;
      }),
    );
  }

  /** What differs from what a vector expects, for people. */
  difference(expected: Alloc): string[] {
    const wanted = new MemoryState(expected);
    const found: string[] = [];
    for (const key of new Set([...this.#accounts.keys(), ...wanted.#accounts.keys()])) {
      const have = describe(this.#accounts.get(key));
      const want = describe(wanted.#accounts.get(key));
      if (have !== want)
        found.push(`${Buffer.from(key, 'latin1').toString('hex')}: have ${have} want ${want}`);
    }
    return found;
  }
}

function storageRoot(slots: ReadonlyMap<BytesKey, Uint8Array>): Uint8Array {
  if (slots.size === 0) return EMPTY_TRIE_ROOT;
  return trieRoot([...slots].map(([key, value]) => [keccak256(fromKey(key)), RLP.encode(value)] as const));
}

function describe(entry: MemoryAccount | undefined): string {
  if (entry === undefined) return 'none';
  const { nonce, balance, codeHash } = entry.account;
  const hex = (key: string) =>
    Buffer.from(key, 'latin1')
      .toString('hex')
      .replace(/^(00)+/, '') || '0';
  const slots = [...entry.slots]
    .sort()
    .map(([key, value]) => `${hex(key)}=${Buffer.from(value).toString('hex')}`);
  return `nonce ${nonce} balance ${balance} code ${Buffer.from(codeHash).toString('hex').slice(0, 8)} {${slots.join(' ')}}`;
}
