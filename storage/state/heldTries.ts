import type { BytesKey } from '../encoding/bytes.ts';
import type { Child } from '../trie/record.ts';
import type { TrieUpdate } from '../trie/update.ts';

/** The account trie's name; a storage trie has its account's address. */
export const ACCOUNT_TRIE: BytesKey = '';

/** Branches that stay in memory between blocks: 2 to 4 MiB. One block may go over it until it is done. */
const MOST_BRANCHES = 4096;

/** What was in memory at one moment. */
export interface HeldMark {
  readonly tops: ReadonlyMap<BytesKey, Child | undefined>;
  /** how often all was forgotten by then: what hung from these tries goes when they go */
  readonly forgotten: number;
}

/**
 * The latest tries as far as they are in memory: what a block changed or read is there for the next one, decoded. From the root node
 * hang the branches that an update met; the store has the others.
 *
 *     root(trie) ──> updateTrie ──> a new root node, which shares what did not change ── follow ──> root(trie)
 *
 * Nodes are never changed, so an update that is dropped leaves nothing behind. Who writes records of the latest tries says so by
 * `follow`; where that may have gone wrong or was another process, `forget` is always right.
 */
export class HeldTries {
  /** Root nodes; undefined: the trie is empty. */
  #tops: ReadonlyMap<BytesKey, Child | undefined> = new Map();
  /** the same while it may be changed: a mark keeps it as it is */
  #open: Map<BytesKey, Child | undefined> | undefined;
  readonly #most: number;
  #branches = 0;
  #forgotten = 0;

  /** `holds` is false where another process writes: then nothing stays. */
  constructor(holds: boolean) {
    this.#most = holds ? MOST_BRANCHES : 0;
  }

  /** To be told of each branch that stays; undefined where none does. */
  get kept(): (() => void) | undefined {
    return this.#most === 0 ? undefined : this.#keep;
  }

  /** A trie's root node; `read` has it from the store. */
  root(trie: BytesKey, read: () => Child | undefined): Child | undefined {
    this.#bound();
    const known = this.#tops.get(trie);
    if (known !== undefined || this.#tops.has(trie)) return known;
    const top = read();
    if (this.#most > 0) this.#hold(trie, top);
    return top;
  }

  /** The update's records are now the latest. */
  follow(trie: BytesKey, { former, top, added }: TrieUpdate): void {
    // Where all was forgotten since the update began, what hangs from its nodes is no longer counted: none of it stays.
    if (!this.#tops.has(trie) || this.#tops.get(trie) !== former) {
      if (this.#tops.has(trie)) this.forget();
      return;
    }
    this.#branches += added;
    this.#hold(trie, top);
  }

  /** What is in memory may not be the latest. */
  forget(): void {
    this.#tops = new Map();
    this.#open = undefined;
    this.#branches = 0;
    this.#forgotten++;
  }

  /** For `restore`; costs nothing, but that the next change copies a list of the tries. */
  mark(): HeldMark {
    this.#open = undefined;
    return { tops: this.#tops, forgotten: this.#forgotten };
  }

  /** The records are again what they were at the mark. */
  restore({ tops, forgotten }: HeldMark): void {
    if (forgotten !== this.#forgotten) this.forget();
    else {
      // Branches that were hung into these tries since are still there, and counted.
      this.#tops = tops;
      this.#open = undefined;
    }
  }

  #hold(trie: BytesKey, top: Child | undefined): void {
    this.#open ??= new Map(this.#tops);
    this.#open.set(trie, top);
    this.#tops = this.#open;
  }

  readonly #keep = (): void => {
    this.#branches++;
  };

  /** All go at once: those in use are back within a block, and what they cost then is little beside the blocks between. */
  #bound(): void {
    if (this.#branches + this.#tops.size > this.#most) this.forget();
  }
}
