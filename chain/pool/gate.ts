import { toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { admit } from './admission.ts';
import { checkSidecar } from './blobs.ts';
import type { AccountView, PoolContent } from './content.ts';
import { PoolError } from './errors.ts';
import { makeRoom } from './limits.ts';
import type { NextBlockView } from './nextBlockView.ts';
import type { PoolOptions } from './options.ts';
import { type PooledTransaction, pooled } from './pooled.ts';
import { mayReplace } from './replacement.ts';
import { emptyQueue, type SenderQueue } from './senderQueue.ts';
import { validate } from './validate.ts';

/** What a transaction is measured by at the gate. */
export interface GateView {
  readonly content: PoolContent;
  readonly options: PoolOptions;
  readonly state: StateReader;
  readonly next: NextBlockView;
  /** milliseconds since the epoch */
  readonly now: number;
}

/** A transaction that may come in, when these have left. */
export interface Admission {
  readonly entry: PooledTransaction;
  readonly account: AccountView;
  readonly leaving: readonly PooledTransaction[];
}

/**
 * Every check that a transaction must pass; changes nothing. One that is not `isNew` was in a block: its blobs have been
 * checked, and are gone. Throws PoolError.
 */
export function passGate(
  transaction: Transaction,
  arrival: number,
  isNew: boolean,
  view: GateView,
): Admission {
  const { content, options, state, next } = view;
  if (content.find(toKey(transaction.hash)) !== undefined) throw new PoolError('already-known');
  validate(transaction, next, options);
  const entry = pooled(transaction, arrival);
  const account = state.account(transaction.sender) ?? EMPTY_ACCOUNT;
  const queue =
    content.queueOf(entry.senderKey) ??
    emptyQueue(transaction.sender, account.nonce, account.balance, view.now);
  const isAuthority = content.isAuthority(entry.senderKey);
  admit(entry, state, { queue, isAuthority, queueOf: (sender) => content.queueOf(sender) }, options);
  const leaving = leavingFor(entry, queue, view);
  if (isNew && transaction.type === 3) checkSidecar(transaction, next.rules);
  return { entry, account, leaving };
}

/** The ones that must leave to make room, unless this one takes the place of an earlier one. */
function leavingFor(entry: PooledTransaction, queue: SenderQueue, view: GateView): PooledTransaction[] {
  const { nonce, type } = entry.transaction;
  const { content, options, next } = view;
  const old = queue.byNonce.get(nonce);
  if (old === undefined) return makeRoom(content, entry, nonce > queue.pendingEnd, next.baseFee, options);
  const bump = type === 3 ? options.blobPriceBump : options.priceBump;
  if (mayReplace(old.transaction, entry.transaction, bump)) return [];
  throw new PoolError('replacement-underpriced');
}
