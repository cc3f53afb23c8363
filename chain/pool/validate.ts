import { checksumAddress } from '../../vm/address.ts';
import type { ForkName } from '../../vm/rules/forks.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { floorDataGas, intrinsicGas } from '../../vm/transaction/intrinsicGas.ts';
import { initcodeLimit, MAX_NONCE, transactionGasCap } from '../../vm/transaction/limits.ts';
import { isSystemTransaction } from '../transaction/native/system.ts';
import { NATIVE_TYPE, type Transaction, type TransactionType } from '../transaction/transaction.ts';
import { checkBlobs } from './blobs.ts';
import { PoolError } from './errors.ts';
import type { NextBlockView } from './nextBlockView.ts';
import type { PoolOptions } from './options.ts';

/** The fork that brings each type. */
const TYPE_FORKS: Record<Exclude<TransactionType, 0>, ForkName> = {
  1: 'berlin',
  2: 'london',
  3: 'cancun',
  4: 'prague',
  // it has the fees of type 2
  [NATIVE_TYPE]: 'london',
};

/**
 * Checks what needs no state, in geth's order (go-ethereum core/txpool/validation.go: ValidateTransaction). Throws
 * PoolError. Blob proofs are checked apart, since that is slow: see `verifyBlobs`.
 */
export function validate(transaction: Transaction, next: NextBlockView, options: PoolOptions): void {
  const { rules } = next;
  checkChain(transaction, rules, options.allowUnprotected);
  const bytes = transaction.raw.length;
  if (bytes > options.maxTransactionBytes) {
    throw new PoolError('oversized', `transaction size ${bytes}, limit ${options.maxTransactionBytes}`);
  }
  checkType(transaction, rules);
  checkSizes(transaction, rules);
  if (transaction.gasLimit > next.gasLimit) throw new PoolError('block-gas-limit');
  if (transaction.maxPriorityFeePerGas > transaction.maxFeePerGas) throw new PoolError('tip-above-fee-cap');
  if (transaction.nonce >= MAX_NONCE) throw new PoolError('nonce-max');
  checkGas(transaction, rules);
  if (transaction.maxPriorityFeePerGas < options.minTip) {
    const tip = `gas tip cap ${transaction.maxPriorityFeePerGas}, minimum needed ${options.minTip}`;
    throw new PoolError('price-below-minimum', tip);
  }
  if (options.requireBaseFee) checkBaseFee(transaction, next);
  if (transaction.type === 3) checkBlobs(transaction, rules);
  if (transaction.type === 4 && transaction.authorizations.length === 0) {
    throw new PoolError('authorization-missing');
  }
}

function checkChain(transaction: Transaction, rules: Rules, allowUnprotected: boolean): void {
  if (transaction.chainId === undefined) {
    if (!allowUnprotected) throw new PoolError('unprotected-transaction');
    return;
  }
  const { chainId } = rules.config;
  if (transaction.chainId !== chainId) {
    throw new PoolError('wrong-chain', `have ${transaction.chainId} want ${chainId}`);
  }
}

function checkType(transaction: Transaction, rules: Rules): void {
  if (transaction.type === 0) return;
  if (transaction.type === NATIVE_TYPE) checkNative(transaction, rules);
  const fork = TYPE_FORKS[transaction.type];
  if (rules.has(fork)) return;
  const name = `${fork.charAt(0).toUpperCase()}${fork.slice(1)}`;
  throw new PoolError('type-not-supported', `type ${transaction.type} rejected, pool not yet in ${name}`);
}

function checkNative(transaction: Transaction, rules: Rules): void {
  if (rules.config.nativeTransactions !== true)
    throw new PoolError('type-not-supported', 'this chain has no native transactions');
  if (isSystemTransaction(transaction))
    throw new PoolError('type-not-supported', 'kind system is not for sending');
}

function checkSizes(transaction: Transaction, rules: Rules): void {
  const limit = initcodeLimit(rules);
  if (limit !== undefined && transaction.to === undefined && transaction.data.length > limit) {
    throw new PoolError('initcode-too-large', `code size ${transaction.data.length}, limit ${limit}`);
  }
  const gasCap = transactionGasCap(rules);
  if (gasCap !== undefined && transaction.gasLimit > gasCap) {
    const text = `transaction gas limit too high (cap: ${gasCap}, tx: ${transaction.gasLimit})`;
    throw new PoolError('gas-limit-too-high', undefined, text);
  }
}

function checkGas(transaction: Transaction, rules: Rules): void {
  const needed = intrinsicGas(transaction, rules);
  const detail = (minimum: bigint) => `gas ${transaction.gasLimit}, minimum needed ${minimum}`;
  if (transaction.gasLimit < needed) throw new PoolError('intrinsic-gas', detail(needed));
  if (!rules.has('prague')) return;
  const floor = floorDataGas(transaction, rules);
  if (transaction.gasLimit < floor) throw new PoolError('floor-gas', detail(floor));
}

function checkBaseFee(transaction: Transaction, next: NextBlockView): void {
  const sender = () => `address ${checksumAddress(transaction.sender)}`;
  const baseFee = next.baseFee ?? 0n;
  if (transaction.maxFeePerGas < baseFee) {
    const detail = `${sender()}, maxFeePerGas: ${transaction.maxFeePerGas}, baseFee: ${baseFee}`;
    throw new PoolError('fee-cap-too-low', detail);
  }
  const blobCap = transaction.maxFeePerBlobGas ?? 0n;
  const blobFee = next.blobBaseFee ?? 0n;
  if (transaction.type === 3 && blobCap < blobFee) {
    const detail = `${sender()} blobGasFeeCap: ${blobCap}, blobBaseFee: ${blobFee}`;
    throw new PoolError('blob-fee-cap-too-low', detail);
  }
}
