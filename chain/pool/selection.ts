import { effectiveTip } from '../fees/effectiveTip.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { PooledTransaction } from './pooled.ts';

/** Which of two waiting senders goes first: the better payer, or who came first. */
export type TransactionOrder = 'fees' | 'fifo';

/** What decides whether and when a transaction goes into the next block. */
export interface SelectionFees {
  /** wei per gas; undefined before London */
  readonly baseFee: bigint | undefined;
  /** wei per blob gas; undefined before Cancun */
  readonly blobBaseFee: bigint | undefined;
}

/**
 * The transactions for one block, best first, each sender's in order of nonce: a heap of the senders' next ones.
 * A transaction that cannot pay the base fee holds back its sender's later ones.
 */
export class Selection {
  readonly #heap: Candidate[] = [];

  /** `senders`: each sender's executable transactions in order of nonce. */
  constructor(
    senders: Iterable<readonly PooledTransaction[]>,
    private readonly order: TransactionOrder,
    private readonly fees: SelectionFees,
  ) {
    for (const transactions of senders) {
      const first = this.#candidate(transactions, 0);
      if (first === undefined) continue;
      this.#heap.push(first);
      this.#rise(this.#heap.length - 1);
    }
  }

  /** The best transaction left; undefined when there is none. */
  peek(): Transaction | undefined {
    return this.#heap[0]?.entry.transaction;
  }

  /** The best one was taken: its sender's next one is offered. */
  shift(): void {
    const best = this.#heap[0];
    if (best === undefined) return;
    const next = this.#candidate(best.transactions, best.index + 1);
    if (next === undefined) this.#removeBest();
    else {
      this.#heap[0] = next;
      this.#sink(0);
    }
  }

  /** The best one cannot go in, nor can its sender's later ones. */
  pop(): void {
    this.#removeBest();
  }

  /** A sender's transaction, where there is one that can pay. */
  #candidate(transactions: readonly PooledTransaction[], index: number): Candidate | undefined {
    const entry = transactions[index];
    if (entry === undefined) return undefined;
    const { transaction } = entry;
    const tip = effectiveTip(transaction, this.fees.baseFee);
    const blobFee = transaction.type === 3 ? (this.fees.blobBaseFee ?? 0n) : 0n;
    if (tip < 0n || (transaction.maxFeePerBlobGas ?? 0n) < blobFee) return undefined;
    return { entry, transactions, index, tip };
  }

  #removeBest(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBetter(at, parent)) return;
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const best = this.#isBetter(right, left) ? right : left;
      if (!this.#swapIfBetter(best, at)) return;
      at = best;
    }
  }

  #swapIfBetter(lower: number, upper: number): boolean {
    if (!this.#isBetter(lower, upper)) return false;
    const better = this.#heap[lower] as Candidate;
    this.#heap[lower] = this.#heap[upper] as Candidate;
    this.#heap[upper] = better;
    return true;
  }

  #isBetter(first: number, second: number): boolean {
    const a = this.#heap[first];
    const b = this.#heap[second];
    if (a === undefined || b === undefined) return false;
    if (this.order === 'fees' && a.tip !== b.tip) return a.tip > b.tip;
    return a.entry.arrival < b.entry.arrival;
  }
}

interface Candidate {
  readonly entry: PooledTransaction;
  readonly transactions: readonly PooledTransaction[];
  readonly index: number;
  /** wei per gas */
  readonly tip: bigint;
}
