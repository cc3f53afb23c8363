import type { BundleBlock } from '../chain/call/bundles.ts';
import { effectiveTip } from '../chain/fees/effectiveTip.ts';
import type { Transaction } from '../chain/transaction/transaction.ts';
import type { StateReader } from '../storage/state/reader.ts';
import { checksumAddress } from '../vm/address.ts';
import type { MessageResult } from '../vm/engine.ts';
import { asCall } from './asCall.ts';
import type { CallExecutor } from './context/calls.ts';
import { ServerError } from './errors.ts';

/** What a signed transaction of a bundle did; amounts in wei. */
export interface BundledTransaction {
  readonly transaction: Transaction;
  readonly result: MessageResult;
  readonly gasUsed: bigint;
  /** by which the balance of the block's producer has grown */
  readonly coinbaseDiff: bigint;
  /** the part of it that was paid for gas */
  readonly gasFees: bigint;
}

/**
 * Runs signed transactions one after the other in a block on top of `base`, which `block` tells of, and keeps nothing. Throws as
 * calls do, and ServerError for what that block would not take.
 */
export async function runSignedBundle(
  transactions: readonly Transaction[],
  block: BundleBlock,
  options: Parameters<CallExecutor['callBundles']>[1],
  calls: CallExecutor,
  onResult: (returnData: Uint8Array) => void,
): Promise<readonly BundledTransaction[]> {
  const done: BundledTransaction[] = [];
  let before: Before | undefined;
  let gasUsedBefore = 0n;
  await calls.callBundles([{ calls: transactions.map(asCall), block }], options, {
    tracerFor(index, call) {
      const { coinbase, baseFee, gasLimit } = call.block;
      const transaction = transactions[index];
      if (transaction === undefined) return undefined;
      checkPlace(transaction, call.state, gasLimit - gasUsedBefore);
      before = { transaction, coinbase, baseFee, balance: balanceOf(call.state, coinbase) };
      return undefined;
    },
    onDone(_index, { result, gasUsed, after }) {
      if (before === undefined) return;
      const { transaction, coinbase, baseFee, balance } = before;
      onResult(result.returnData);
      gasUsedBefore += gasUsed;
      const gasFees = gasUsed * effectiveTip(transaction, baseFee);
      done.push({
        transaction,
        result,
        gasUsed,
        gasFees,
        coinbaseDiff: balanceOf(after, coinbase) - balance,
      });
    },
  });
  return done;
}

/** What there was before a transaction. */
interface Before {
  readonly transaction: Transaction;
  readonly coinbase: Uint8Array;
  readonly baseFee: bigint | undefined;
  /** the producer's */
  readonly balance: bigint;
}

/** Calls forgive a nonce and know no block to fill; a transaction has to fit. */
function checkPlace({ sender, nonce, gasLimit }: Transaction, state: StateReader, gasLeft: bigint): void {
  const next = state.account(sender)?.nonce ?? 0n;
  if (nonce !== next) {
    const text = nonce > next ? 'nonce too high' : 'nonce too low';
    throw new ServerError(`${text}: address ${checksumAddress(sender)}, tx: ${nonce} state: ${next}`);
  }
  if (gasLimit > gasLeft) throw new ServerError('gas limit reached');
}

function balanceOf(state: StateReader, address: Uint8Array): bigint {
  return state.account(address)?.balance ?? 0n;
}
