import type { Account } from '../../storage/state/account.ts';
import type { AccountEntry } from './accountEntry.ts';
import type { Slot } from './slotTable.ts';
import { copyWord, WORD_LENGTH } from './words.ts';

/** What a record of the log brings back. */
export const UNDO = {
  record: 0,
  balance: 1,
  nonce: 2,
  codeHash: 3,
  warm: 4,
  created: 5,
  destroyed: 6,
  touched: 7,
  cleared: 8,
  slot: 9,
  warmSlot: 10,
  transient: 11,
} as const;

/** What is brought back there: by the kind, a whole record, a number, bytes, or nothing. */
export type Former = Account | bigint | Uint8Array | Slot | undefined;

/**
 * What to do to go back: flat arrays that are written over again and again, so that a record makes no object and a
 * checkpoint is the number of records.
 */
export class UndoLog {
  length = 0;
  readonly kinds: number[] = [];
  /** an account's entry, or for slots undefined */
  readonly entries: (AccountEntry | undefined)[] = [];
  readonly formers: Former[] = [];
  /** Former values of slots, a word each. */
  #words = new Int32Array(0);
  #wordsEnd = 0;
  /** Marks that were set before are lower; those that were are no more where the log is shorter. */
  #newestMark = 0;

  push(kind: number, entry: AccountEntry | undefined, former: Former): void {
    const at = this.length++;
    this.kinds[at] = kind;
    this.entries[at] = entry;
    this.formers[at] = former;
  }

  /** Keeps a slot's former value, which lies at `at`. */
  pushWord(kind: number, slot: Slot, words: Int32Array, at: number): void {
    if (this.#wordsEnd === this.#words.length) {
      const longer = new Int32Array(this.#words.length === 0 ? 16 * WORD_LENGTH : this.#words.length * 2);
      longer.set(this.#words);
      this.#words = longer;
    }
    copyWord(this.#words, this.#wordsEnd, words, at);
    this.#wordsEnd += WORD_LENGTH;
    this.push(kind, undefined, slot);
  }

  /** Gives the newest word back that is left. */
  popWord(words: Int32Array, at: number): void {
    this.#wordsEnd -= WORD_LENGTH;
    copyWord(words, at, this.#words, this.#wordsEnd);
  }

  /** A mark to return to. */
  mark(): number {
    this.#newestMark = this.length;
    return this.length;
  }

  /** Whether the record at a place brings a slot back, and no mark has been set since: a further write needs no other. */
  covers(place: number, slot: Slot): boolean {
    return (
      place >= this.#newestMark &&
      place < this.length &&
      this.kinds[place] === UNDO.slot &&
      this.formers[place] === slot
    );
  }

  /** Forgets everything. */
  clear(): void {
    this.length = 0;
    this.#wordsEnd = 0;
    this.#newestMark = 0;
  }
}
