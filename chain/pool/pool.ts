import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import { type Account, EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { type AccountView, PoolContent } from './content.ts';
import { PoolError } from './errors.ts';
import { type Admission, passGate } from './gate.ts';
import { type PoolHeadChange, unmined } from './headChange.ts';
import { noRoom, overLimit } from './limits.ts';
import type { NextBlockView } from './nextBlockView.ts';
import type { PoolOptions } from './options.ts';
import { type PooledTransaction, pooled } from './pooled.ts';
import { Selection, type SelectionFees, type TransactionOrder } from './selection.ts';
import { follow, pendingOf, queuedOf, type SenderQueue } from './senderQueue.ts';
import { validate } from './validate.ts';

/** What the pool needs of the node. */
export interface PoolParts {
  /** World state after the head, dev-mode edits included. */
  latestState(): StateReader;
  nextBlock(): NextBlockView;
  /** milliseconds since the epoch */
  now(): number;
}

type Listener = (transaction: Transaction) => void;

/**
 * The transactions that wait for a block, by geth's rules:
 *
 *     add → gate: validate (no state), admit (nonce, funds, delegation), replace or make room
 *         → insert → trim to the limits → announce
 *     head moved → follow every account: drop what was mined or cannot be paid, promote what became executable,
 *                  take back what a reorg removed
 *     block making → select: an ordered view of the executable ones
 *
 * All of it is synchronous, so no change is ever seen half done.
 */
export class TransactionPool {
  readonly #content = new PoolContent();
  readonly #listeners = new Set<Listener>();
  #options: PoolOptions;
  #arrivals = 0;
  #version = 0;
  #keepsRemoved = true;

  constructor(
    options: PoolOptions,
    private readonly parts: PoolParts,
  ) {
    this.#options = options;
  }

  /** Rises with every change: what was made from the pool at a lower version is out of date. */
  get version(): number {
    return this.#version;
  }

  /** Throws the PoolError that adding the transaction would throw now. */
  check(transaction: Transaction): void {
    this.#pass(transaction, true);
  }

  /** Takes a transaction in, whose blobs the caller has proved against their commitments. Throws PoolError. */
  add(transaction: Transaction): void {
    this.#announce(this.#add(transaction, true));
  }

  get(hash: Uint8Array): Transaction | undefined {
    return this.#content.find(toKey(hash))?.transaction;
  }

  /** Drops one transaction; those behind it wait. Returns whether it was there. */
  remove(hash: Uint8Array): boolean {
    const entry = this.#content.find(toKey(hash));
    if (entry === undefined) return false;
    this.#version++;
    return this.#content.remove(entry);
  }

  /** wei per gas: changes the least tip, for transactions to come. */
  setMinTip(minTip: bigint): void {
    this.#options = { ...this.#options, minTip };
  }

  /** Drops everything, or everything of one sender. */
  clear(sender?: Uint8Array): void {
    this.#version++;
    const entries =
      sender === undefined ? this.#content.all() : this.#content.queueOf(toKey(sender))?.byNonce.values();
    for (const entry of [...(entries ?? [])]) this.#content.remove(entry);
  }

  /** The next nonce of an account, its executable transactions counted. */
  pendingNonce(address: Uint8Array): bigint {
    return this.#content.queueOf(toKey(address))?.pendingEnd ?? this.#account(address).nonce;
  }

  /** Executable transactions by sender (`toKey` of the address), in order of nonce. */
  pending(): ReadonlyMap<BytesKey, readonly Transaction[]> {
    return this.#listed(pendingOf);
  }

  /** Transactions that wait for an earlier nonce, by sender (`toKey` of the address), in order of nonce. */
  queued(): ReadonlyMap<BytesKey, readonly Transaction[]> {
    return this.#listed(queuedOf);
  }

  status(): { readonly pending: number; readonly queued: number } {
    return { pending: this.#content.pending, queued: this.#content.queued };
  }

  /** Every transaction in order of arrival: what `restore` takes. */
  contents(): Transaction[] {
    return [...this.#content.all()].sort((a, b) => a.arrival - b.arrival).map((entry) => entry.transaction);
  }

  /** Holds exactly these afterwards, but for those that are no longer valid. Announces nothing. */
  restore(transactions: readonly Transaction[]): void {
    this.#content.clear();
    this.#version++;
    for (const transaction of transactions) this.#putBack(transaction);
    this.#followAll();
  }

  /** The executable transactions for one block, best first. */
  select(order: TransactionOrder, fees: SelectionFees): Selection {
    return new Selection([...this.#content.queues()].map(pendingOf), order, fees);
  }

  /** Follows a new head. */
  onHead(change: PoolHeadChange): void {
    this.#version++;
    const promoted = this.#followAll();
    if (this.#keepsRemoved) {
      for (const transaction of unmined(change)) promoted.push(...this.#takeBack(transaction));
    }
    this.#announce(promoted);
  }

  /** Follows accounts that changed without a block, by a dev-mode edit. */
  refresh(): void {
    this.#version++;
    this.#announce(this.#followAll());
  }

  /** While `work` runs, transactions of blocks that leave the chain are not taken back. */
  forgettingRemoved<T>(work: () => T): T {
    this.#keepsRemoved = false;
    try {
      return work();
    } finally {
      this.#keepsRemoved = true;
    }
  }

  /** Hears of each transaction when it becomes executable; returns what ends that. */
  onPending(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(transaction: Transaction, isNew: boolean): PooledTransaction[] {
    const { entry, account, leaving } = this.#pass(transaction, isNew);
    for (const worst of leaving) this.#content.remove(worst);
    return this.#insert(entry, account, isNew);
  }

  #pass(transaction: Transaction, isNew: boolean): Admission {
    return passGate(transaction, this.#arrivals++, isNew, {
      content: this.#content,
      options: this.#options,
      state: this.parts.latestState(),
      next: this.parts.nextBlock(),
      now: this.parts.now(),
    });
  }

  #insert(entry: PooledTransaction, account: AccountView, isNew: boolean): PooledTransaction[] {
    this.#version++;
    const promoted = this.#content.insert(entry, account, this.parts.now());
    const queue = this.#content.queueOf(entry.senderKey);
    const dropped =
      queue === undefined ? [] : overLimit(this.#content, queue, isNew ? entry : undefined, this.#options);
    for (const over of dropped) this.#content.remove(over);
    if (queue !== undefined && dropped.includes(entry)) throw noRoom(queue, this.#options);
    return promoted.filter((one) => !dropped.includes(one));
  }

  #takeBack(transaction: Transaction): PooledTransaction[] {
    try {
      return this.#add(transaction, false);
    } catch (error) {
      if (error instanceof PoolError) return [];
      throw error;
    }
  }

  /** As it was here: what is asked of newcomers alone (a base fee, funds for all that wait) may have changed since it came. */
  #putBack(transaction: Transaction): void {
    try {
      validate(transaction, this.parts.nextBlock(), { ...this.#options, requireBaseFee: false, minTip: 0n });
      this.#insert(pooled(transaction, this.#arrivals++), this.#account(transaction.sender), false);
    } catch (error) {
      if (!(error instanceof PoolError)) throw error;
    }
  }

  #followAll(): PooledTransaction[] {
    const { gasLimit } = this.parts.nextBlock();
    const promoted: PooledTransaction[] = [];
    for (const queue of [...this.#content.queues()]) {
      const account = this.#account(queue.sender);
      promoted.push(...this.#content.update(queue, () => follow(queue, account, gasLimit)).promoted);
      this.#expire(queue);
    }
    return promoted;
  }

  #expire(queue: SenderQueue): void {
    const lifetime = this.#options.queueLifetime;
    if (lifetime === undefined || this.parts.now() - queue.heartbeat <= lifetime) return;
    for (const entry of queuedOf(queue)) this.#content.remove(entry);
  }

  #listed(part: (queue: SenderQueue) => PooledTransaction[]): Map<BytesKey, readonly Transaction[]> {
    const bySender = new Map<BytesKey, readonly Transaction[]>();
    for (const queue of this.#content.queues()) {
      const entries = part(queue);
      if (entries.length > 0)
        bySender.set(
          toKey(queue.sender),
          entries.map((entry) => entry.transaction),
        );
    }
    return bySender;
  }

  #account(address: Uint8Array): Account {
    return this.parts.latestState().account(address) ?? EMPTY_ACCOUNT;
  }

  #announce(promoted: readonly PooledTransaction[]): void {
    for (const { transaction } of promoted) {
      for (const listener of this.#listeners) listener(transaction);
    }
  }
}
