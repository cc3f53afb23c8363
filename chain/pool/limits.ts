import { effectiveTip } from '../fees/effectiveTip.ts';
import type { PoolContent } from './content.ts';
import { PoolError } from './errors.ts';
import type { PoolOptions } from './options.ts';
import type { PooledTransaction } from './pooled.ts';
import {
  isPending,
  pendingCount,
  pendingOf,
  queuedCount,
  queuedOf,
  type SenderQueue,
} from './senderQueue.ts';

/**
 * The transactions that must go so that `entry` fits into the slots and bytes of the pool: the worst paying ones, each
 * worse than `entry` (go-ethereum core/txpool/legacypool: add). Throws PoolError where it is itself the worst, or where
 * a transaction that cannot be executed yet would push out one that can.
 */
export function makeRoom(
  content: PoolContent,
  entry: PooledTransaction,
  isFuture: boolean,
  baseFee: bigint | undefined,
  options: PoolOptions,
): PooledTransaction[] {
  const dropped = new Set<PooledTransaction>();
  let slots = content.slots + entry.slots - (options.pendingSlots + options.queuedSlots);
  let bytes = content.bytes + entry.bytes - options.maxBytes;
  while (slots > 0 || bytes > 0) {
    const worst = worstOf(content, dropped, baseFee);
    if (worst === undefined) throw poolFull(options);
    if (compareValue(worst, entry, baseFee) >= 0) {
      throw dropped.size === 0 ? new PoolError('underpriced') : poolFull(options);
    }
    const queue = content.queueOf(worst.senderKey);
    if (isFuture && queue !== undefined && isPending(queue, worst.transaction.nonce)) {
      throw new PoolError('future-replaces-pending');
    }
    dropped.add(worst);
    slots -= worst.slots;
    bytes -= worst.bytes;
  }
  return [...dropped];
}

/**
 * The transactions that are over the limits of accounts and of the two parts of the pool: an account's highest nonces;
 * of the executable ones those of the accounts that have most, of the waiting ones those of the accounts that have
 * been quiet longest. Other than in go-ethereum, a `newcomer` of an account that has its share already is itself what goes:
 * what was acknowledged stays, unless an account without its share or a better payer needs the place.
 */
export function overLimit(
  content: PoolContent,
  changed: SenderQueue,
  newcomer: PooledTransaction | undefined,
  options: PoolOptions,
): PooledTransaction[] {
  const queuedTooMany = queuedCount(changed) - options.accountQueue;
  if (queuedTooMany > 0) return queuedOf(changed).slice(-queuedTooMany);
  if (content.pending > options.pendingSlots) {
    if (newcomer !== undefined && pendingCount(changed) > options.accountSlots) return [newcomer];
    return longestPending(content, content.pending - options.pendingSlots, options.accountSlots);
  }
  if (content.queued > options.queuedSlots) return quietest(content, content.queued - options.queuedSlots);
  return [];
}

/** That there is no room for an account's further transaction, with the bounds that it meets. */
export function noRoom(queue: SenderQueue, options: PoolOptions): PoolError {
  const { accountQueue } = options;
  // As many waiting ones as an account may have: it is its own bound that the newcomer met.
  if (queuedCount(queue) >= accountQueue) {
    return new PoolError('account-limit', `the limit is ${accountQueue} waiting transactions`);
  }
  return poolFull(options);
}

function poolFull({ pendingSlots, queuedSlots, maxBytes }: PoolOptions): PoolError {
  return new PoolError(
    'pool-full',
    `the limit is ${pendingSlots} executable and ${queuedSlots} waiting transactions of 32 KiB, ${maxBytes} bytes`,
  );
}

/** Ascending worth: tip at the next base fee, then fee cap, then tip cap; the later arrival is worth less. */
function compareValue(a: PooledTransaction, b: PooledTransaction, baseFee: bigint | undefined): number {
  const [x, y] = [a.transaction, b.transaction];
  return (
    compare(effectiveTip(x, baseFee), effectiveTip(y, baseFee)) ||
    compare(x.maxFeePerGas, y.maxFeePerGas) ||
    compare(x.maxPriorityFeePerGas, y.maxPriorityFeePerGas)
  );
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function worstOf(
  content: PoolContent,
  except: ReadonlySet<PooledTransaction>,
  baseFee: bigint | undefined,
): PooledTransaction | undefined {
  let worst: PooledTransaction | undefined;
  for (const entry of content.all()) {
    if (except.has(entry)) continue;
    // Of equal ones the last arrival goes, so that a sender loses their highest nonce first.
    if (worst === undefined || compareValue(entry, worst, baseFee) <= 0) worst = entry;
  }
  return worst;
}

function longestPending(content: PoolContent, excess: number, spared: number): PooledTransaction[] {
  const lists = [...content.queues()].map(pendingOf);
  const dropped: PooledTransaction[] = [];
  while (dropped.length < excess) {
    const longest = lists.reduce((a, b) => (b.length > a.length ? b : a), []);
    const last = longest.length > spared ? longest.pop() : undefined;
    if (last === undefined) break;
    dropped.push(last);
  }
  return dropped;
}

function quietest(content: PoolContent, excess: number): PooledTransaction[] {
  const waiting = [...content.queues()].filter((queue) => queue.byNonce.size > pendingCount(queue));
  waiting.sort((a, b) => a.heartbeat - b.heartbeat);
  return waiting.flatMap((queue) => queuedOf(queue).reverse()).slice(0, excess);
}
