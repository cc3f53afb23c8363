import type { Block } from '../block/block.ts';
import type { MinedLog } from './mined.ts';

/** The head moved. On a reorg `removed` holds what left the chain, newest first; `added` what joined, oldest first. */
export interface HeadChange {
  readonly added: readonly Block[];
  readonly removed: readonly Block[];
  /** Logs of `removed`, newest block first, in log order inside a block. */
  readonly removedLogs: readonly MinedLog[];
}

/** Hears each change of the head, after its commit. */
export type HeadListener = (change: HeadChange) => void;

/** Tells listeners, in the order in which they came, of changes that are committed. */
export class HeadEvents {
  readonly #listeners = new Set<HeadListener>();

  /** `onListenerError` hears what a listener throws: it must not undo or hide a block that exists. */
  constructor(private readonly onListenerError: (error: unknown) => void) {}

  /** Returns the function that ends the subscription. */
  subscribe(listener: HeadListener): () => void {
    const own: HeadListener = (change) => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  announce(change: HeadChange): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }
}
