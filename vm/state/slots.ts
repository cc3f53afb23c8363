import { equalBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { type AccountEntry, NO_SLOT } from './accountEntry.ts';
import {
  BASE,
  KEY,
  NEXT,
  ORIGINAL,
  RECORD,
  type Slot,
  SlotTable,
  VALUE,
  WARM,
  WRITTEN,
} from './slotTable.ts';
import { UNDO, type UndoLog } from './undoLog.ts';
import { clearWord, copyWord, isZeroWord, WORD_LENGTH, wholeBytes, writeWord } from './words.ts';

const NO_WORDS = new Int32Array(0);
const zero = new Int32Array(WORD_LENGTH);

/**
 * The storage part of a WorldState: slots, transient slots and which slots are warm, journaled in the state's undo log. Keys
 * and values are words in memory of whoever asks, so that no access makes an object.
 */
export class Slots {
  readonly #reader: StateReader;
  readonly #undo: UndoLog;
  readonly #table = new SlotTable();
  #transient: SlotTable | undefined;
  #transaction = 1;

  constructor(reader: StateReader, undo: UndoLog) {
    this.#reader = reader;
    this.#undo = undo;
  }

  /** Slots that have been met. */
  get count(): number {
    return this.#table.count;
  }

  /** The integers that slots consist of; another array after a slot has been met for the first time. */
  get words(): Int32Array {
    return this.#table.words;
  }

  /** The integers that transient slots consist of; another array after one has been met for the first time. */
  get transientWords(): Int32Array {
    return this.#transient?.words ?? NO_WORDS;
  }

  /** The slot of an account whose key is the word that lies at `at`: a place in `words`. */
  at(entry: AccountEntry, key: Int32Array, at: number): Slot {
    const slot = this.#table.find(entry.id, key, at);
    return slot < 0 ? this.#meet(entry, key, at) : slot;
  }

  /** Where in `words` the value lies that the slot had when the transaction began (EIP-2200). */
  originalAt(slot: Slot): number {
    return slot + (this.#table.words[slot + WRITTEN] === this.#transaction ? ORIGINAL : VALUE);
  }

  /** Writes the word that lies at `at` into a slot. */
  write(slot: Slot, value: Int32Array, at: number): void {
    const { words } = this.#table;
    if (words[slot + WRITTEN] !== this.#transaction) {
      words[slot + WRITTEN] = this.#transaction;
      copyWord(words, slot + ORIGINAL, words, slot + VALUE);
    }
    if (!this.#undo.covers(words[slot + RECORD] as number, slot)) {
      words[slot + RECORD] = this.#undo.length;
      this.#undo.pushWord(UNDO.slot, slot, words, slot + VALUE);
    }
    copyWord(words, slot + VALUE, value, at);
  }

  isWarm(slot: Slot): boolean {
    return this.#table.words[slot + WARM] === this.#transaction;
  }

  /** Warms the slot (EIP-2929); true if it was cold. */
  warm(slot: Slot): boolean {
    const { words } = this.#table;
    if (words[slot + WARM] === this.#transaction) return false;
    this.#undo.push(UNDO.warmSlot, undefined, slot);
    words[slot + WARM] = this.#transaction;
    return true;
  }

  /** The transient slot of an account whose key is the word that lies at `at`: a place in `transientWords`. */
  transientAt(entry: AccountEntry, key: Int32Array, at: number): Slot {
    this.#transient ??= new SlotTable();
    const slot = this.#transient.find(entry.id, key, at);
    return slot < 0 ? this.#transient.add(entry.id, key, at) : slot;
  }

  /** Writes the word that lies at `at` into a transient slot. */
  writeTransient(slot: Slot, value: Int32Array, at: number): void {
    const words = this.transientWords;
    this.#undo.pushWord(UNDO.transient, slot, words, slot + VALUE);
    copyWord(words, slot + VALUE, value, at);
  }

  /** Whether any slot of the account is not zero: by the root below where it still holds, and by the slots that were met. */
  hasAny({ firstSlot, cleared, base }: AccountEntry): boolean {
    const { words } = this.#table;
    for (let slot = firstSlot; slot !== NO_SLOT; slot = words[slot + NEXT] as number) {
      if (!isZeroWord(words, slot + VALUE)) return true;
    }
    return !cleared && base !== undefined && !equalBytes(base.storageRoot, EMPTY_TRIE_ROOT);
  }

  /** Zeroes every slot of the account. */
  clear(entry: AccountEntry): void {
    const { words } = this.#table;
    for (let slot = entry.firstSlot; slot !== NO_SLOT; slot = words[slot + NEXT] as number) {
      if (!isZeroWord(words, slot + VALUE)) this.write(slot, zero, 0);
    }
    if (entry.cleared) return;
    this.#undo.push(UNDO.cleared, entry, this.#table.end);
    entry.cleared = true;
  }

  /** The account has its slots again: those first met since then say nothing about the reader, which is asked again. */
  restore(entry: AccountEntry, since: Slot): void {
    entry.cleared = false;
    const { words } = this.#table;
    for (let slot = entry.firstSlot; slot >= since; slot = words[slot + NEXT] as number) {
      words[slot + WRITTEN] = 0;
      this.#read(entry, slot);
    }
  }

  /** Undoes the newest write, transient write or warming. */
  takeBack(kind: number, slot: Slot): void {
    if (kind === UNDO.slot) this.#undo.popWord(this.#table.words, slot + VALUE);
    else if (kind === UNDO.transient) this.#undo.popWord(this.transientWords, slot + VALUE);
    else this.#table.words[slot + WARM] = 0;
  }

  /** Forgets what lasts for one transaction. */
  beginTransaction(transaction: number): void {
    this.#transaction = transaction;
    this.#transient?.clear();
  }

  /** A slot that nobody has asked for before. */
  #meet(entry: AccountEntry, key: Int32Array, at: number): Slot {
    const slot = this.#table.add(entry.id, key, at);
    this.#table.words[slot + NEXT] = entry.firstSlot;
    entry.firstSlot = slot;
    if (!entry.cleared) this.#read(entry, slot);
    return slot;
  }

  #read(entry: AccountEntry, slot: Slot): void {
    const { words } = this.#table;
    clearWord(words, slot + BASE);
    // an account that is not there has no slot to look for
    if (entry.base !== undefined) {
      const value = this.#reader.slot(entry.address, wholeBytes(words, slot + KEY));
      if (value.length > 0) writeWord(words, slot + BASE, value);
    }
    copyWord(words, slot + VALUE, words, slot + BASE);
  }
}
