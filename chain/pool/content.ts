import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { PooledTransaction } from './pooled.ts';
import { emptyQueue, insert, pendingCount, queuedCount, remove, type SenderQueue } from './senderQueue.ts';

/** An account as the pool follows it. */
export interface AccountView {
  readonly nonce: bigint;
  /** wei */
  readonly balance: bigint;
}

/** Everything in the pool under its keys, with running totals. It knows no rules: see pool.ts. */
export class PoolContent {
  readonly #byHash = new Map<BytesKey, PooledTransaction>();
  readonly #senders = new Map<BytesKey, SenderQueue>();
  /** account → transactions that carry a delegation of it */
  readonly #authorities = new Map<BytesKey, number>();
  #slots = 0;
  #bytes = 0;
  #pending = 0;
  #queued = 0;

  get slots(): number {
    return this.#slots;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** executable transactions */
  get pending(): number {
    return this.#pending;
  }

  /** transactions that wait for an earlier nonce */
  get queued(): number {
    return this.#queued;
  }

  all(): Iterable<PooledTransaction> {
    return this.#byHash.values();
  }

  queues(): Iterable<SenderQueue> {
    return this.#senders.values();
  }

  find(hash: BytesKey): PooledTransaction | undefined {
    return this.#byHash.get(hash);
  }

  queueOf(sender: BytesKey): SenderQueue | undefined {
    return this.#senders.get(sender);
  }

  isAuthority(account: BytesKey): boolean {
    return this.#authorities.has(account);
  }

  /** Puts a transaction in, in place of the sender's one with the same nonce; returns what became executable by it. */
  insert(entry: PooledTransaction, account: AccountView, now: number): PooledTransaction[] {
    const { sender, nonce } = entry.transaction;
    let queue = this.#senders.get(entry.senderKey);
    if (queue === undefined) {
      queue = emptyQueue(sender, account.nonce, account.balance, now);
      this.#senders.set(entry.senderKey, queue);
    }
    const old = queue.byNonce.get(nonce);
    if (old !== undefined) this.#forget(old);
    this.#remember(entry);
    queue.heartbeat = now;
    const changed = queue;
    return this.#counted(changed, () => insert(changed, entry));
  }

  /** Takes a transaction out; false where it was not in. */
  remove(entry: PooledTransaction): boolean {
    const queue = this.#senders.get(entry.senderKey);
    if (queue === undefined || this.#byHash.get(entry.key) !== entry) return false;
    this.#forget(entry);
    this.#counted(queue, () => remove(queue, entry));
    this.#dropIfEmpty(queue);
    return true;
  }

  /** Runs a change of one queue that may take transactions out of it; those it returns as `dropped` are forgotten. */
  update<T extends { readonly dropped: readonly PooledTransaction[] }>(
    queue: SenderQueue,
    change: () => T,
  ): T {
    const result = this.#counted(queue, change);
    for (const entry of result.dropped) this.#forget(entry);
    this.#dropIfEmpty(queue);
    return result;
  }

  clear(): void {
    for (const entry of [...this.#byHash.values()]) this.remove(entry);
  }

  #remember(entry: PooledTransaction): void {
    this.#byHash.set(entry.key, entry);
    this.#slots += entry.slots;
    this.#bytes += entry.bytes;
    for (const account of entry.authorities) {
      this.#authorities.set(account, (this.#authorities.get(account) ?? 0) + 1);
    }
  }

  #forget(entry: PooledTransaction): void {
    this.#byHash.delete(entry.key);
    this.#slots -= entry.slots;
    this.#bytes -= entry.bytes;
    for (const account of entry.authorities) {
      const left = (this.#authorities.get(account) ?? 0) - 1;
      if (left > 0) this.#authorities.set(account, left);
      else this.#authorities.delete(account);
    }
  }

  #counted<T>(queue: SenderQueue, change: () => T): T {
    this.#pending -= pendingCount(queue);
    this.#queued -= queuedCount(queue);
    const result = change();
    this.#pending += pendingCount(queue);
    this.#queued += queuedCount(queue);
    return result;
  }

  #dropIfEmpty(queue: SenderQueue): void {
    if (queue.byNonce.size === 0) this.#senders.delete(toKey(queue.sender));
  }
}
