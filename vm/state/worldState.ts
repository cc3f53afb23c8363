// The one mutable view of the world state that execution works on; past 250 lines because its parts share one undo log.
import { type BytesKey, EMPTY_BYTES, equalBytes, toKey, trimLeft } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import { type Account, EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Rules } from '../rules/rules.ts';
import { collectChanges } from './collectChanges.ts';
import { type AccountEntry, accountEntry, type SlotEntry, slotEntry } from './entry.ts';

/** A place in the undo log; valid until the next transaction begins. */
export type Checkpoint = number;

/** The RIPEMD-160 precompile, whose touch outlives a revert (mainnet block 2,675,119; yellow paper, appendix K). */
const RIPEMD_ADDRESS = new Uint8Array(20);
RIPEMD_ADDRESS[19] = 3;

const NONE: ReadonlySet<BytesKey> = new Set();

/** Stands in a reader over an overlay for a storage root that is not empty but not computed yet. */
const UNKNOWN_ROOT = new Uint8Array(32).fill(0xff);

/**
 * A journaled overlay over a `StateReader`: everything that messages, transactions and blocks change, with nested
 * checkpoints by an undo log. All of it is synchronous and in memory; `changes()` is what there is to commit.
 *
 * Addresses are 20 bytes, slot keys 32, slot values minimal big-endian (empty: zero). Arrays handed in or out are not
 * copied: nobody may write into them.
 */
export class WorldState {
  readonly #reader: StateReader;
  readonly #accounts = new Map<BytesKey, AccountEntry>();
  /** Code deployed here or read through here, by hash. */
  readonly #codes = new Map<BytesKey, Uint8Array>();
  readonly #transient = new Map<BytesKey, Map<BytesKey, Uint8Array>>();
  #undo: (() => void)[] = [];
  /** Candidates for the end of the transaction: what counts is the entry's own mark, which a revert takes back. */
  #touched: AccountEntry[] = [];
  #destroyed: AccountEntry[] = [];
  #transaction = 1;
  /** Addresses that are warm in this transaction without an entry of their own. */
  #givenWarm: ReadonlySet<BytesKey> = NONE;

  constructor(reader: StateReader) {
    this.#reader = reader;
  }

  // Accounts

  /** The record now; undefined where there is none. Its storageRoot is the one from before the overlay. */
  account(address: Uint8Array): Account | undefined {
    return this.#entry(address).current;
  }

  /** The record with a storageRoot that is empty exactly where no slot is set; a root not computed yet is no real hash. */
  accountView(address: Uint8Array): Account | undefined {
    const entry = this.#entry(address);
    const account = entry.current;
    if (account === undefined || (entry.slots.size === 0 && !entry.cleared)) return account;
    const storageRoot = hasStorage(entry) ? UNKNOWN_ROOT : EMPTY_TRIE_ROOT;
    return { ...account, storageRoot };
  }

  /** wei */
  balance(address: Uint8Array): bigint {
    return this.#entry(address).current?.balance ?? 0n;
  }

  nonce(address: Uint8Array): bigint {
    return this.#entry(address).current?.nonce ?? 0n;
  }

  /** EMPTY_CODE_HASH where there is no code or no account. */
  codeHash(address: Uint8Array): Uint8Array {
    return this.#entry(address).current?.codeHash ?? EMPTY_CODE_HASH;
  }

  code(address: Uint8Array): Uint8Array {
    return this.codeByHash(this.codeHash(address));
  }

  codeSize(address: Uint8Array): number {
    return this.code(address).length;
  }

