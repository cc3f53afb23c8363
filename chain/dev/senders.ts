import { impersonatedTransaction } from '../transaction/sign.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { UnsignedTransaction } from '../wallet/wallet.ts';
import type { DevParts } from './parts.ts';

/** Commands on who may send, and on what was sent. */
export interface SenderCommands {
  impersonate(address: Uint8Array): void;
  /** Returns whether it was impersonated. */
  stopImpersonating(address: Uint8Array): boolean;
  autoImpersonate(on: boolean): void;
  /** Lets ecrecover answer this address for this signature, 65 bytes r‖s‖v, whatever was signed. */
  impersonateSignature(signature: Uint8Array, address: Uint8Array): Promise<void>;
  /** True when transactions of this address need no key. */
  isImpersonated(address: Uint8Array): boolean;
  /** Adds a transaction that nobody has signed; it is mined as others are. Throws PoolError, TransactionError. */
  submitUnsigned(request: UnsignedTransaction): Promise<Transaction>;
  /** False where the pool does not hold it. */
  dropTransaction(hash: Uint8Array): Promise<boolean>;
  /** Drops all; with a sender, only theirs. */
  dropAllTransactions(sender?: Uint8Array): Promise<void>;
}

/** The commands on these parts. */
export function senderCommands(parts: DevParts): SenderCommands {
  const { chain, pool, producer, impersonation, signatures, gate } = parts;
  return {
    impersonate: (address) => impersonation.add(address),
    stopImpersonating: (address) => impersonation.remove(address),
    autoImpersonate: (on) => impersonation.setEveryone(on),
    impersonateSignature: (signature, address) =>
      chain.lock.run(() => {
        signatures.add(signature, address);
        // What waits may end otherwise now.
        pool.refresh();
      }),
    isImpersonated: (address) => impersonation.has(address),
    async submitUnsigned(request) {
      const transaction = impersonatedTransaction(request, request.from);
      await gate?.(transaction);
      pool.add(transaction);
      await producer.submitted(transaction.hash);
      return transaction;
    },
    dropTransaction: (hash) => chain.lock.run(() => pool.remove(hash)),
    dropAllTransactions: (sender) => chain.lock.run(() => pool.clear(sender)),
  };
}
