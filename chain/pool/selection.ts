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
    for (const transactions of senders) this.#offer(transactions, 0);
  }

  /** The best transaction left; undefined when there is none. */
  peek(): Transaction | undefined {
    return this.#heap[0]?.entry.transaction;
  }

  /** The best one was taken: its sender's next one is offered. */
  shift(): void {
    const best = this.#removeBest();
    if (best !== undefined) this.#offer(best.transactions, best.index + 1);
  }

  /** The best one cannot go in, nor can its sender's later ones. */
  pop(): void {
    this.#removeBest();
  }

  #offer(transactions: readonly PooledTransaction[], index: number): void {
    const entry = transactions[index];
    if (entry === undefined) return;
    const { transaction } = entry;
    const tip = effectiveTip(transaction, this.fees.baseFee);
    const blobFee = transaction.type === 3 ? (this.fees.blobBaseFee ?? 0n) : 0n;
    if (tip < 0n || (transaction.maxFeePerBlobGas ?? 0n) < blobFee) return;
    this.#heap.push({ entry, transactions, index, tip });
    this.#rise(this.#heap.length - 1);
  }

  #removeBest(): Candidate | undefined {
    const best = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return best;
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
    const [a, b] = [this.#heap[lower], this.#heap[upper]];
    if (a === undefined || b === undefined) return false;
    this.#heap[upper] = a;
    this.#heap[lower] = b;
    return true;
  }

  #isBetter(first: number, second: number): boolean {
    const [a, b] = [this.#heap[first], this.#heap[second]];
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
