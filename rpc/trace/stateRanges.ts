import type { SealedHeader } from '../../chain/block/header.ts';
import {
  type BytesKey,
  equalBytes,
  fromKey,
  padLeft,
  toHex,
  toHexString,
  toKey,
} from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, keccak256 } from '../../storage/encoding/keccak.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { HashedAccount, HashedSlot } from '../../storage/state/ranges.ts';
import { checksumAddress } from '../../vm/address.ts';
import type { ChainReader } from '../context/chain.ts';
import { LimitExceededError } from '../errors.ts';

/** Accounts, and slots of debug_storageRangeAt, in one answer; geth's bound for accounts. */
export const RANGE_LIMIT = 256;

/** Slots of all accounts in one dump. */
const DUMP_SLOT_LIMIT = 100_000;

/** Which accounts are dumped, and what of them. */
export interface DumpOptions {
  /** 32 bytes: the hash of an address to begin at */
  readonly start: Uint8Array;
  readonly limit: number;
  readonly code: boolean;
  readonly storage: boolean;
}

/** geth's dump of the accounts after a block, in the order of the state trie. Throws LimitExceededError. */
export function dumpAccounts(block: SealedHeader, options: DumpOptions, chain: ChainReader): object {
  const accounts: Record<string, object> = {};
  let count = 0;
  let slotsLeft = DUMP_SLOT_LIMIT;
  let next: string | undefined;
  for (const entry of chain.accountsAt(block, options.start)) {
    if (count++ === options.limit) {
      next = toHex(entry.hash);
      break;
    }
    const slots = options.storage ? slotsOf(block, entry.address, slotsLeft, chain) : [];
    slotsLeft -= slots.length;
    accounts[checksumAddress(entry.address)] = accountJson(
      entry,
      slots,
      codeOf(block, entry, options, chain),
    );
  }
  return { root: toHexString(block.header.stateRoot), accounts, next };
}

function accountJson(
  { account, address, hash }: HashedAccount,
  slots: readonly HashedSlot[],
  code: Uint8Array | undefined,
) {
  return {
    balance: account.balance.toString(),
    nonce: Number(account.nonce),
    root: toHex(account.storageRoot),
    codeHash: toHex(account.codeHash),
    code: code === undefined ? undefined : toHex(code),
    storage:
      slots.length === 0
        ? undefined
        : Object.fromEntries(slots.map(({ key, value }) => [toHex(key), toHexString(value)])),
    address: toHex(address),
    key: toHex(hash),
  };
}

function codeOf(
  block: SealedHeader,
  { account: { codeHash } }: HashedAccount,
  options: DumpOptions,
  chain: ChainReader,
): Uint8Array | undefined {
  if (!options.code || equalBytes(codeHash, EMPTY_CODE_HASH)) return undefined;
  return chain.stateAt(block).code(codeHash);
}

function slotsOf(block: SealedHeader, address: Uint8Array, limit: number, chain: ChainReader): HashedSlot[] {
  const slots: HashedSlot[] = [];
  for (const slot of chain.slotsAt(block, address, new Uint8Array(32))) {
    slots.push(slot);
    if (slots.length > limit) {
      throw new LimitExceededError(
        `the accounts have more than ${DUMP_SLOT_LIMIT} slots: ask for fewer accounts, or without storage`,
      );
    }
  }
  return slots;
}

/**
 * The slots of an account after `changes` to the state after a block, in the order of the storage trie, from a hash on:
 * at most `limit`, and the hash of the next one.
 */
export function storageRange(
  block: SealedHeader,
  changes: StateChanges,
  range: { readonly address: Uint8Array; readonly start: Uint8Array; readonly limit: number },
  chain: ChainReader,
): object {
  const storage: [string, object][] = [];
  let nextKey: string | null = null;
  for (const { hash, key, value } of changedSlots(block, changes, range, chain)) {
    if (storage.length === range.limit) {
      nextKey = toHex(hash);
      break;
    }
    storage.push([toHex(hash), { key: toHex(key), value: toHex(padLeft(value, 32)) }]);
  }
  return { storage: Object.fromEntries(storage), nextKey };
}

/** The slots of the block's state that did not change, and those that did, by hash. */
function* changedSlots(
  block: SealedHeader,
  changes: StateChanges,
  { address, start }: { readonly address: Uint8Array; readonly start: Uint8Array },
  chain: ChainReader,
): Generator<HashedSlot> {
  const own = toKey(address);
  const changed = changes.storage.get(own);
  const isGone = changed?.cleared === true || changes.accounts.get(own) === null;
  const fresh = freshSlots(changed?.slots ?? new Map(), start);
  let at = 0;
  for (const slot of isGone ? [] : chain.slotsAt(block, address, start)) {
    for (
      let next = fresh[at];
      next !== undefined && Buffer.compare(next.hash, slot.hash) <= 0;
      next = fresh[at]
    ) {
      yield next;
      at++;
    }
    if (changed?.slots.has(toKey(slot.key)) !== true) yield slot;
  }
  yield* fresh.slice(at);
}

function freshSlots(slots: ReadonlyMap<BytesKey, Uint8Array>, start: Uint8Array): HashedSlot[] {
  const fresh: HashedSlot[] = [];
  for (const [key, value] of slots) {
    const bytes = fromKey(key);
    const hash = keccak256(bytes);
    if (value.length > 0 && Buffer.compare(hash, start) >= 0) fresh.push({ hash, key: bytes, value });
  }
  return fresh.sort((a, b) => Buffer.compare(a.hash, b.hash));
}
