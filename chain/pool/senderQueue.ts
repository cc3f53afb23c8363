import type { PooledTransaction } from './pooled.ts';

/**
 * One account's transactions by nonce. Those from the account's nonce on without a gap are pending (executable), the
 * others are queued. Change it by the functions below only: they keep `pendingEnd` right.
 */
export interface SenderQueue {
  /** 20 bytes */
  readonly sender: Uint8Array;
  readonly byNonce: Map<bigint, PooledTransaction>;
  /** the account's nonce after the head */
  nonce: bigint;
  /** wei after the head */
  balance: bigint;
  /** the first nonce that is missing from `nonce` on */
  pendingEnd: bigint;
  /** wei: the most that all pending ones can cost */
  pendingCost: bigint;
  /** milliseconds since the epoch: when it last grew or moved */
  heartbeat: number;
}

/** An account's queue before its first transaction. */
export function emptyQueue(sender: Uint8Array, nonce: bigint, balance: bigint, now: number): SenderQueue {
  return { sender, byNonce: new Map(), nonce, balance, pendingEnd: nonce, pendingCost: 0n, heartbeat: now };
}

/** Puts a transaction in, in place of one with the same nonce; returns those that became pending by it. */
export function insert(queue: SenderQueue, entry: PooledTransaction): PooledTransaction[] {
  const { nonce } = entry.transaction;
  const old = queue.byNonce.get(nonce);
  queue.byNonce.set(nonce, entry);
  if (isPending(queue, nonce)) {
    queue.pendingCost += entry.cost - (old?.cost ?? 0n);
    return [entry];
  }
  return extend(queue);
}

/** Takes a transaction out; pending ones behind it become queued. */
export function remove(queue: SenderQueue, entry: PooledTransaction): void {
  const { nonce } = entry.transaction;
  if (queue.byNonce.get(nonce) !== entry) return;
  for (let n = queue.pendingEnd - 1n; n >= nonce && isPending(queue, nonce); n--) {
    queue.pendingCost -= queue.byNonce.get(n)?.cost ?? 0n;
    queue.pendingEnd = n;
  }
  queue.byNonce.delete(nonce);
}

/** Follows the account after the head moved: returns what can no longer be executed and what became pending. */
export function follow(
  queue: SenderQueue,
  account: { readonly nonce: bigint; readonly balance: bigint },
  gasLimit: bigint,
): { readonly dropped: PooledTransaction[]; readonly promoted: PooledTransaction[] } {
  const { nonce: formerNonce, pendingEnd: formerEnd } = queue;
  queue.nonce = account.nonce;
  queue.balance = account.balance;
  const dropped: PooledTransaction[] = [];
  for (const [nonce, entry] of queue.byNonce) {
    const stale = nonce < account.nonce;
    if (!stale && entry.cost <= account.balance && entry.transaction.gasLimit <= gasLimit) continue;
    queue.byNonce.delete(nonce);
    dropped.push(entry);
  }
  queue.pendingEnd = queue.nonce;
  queue.pendingCost = 0n;
  const promoted = extend(queue).filter(
    ({ transaction: { nonce } }) => nonce < formerNonce || nonce >= formerEnd,
  );
  return { dropped, promoted };
}

/** Whether the transaction with this nonce is executable. */
export function isPending(queue: SenderQueue, nonce: bigint): boolean {
  return nonce >= queue.nonce && nonce < queue.pendingEnd;
}

/** Executable transactions in order of nonce. */
export function pendingOf(queue: SenderQueue): PooledTransaction[] {
  const found: PooledTransaction[] = [];
  for (let nonce = queue.nonce; nonce < queue.pendingEnd; nonce++) {
    const entry = queue.byNonce.get(nonce);
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

/** Waiting transactions in order of nonce. */
export function queuedOf(queue: SenderQueue): PooledTransaction[] {
  const found = [...queue.byNonce.values()].filter((entry) => !isPending(queue, entry.transaction.nonce));
  return found.sort((a, b) => (a.transaction.nonce < b.transaction.nonce ? -1 : 1));
}

/** How many are executable. */
export function pendingCount(queue: SenderQueue): number {
  return Number(queue.pendingEnd - queue.nonce);
}

/** How many wait. */
export function queuedCount(queue: SenderQueue): number {
  return queue.byNonce.size - pendingCount(queue);
}

function extend(queue: SenderQueue): PooledTransaction[] {
  const promoted: PooledTransaction[] = [];
  for (;;) {
    const entry = queue.byNonce.get(queue.pendingEnd);
    if (entry === undefined) return promoted;
    queue.pendingEnd += 1n;
    queue.pendingCost += entry.cost;
    promoted.push(entry);
  }
}
