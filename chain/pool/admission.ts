import type { BytesKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { checksumAddress } from '../../vm/address.ts';
import { delegationTarget } from '../../vm/transaction/delegation.ts';
import { PoolError } from './errors.ts';
import type { PoolOptions } from './options.ts';
import type { PooledTransaction } from './pooled.ts';
import { isPending, pendingCount, type SenderQueue } from './senderQueue.ts';

/** What of the pool an admission looks at. */
export interface AdmissionView {
  /** The sender's queue, made for the occasion where they have nothing in the pool. */
  readonly queue: SenderQueue;
  queueOf(sender: BytesKey): SenderQueue | undefined;
  /** Whether a transaction in the pool holds a delegation of the sender's account. */
  readonly isAuthority: boolean;
}

/**
 * Checks a transaction against its sender's account and their other transactions, in geth's order (go-ethereum
 * core/txpool/validation.go: ValidateTransactionWithState; legacypool: validateAuth). Throws PoolError.
 */
export function admit(
  entry: PooledTransaction,
  state: StateReader,
  view: AdmissionView,
  options: PoolOptions,
): void {
  const { transaction } = entry;
  const { queue } = view;
  const code = state.code((state.account(transaction.sender) ?? EMPTY_ACCOUNT).codeHash);
  const delegated = delegationTarget(code) !== undefined;
  if (!options.contractSenders && !delegated && code.length > 0) {
    const detail = `address ${checksumAddress(transaction.sender)}, len(code): ${code.length}`;
    throw new PoolError('sender-not-eoa', detail);
  }
  if (transaction.nonce < queue.nonce) {
    throw new PoolError('nonce-too-low', `next nonce ${queue.nonce}, tx nonce ${transaction.nonce}`);
  }
  if (transaction.type === 3 && transaction.nonce > queue.pendingEnd) {
    throw new PoolError('nonce-too-high', `tx nonce ${transaction.nonce}, gapped nonce ${queue.pendingEnd}`);
  }
  checkFunds(entry, queue);
  if (!options.limitDelegated) return;
  if (delegated || view.isAuthority) checkDelegated(entry, queue);
  checkAuthorities(entry, view);
}

function checkFunds(entry: PooledTransaction, queue: SenderQueue): void {
  const { balance, pendingCost } = queue;
  if (balance < entry.cost) {
    const detail = `balance ${balance}, tx cost ${entry.cost}, overshot ${entry.cost - balance}`;
    throw new PoolError('insufficient-funds', detail);
  }
  const { nonce } = entry.transaction;
  const replaced = isPending(queue, nonce) ? queue.byNonce.get(nonce) : undefined;
  const rise = entry.cost - (replaced?.cost ?? 0n);
  if (balance >= pendingCost + rise) return;
  const what = replaced === undefined ? 'tx cost' : 'tx bumped';
  const overshot = pendingCost + rise - balance;
  throw new PoolError(
    'insufficient-funds',
    `balance ${balance}, queued cost ${pendingCost}, ${what} ${rise}, overshot ${overshot}`,
  );
}

function checkDelegated(entry: PooledTransaction, queue: SenderQueue): void {
  const { nonce } = entry.transaction;
  if (isPending(queue, nonce)) return;
  if (pendingCount(queue) > 0) throw new PoolError('delegated-in-flight');
  if (nonce !== queue.nonce) throw new PoolError('delegated-gap');
}

function checkAuthorities(entry: PooledTransaction, view: AdmissionView): void {
  for (const authority of entry.authorities) {
    if ((view.queueOf(authority)?.byNonce.size ?? 0) > 1) throw new PoolError('authority-reserved');
  }
}
