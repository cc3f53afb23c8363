// The one mutable view of the world state that execution works on; past 250 lines because its parts share one undo log.
import { type BytesKey, EMPTY_BYTES, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import type { Account } from '../../storage/state/account.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { isPrecompile } from '../precompiles/addresses.ts';
import type { Rules } from '../rules/rules.ts';
import { type AccountEntry, NO_SLOT } from './accountEntry.ts';
import { isEmptyAccount, recordOf, setRecord, takeBack } from './accountRecord.ts';
import { AccountTable } from './accountTable.ts';
import { collectChanges } from './collectChanges.ts';
import { Slots } from './slots.ts';
import { type Slot, VALUE } from './slotTable.ts';
import { UNDO, UndoLog } from './undoLog.ts';
import { minimalBytes, WORD_LENGTH, writeWord } from './words.ts';

/** A place in the undo log; valid until the next transaction begins. */
export type Checkpoint = number;

/** The RIPEMD-160 precompile, whose touch outlives a revert (mainnet block 2,675,119; yellow paper, appendix K). */
const RIPEMD_ADDRESS = new Uint8Array(20);
RIPEMD_ADDRESS[19] = 3;

/** Stands in a reader over an overlay for a storage root that is not empty but not computed yet. */
const UNKNOWN_ROOT = new Uint8Array(32).fill(0xff);

/** Keys and values that come as bytes are put here to be looked up. */
const scratch = new Int32Array(WORD_LENGTH);

/**
 * A journaled overlay over a `StateReader`: everything that messages, transactions and blocks change, with nested
 * checkpoints by an undo log. All of it is synchronous and in memory; `changes()` is what there is to commit.
 *
 * Addresses are 20 bytes, slot keys 32, slot values minimal big-endian (empty: zero). Arrays handed in or out are not
 * copied: nobody may write into them. Who works on one account again and again asks for its entry once, and who has
 * words in memory asks for slots by them: neither makes objects.
 */
export class WorldState {
  /** Storage by entries and words in memory. */
  readonly slots: Slots;
  readonly #reader: StateReader;
  readonly #accounts: AccountTable;
  /** Code deployed here or read through here, by hash. */
  readonly #codes = new Map<BytesKey, Uint8Array>();
  readonly #undo = new UndoLog();
  /** Candidates for the end of the transaction: what counts is the entry's own mark, which a revert takes back. */
  readonly #touched: AccountEntry[] = [];
  readonly #destroyed: AccountEntry[] = [];
  #transaction = 1;
  /** The precompiles of these rules are warm in this transaction, without an entry of their own. */
  #warmPrecompiles: Rules | undefined;

  constructor(reader: StateReader) {
    this.#reader = reader;
    this.slots = new Slots(reader, this.#undo);
    this.#accounts = new AccountTable(reader);
  }

  // Accounts

  /** What is known of an account: the same object for as long as this overlay lives. */
  entry(address: Uint8Array): AccountEntry {
    return this.#accounts.at(address);
  }

  /** The record now; undefined where there is none. Its storageRoot is the one from before the overlay. */
  account(address: Uint8Array): Account | undefined {
    return recordOf(this.entry(address));
  }

  /** The record with a storageRoot that is empty exactly where no slot is set; a root not computed yet is no real hash. */
  accountView(address: Uint8Array): Account | undefined {
    const entry = this.entry(address);
    if (!entry.exists) return undefined;
    const { nonce, balance, codeHash } = entry;
    if (entry.firstSlot === NO_SLOT && !entry.cleared) return recordOf(entry);
    return {
      nonce,
      balance,
      codeHash,
      storageRoot: this.slots.hasAny(entry) ? UNKNOWN_ROOT : EMPTY_TRIE_ROOT,
    };
  }

  /** wei */
  balance(address: Uint8Array): bigint {
    return this.entry(address).balance;
  }

  nonce(address: Uint8Array): bigint {
    return this.entry(address).nonce;
  }

  /** EMPTY_CODE_HASH where there is no code or no account. */
  codeHash(address: Uint8Array): Uint8Array {
    return this.entry(address).codeHash;
  }

  code(address: Uint8Array): Uint8Array {
    return this.codeOf(this.entry(address));
  }

  codeOf(entry: AccountEntry): Uint8Array {
    entry.code ??= this.codeByHash(entry.codeHash);
    return entry.code;
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
    return isEmptyAccount(this.entry(address));
  }

  /** Puts a whole record (undefined: none) and touches the account. */
  putAccount(address: Uint8Array, account: Account | undefined): void {
    const entry = this.entry(address);
    this.touchEntry(entry);
    this.#put(entry, account);
  }

  setBalance(address: Uint8Array, balance: bigint): void {
    this.putBalance(this.entry(address), balance);
  }

  /** As setBalance, of an entry. */
  putBalance(entry: AccountEntry, balance: bigint): void {
    this.touchEntry(entry);
    this.#bringIntoBeing(entry);
    this.#undo.push(UNDO.balance, entry, entry.balance);
    entry.balance = balance;
  }

  /**
   * Adds wei; adding nothing still touches the account, and before EIP-161 brings it into being. Past 2^256 the sum starts
   * over, as in geth: only balances set by hand come there.
   */
  addBalance(address: Uint8Array, amount: bigint): void {
    this.credit(this.entry(address), amount);
  }

  /** As addBalance, of an entry. */
  credit(entry: AccountEntry, amount: bigint): void {
    this.putBalance(entry, BigInt.asUintN(256, entry.balance + amount));
  }

  /** Takes wei; the caller has made sure that they are there. */
  subBalance(address: Uint8Array, amount: bigint): void {
    const entry = this.entry(address);
    this.putBalance(entry, entry.balance - amount);
  }

  setNonce(address: Uint8Array, nonce: bigint): void {
    this.putNonce(this.entry(address), nonce);
  }

  /** As setNonce, of an entry. */
  putNonce(entry: AccountEntry, nonce: bigint): void {
    this.touchEntry(entry);
    this.#bringIntoBeing(entry);
    this.#undo.push(UNDO.nonce, entry, entry.nonce);
    entry.nonce = nonce;
  }

  setCode(address: Uint8Array, code: Uint8Array): void {
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak256(code);
    if (code.length > 0) this.#codes.set(toKey(codeHash), code);
    const entry = this.entry(address);
    this.touchEntry(entry);
    this.#bringIntoBeing(entry);
    this.#undo.push(UNDO.codeHash, entry, entry.codeHash);
    entry.codeHash = codeHash;
    entry.code = undefined;
  }

  /** Marks the account as possibly empty at the end of the transaction (EIP-161). */
  touch(address: Uint8Array): void {
    this.touchEntry(this.entry(address));
  }

  /** As touch, of an entry. */
  touchEntry(entry: AccountEntry): void {
    if (entry.touched === this.#transaction) return;
    entry.touched = this.#transaction;
    this.#touched.push(entry);
    if (!equalBytes(entry.address, RIPEMD_ADDRESS)) this.#undo.push(UNDO.touched, entry, undefined);
  }

  /** Removes the record and every slot. */
  deleteAccount(address: Uint8Array): void {
    this.#delete(this.entry(address));
  }

  // Storage

  slot(address: Uint8Array, key: Uint8Array): Uint8Array {
    const slot = this.#slotOf(address, key);
    return minimalBytes(this.slots.words, slot + VALUE);
  }

  /** The slot's value when the transaction began (EIP-2200). */
  originalSlot(address: Uint8Array, key: Uint8Array): Uint8Array {
    const slot = this.#slotOf(address, key);
    return minimalBytes(this.slots.words, this.slots.originalAt(slot));
  }

  setSlot(address: Uint8Array, key: Uint8Array, value: Uint8Array): void {
    const slot = this.#slotOf(address, key);
    writeWord(scratch, 0, value);
    this.slots.write(slot, scratch, 0);
  }

  /** Zeroes every slot of the account. */
  clearStorage(address: Uint8Array): void {
    this.slots.clear(this.entry(address));
  }

  /** A transient slot (EIP-1153); empty bytes are zero. */
  transientSlot(address: Uint8Array, key: Uint8Array): Uint8Array {
    writeWord(scratch, 0, key);
    const slot = this.slots.transientAt(this.entry(address), scratch, 0);
    return minimalBytes(this.slots.transientWords, slot + VALUE);
  }

  setTransientSlot(address: Uint8Array, key: Uint8Array, value: Uint8Array): void {
    writeWord(scratch, 0, key);
    const slot = this.slots.transientAt(this.entry(address), scratch, 0);
    writeWord(scratch, 0, value);
    this.slots.writeTransient(slot, scratch, 0);
  }

  // What a transaction has met (EIP-2929), created and destroyed (EIP-6780)

  isWarmAddress(address: Uint8Array): boolean {
    return this.#isGivenWarm(address) || this.entry(address).warm === this.#transaction;
  }

  /** Warms the address; true if it was cold. */
  warmAddress(address: Uint8Array): boolean {
    return this.warm(this.entry(address));
  }

  /** As warmAddress, of an entry. */
  warm(entry: AccountEntry): boolean {
    if (entry.warm === this.#transaction) return false;
    entry.warm = this.#transaction;
    // what is given is not taken back
    if (this.#isGivenWarm(entry.address)) return false;
    this.#undo.push(UNDO.warm, entry, undefined);
    return true;
  }

  /** Makes the precompiles of these rules warm until the transaction ends. */
  warmPrecompiles(rules: Rules): void {
    this.#warmPrecompiles = rules;
  }

  isWarmSlot(address: Uint8Array, key: Uint8Array): boolean {
    return this.slots.isWarm(this.#slotOf(address, key));
  }

  /** Warms the slot; true if it was cold. The address is warmed apart from it. */
  warmSlot(address: Uint8Array, key: Uint8Array): boolean {
    return this.slots.warm(this.#slotOf(address, key));
  }

  isCreated(address: Uint8Array): boolean {
    return this.entry(address).created === this.#transaction;
  }

  /** Remembers that this transaction created a contract here. */
  markCreated(address: Uint8Array): void {
    const entry = this.entry(address);
    if (entry.created === this.#transaction) return;
    this.#undo.push(UNDO.created, entry, undefined);
    entry.created = this.#transaction;
  }

  isSelfDestructed(address: Uint8Array): boolean {
    return this.entry(address).destroyed === this.#transaction;
  }

  /** Remembers that the contract self-destructed; the engine moves the balance, `endTransaction` removes the account. */
  markSelfDestructed(address: Uint8Array): void {
    const entry = this.entry(address);
    if (entry.destroyed === this.#transaction) return;
    this.#undo.push(UNDO.destroyed, entry, undefined);
    entry.destroyed = this.#transaction;
    this.#destroyed.push(entry);
  }

  // Checkpoints and transactions

  /** A mark to return to. Marks nest; a mark that is not returned to costs nothing. */
  checkpoint(): Checkpoint {
    return this.#undo.mark();
  }

  /** Undoes everything since the mark, or since the transaction began. */
  revertTo(mark: Checkpoint = 0): void {
    const { kinds, entries, formers } = this.#undo;
    for (let i = this.#undo.length - 1; i >= mark; i--) {
      const kind = kinds[i] as number;
      const entry = entries[i];
      if (entry === undefined) this.slots.takeBack(kind, formers[i] as Slot);
      else if (kind === UNDO.cleared) this.slots.restore(entry, formers[i] as Slot);
      else takeBack(entry, kind, formers[i]);
    }
    this.#undo.length = mark;
  }

  /** Forgets what lasts for one transaction: warm and created marks, original values, transient slots, older checkpoints. */
  beginTransaction(): void {
    this.#transaction++;
    this.#undo.clear();
    this.#touched.length = 0;
    this.#destroyed.length = 0;
    this.#warmPrecompiles = undefined;
    this.slots.beginTransaction(this.#transaction);
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
      if (entry.touched === this.#transaction && entry.exists && isEmptyAccount(entry)) this.#delete(entry);
    }
  }

  // Views

  /** Accounts, slots and codes that are held: a measure of memory. */
  get size(): number {
    return this.#accounts.entries.length + this.slots.count + this.#codes.size;
  }

  /** Every change since construction, last values only; what was changed back is left out. */
  changes(): StateChanges {
    return collectChanges(this.#accounts.entries, this.slots.words, this.#codes);
  }

  /** A live view of the overlay. */
  asReader(): StateReader {
    return {
      account: (address) => this.accountView(address),
      slot: (address, key) => this.slot(address, key),
      code: (hash) => this.codeByHash(hash),
    };
  }

  /** An overlay on this one, for runs that leave nothing behind. This one must not change meanwhile. */
  fork(): WorldState {
    return new WorldState(this.asReader());
  }

  #isGivenWarm(address: Uint8Array): boolean {
    return this.#warmPrecompiles !== undefined && isPrecompile(address, this.#warmPrecompiles);
  }

  #slotOf(address: Uint8Array, key: Uint8Array): Slot {
    writeWord(scratch, 0, key);
    return this.slots.at(this.entry(address), scratch, 0);
  }

  /** A record that execution is about to change. */
  #bringIntoBeing(entry: AccountEntry): void {
    if (entry.exists) return;
    this.#undo.push(UNDO.record, entry, undefined);
    entry.exists = true;
  }

  #put(entry: AccountEntry, account: Account | undefined): void {
    this.#undo.push(UNDO.record, entry, recordOf(entry));
    setRecord(entry, account);
  }

  #delete(entry: AccountEntry): void {
    this.slots.clear(entry);
    this.#put(entry, undefined);
  }
}
