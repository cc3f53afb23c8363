import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { Store } from '../../storage/store.ts';

/** Blocks whose edits are kept. */
const REMEMBERED = 16_384;

/**
 * What dev mode edited before each block. The store's history holds an edit as part of the block after it, so that
 * running that block again needs to be told which changes came first. Kept in memory: after a restart, blocks that
 * stand on edits cannot be traced.
 */
export class EditHistory {
  readonly #byBlock = new Map<BytesKey, StateChanges>();

  constructor(private readonly store: Store) {}

  /** Keeps the edits made since the head for the block about to be committed. */
  keepFor(block: Uint8Array): void {
    const edits = this.store.pendingEdits();
    if (edits.accounts.size === 0 && edits.storage.size === 0) return;
    this.#byBlock.set(toKey(block), edits);
    const oldest = this.#byBlock.keys().next().value;
    if (this.#byBlock.size > REMEMBERED && oldest !== undefined) this.#byBlock.delete(oldest);
  }

  /** What was edited between this block's parent and the block. */
  before(block: Uint8Array): StateChanges | undefined {
    return this.#byBlock.get(toKey(block));
  }

  clear(): void {
    this.#byBlock.clear();
  }
}
