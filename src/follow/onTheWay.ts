import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';

/** Transactions that are being handed on, by hash, each as often as it was sent here. */
export class OnTheWay {
  readonly #counts = new Map<BytesKey, number>();

  has(hash: Uint8Array): boolean {
    return this.#counts.has(toKey(hash));
  }

  /** Counts a transaction in until `work` has ended. */
  async during(hash: Uint8Array, work: () => Promise<void>): Promise<void> {
    const key = toKey(hash);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    try {
      await work();
    } finally {
      const others = (this.#counts.get(key) ?? 1) - 1;
      if (others > 0) this.#counts.set(key, others);
      else this.#counts.delete(key);
    }
  }
}