  /** Code by its hash, from this overlay or below. */
  codeByHash(hash: Uint8Array): Uint8Array {
    if (equalBytes(hash, EMPTY_CODE_HASH)) return EMPTY_BYTES;
    const key = toKey(hash);
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#reader.code(hash);
      this.#codes.set(key, code);
    }
    return code;
  }

  /** True where there is no record, or one without nonce, balance and code (EIP-161). */
  isEmpty(address: Uint8Array): boolean {
    return isEmptyAccount(this.#entry(address).current);
  }

  /** Puts a whole record (undefined: none) and touches the account. */
  putAccount(address: Uint8Array, account: Account | undefined): void {
    const entry = this.#entry(address);
    this.#touch(entry);
    this.#put(entry, account);
  }

  setBalance(address: Uint8Array, balance: bigint): void {
    const entry = this.#entry(address);
    this.#touch(entry);
    this.#put(entry, { ...(entry.current ?? EMPTY_ACCOUNT), balance });
  }

  /**
   * Adds wei; adding nothing still touches the account, and before EIP-161 brings it into being. Past 2^256 the sum starts
   * over, as in geth: only balances set by hand come there.
   */
  addBalance(address: Uint8Array, amount: bigint): void {
    this.setBalance(address, BigInt.asUintN(256, this.balance(address) + amount));
  }

  /** Takes wei; the caller has made sure that they are there. */
  subBalance(address: Uint8Array, amount: bigint): void {
    this.setBalance(address, this.balance(address) - amount);
  }

  setNonce(address: Uint8Array, nonce: bigint): void {
    const entry = this.#entry(address);
    this.#touch(entry);
    this.#put(entry, { ...(entry.current ?? EMPTY_ACCOUNT), nonce });
  }

  setCode(address: Uint8Array, code: Uint8Array): void {
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak256(code);
    if (code.length > 0) this.#codes.set(toKey(codeHash), code);
    const entry = this.#entry(address);
    this.#touch(entry);
    this.#put(entry, { ...(entry.current ?? EMPTY_ACCOUNT), codeHash });
  }

  /** Marks the account as possibly empty at the end of the transaction (EIP-161). */
  touch(address: Uint8Array): void {
    this.#touch(this.#entry(address));
  }

  /** Removes the record and every slot. */
  deleteAccount(address: Uint8Array): void {
    this.#delete(this.#entry(address));
  }

  // Storage

  slot(address: Uint8Array, key: Uint8Array): Uint8Array {
    return this.#slot(this.#entry(address), key).current;
  }

  /** The slot's value when the transaction began (EIP-2200). */
  originalSlot(address: Uint8Array, key: Uint8Array): Uint8Array {
    const slot = this.#slot(this.#entry(address), key);
    return slot.written === this.#transaction ? slot.original : slot.current;
  }

  setSlot(address: Uint8Array, key: Uint8Array, value: Uint8Array): void {
    this.#setSlot(this.#slot(this.#entry(address), key), trimLeft(value));
  }

  /** Zeroes every slot of the account. */
  clearStorage(address: Uint8Array): void {
    this.#clearStorage(this.#entry(address));
  }

  /** A transient slot (EIP-1153); empty bytes are zero. */
  transientSlot(address: Uint8Array, key: Uint8Array): Uint8Array {
    return this.#transient.get(toKey(address))?.get(toKey(key)) ?? EMPTY_BYTES;
  }

  setTransientSlot(address: Uint8Array, key: Uint8Array, value: Uint8Array): void {
    const addressKey = toKey(address);
    let slots = this.#transient.get(addressKey);
    if (slots === undefined) {
      slots = new Map();
      this.#transient.set(addressKey, slots);
    }
    const slotKey = toKey(key);
    const before = slots.get(slotKey) ?? EMPTY_BYTES;
    const written = slots;
    this.#undo.push(() => written.set(slotKey, before));
    slots.set(slotKey, value);
  }

  // What a transaction has met (EIP-2929), created and destroyed (EIP-6780)

  isWarmAddress(address: Uint8Array): boolean {
    return this.#givenWarm.has(toKey(address)) || this.#entry(address).warm === this.#transaction;
  }

  /** Warms the address; true if it was cold. */
  warmAddress(address: Uint8Array): boolean {
    if (this.#givenWarm.has(toKey(address))) return false;
    return this.#mark(this.#entry(address), 'warm');
  }

  /** Makes these addresses warm until the transaction ends, in place of those given before. */
  giveWarm(addresses: ReadonlySet<BytesKey>): void {
    this.#givenWarm = addresses;
  }

  isWarmSlot(address: Uint8Array, key: Uint8Array): boolean {
    return this.#slot(this.#entry(address), key).warm === this.#transaction;
  }

  /** Warms the slot; true if it was cold. The address is warmed apart from it. */
  warmSlot(address: Uint8Array, key: Uint8Array): boolean {
    return this.#mark(this.#slot(this.#entry(address), key), 'warm');
  }

  isCreated(address: Uint8Array): boolean {
    return this.#entry(address).created === this.#transaction;
  }

  /** Remembers that this transaction created a contract here. */
  markCreated(address: Uint8Array): void {
    this.#mark(this.#entry(address), 'created');
  }

  isSelfDestructed(address: Uint8Array): boolean {
    return this.#entry(address).destroyed === this.#transaction;
  }

  /** Remembers that the contract self-destructed; the engine moves the balance, `endTransaction` removes the account. */
  markSelfDestructed(address: Uint8Array): void {
    const entry = this.#entry(address);
    if (this.#mark(entry, 'destroyed')) this.#destroyed.push(entry);
  }

  // Checkpoints and transactions

  /** A mark to return to. Marks nest; a mark that is not returned to costs nothing. */
  checkpoint(): Checkpoint {
    return this.#undo.length;
  }

  /** Undoes everything since the mark. */
  revertTo(mark: Checkpoint): void {
    for (let i = this.#undo.length - 1; i >= mark; i--) this.#undo[i]?.();
    this.#undo.length = mark;
  }

  /** Forgets what lasts for one transaction: warm and created marks, original values, transient slots, older checkpoints. */
  beginTransaction(): void {
    this.#transaction++;
    this.#undo = [];
    this.#touched = [];
    this.#destroyed = [];
    this.#givenWarm = NONE;
    this.#transient.clear();
  }

  /**
   * Removes what the transaction destroyed (from Cancun: only what it created too, EIP-6780) and, from Spurious Dragon,
   * the empty accounts that it touched (EIP-161). Can still be undone until the next transaction begins.
   */
  endTransaction(rules: Rules): void {
    const onlyCreated = rules.has('cancun');
    for (const entry of this.#destroyed) {
      if (entry.destroyed !== this.#transaction) continue;
      if (!onlyCreated || entry.created === this.#transaction) this.#delete(entry);
    }
    if (!rules.has('spuriousDragon')) return;
    for (const entry of this.#touched) {
      if (entry.touched !== this.#transaction) continue;
      if (entry.current !== undefined && isEmptyAccount(entry.current)) this.#delete(entry);
    }
  }

  // Views

  /** Every change since construction, last values only; what was changed back is left out. */
  changes(): StateChanges {
    return collectChanges(this.#accounts.values(), this.#codes);
  }

  /** A live view of the overlay. */
  asReader(): StateReader {
    return {
      account: (address) => this.accountView(address),
      slot: (address, key) => this.slot(address, key),
      code: (hash) => this.codeByHash(hash),
    };
  }

  /** An overlay on this one, for runs that may leave nothing behind. This one must not change meanwhile. */
  fork(): WorldState {
    return new WorldState(this.asReader());
  }

  #entry(address: Uint8Array): AccountEntry {
    const key = toKey(address);
    let entry = this.#accounts.get(key);
    if (entry === undefined) {
      const own = address.slice();
      entry = accountEntry(own, this.#reader.account(own));
      this.#accounts.set(key, entry);
    }
    return entry;
  }

  #slot(entry: AccountEntry, key: Uint8Array): SlotEntry {
    const slotKey = toKey(key);
    let slot = entry.slots.get(slotKey);
    if (slot === undefined) {
      const own = key.slice();
      const known = entry.cleared || entry.base === undefined;
      slot = slotEntry(own, known ? EMPTY_BYTES : this.#reader.slot(entry.address, own));
      entry.slots.set(slotKey, slot);
    }
    return slot;
  }

  #put(entry: AccountEntry, account: Account | undefined): void {
    const before = entry.current;
    this.#undo.push(() => {
      entry.current = before;
    });
    entry.current = account;
  }

  #setSlot(slot: SlotEntry, value: Uint8Array): void {
    if (slot.written !== this.#transaction) {
      slot.written = this.#transaction;
      slot.original = slot.current;
    }
    const before = slot.current;
    this.#undo.push(() => {
      slot.current = before;
    });
    slot.current = value;
  }

  #clearStorage(entry: AccountEntry): void {
    for (const slot of entry.slots.values()) {
      if (slot.current.length > 0) this.#setSlot(slot, EMPTY_BYTES);
    }
    if (entry.cleared) return;
    this.#undo.push(() => {
      entry.cleared = false;
      // slots first read while cleared say nothing about the reader
      for (const key of entry.slots.keys()) if (!known.has(key)) entry.slots.delete(key);
    });
    const known = new Set(entry.slots.keys());
    entry.cleared = true;
  }

  #delete(entry: AccountEntry): void {
    this.#clearStorage(entry);
    this.#put(entry, undefined);
  }

  #touch(entry: AccountEntry): void {
    if (entry.touched === this.#transaction) return;
    const before = entry.touched;
    entry.touched = this.#transaction;
    this.#touched.push(entry);
    if (equalBytes(entry.address, RIPEMD_ADDRESS)) return;
    this.#undo.push(() => {
      entry.touched = before;
    });
  }

  #mark<M extends 'warm' | 'created' | 'destroyed'>(entry: Record<M, number>, mark: M): boolean {
    if (entry[mark] === this.#transaction) return false;
    const before = entry[mark];
    this.#undo.push(() => {
      entry[mark] = before;
    });
    entry[mark] = this.#transaction;
    return true;
  }
}

function isEmptyAccount(account: Account | undefined): boolean {
  return (
    account === undefined ||
    (account.nonce === 0n && account.balance === 0n && equalBytes(account.codeHash, EMPTY_CODE_HASH))
  );
}

/** Whether any slot is non-zero: by the root below where it still holds, and by the slots of the overlay. */
function hasStorage(entry: AccountEntry): boolean {
  for (const slot of entry.slots.values()) if (slot.current.length > 0) return true;
  return !entry.cleared && entry.base !== undefined && !equalBytes(entry.base.storageRoot, EMPTY_TRIE_ROOT);
}
