import { concatBytes, toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { BundledTransaction } from '../signedBundle.ts';

/** What came of a bundle as eth_callBundle shows it: amounts as decimal text, gas and the block's number as JSON numbers. */
export function formatSignedBundle(done: readonly BundledTransaction[], stateBlock: bigint) {
  const gasUsed = sum(done, (one) => one.gasUsed);
  const hashes = done.map(({ transaction }) => transaction.hash);
  return {
    bundleHash: toHex(keccak256(concatBytes(...hashes))),
    bundleGasPrice: perGas(
      sum(done, (one) => one.coinbaseDiff),
      gasUsed,
    ),
    ...formatPaid({
      coinbaseDiff: sum(done, (one) => one.coinbaseDiff),
      gasFees: sum(done, (one) => one.gasFees),
    }),
    totalGasUsed: Number(gasUsed),
    stateBlockNumber: Number(stateBlock),
    results: done.map(formatOne),
  };
}

function formatOne(one: BundledTransaction) {
  const { transaction, result, gasUsed, coinbaseDiff } = one;
  return {
    txHash: toHex(transaction.hash),
    fromAddress: toHex(transaction.sender),
    toAddress: transaction.to === undefined ? null : toHex(transaction.to),
    gasUsed: Number(gasUsed),
    gasPrice: perGas(coinbaseDiff, gasUsed),
    ...formatPaid(one),
    ...formatEnd(result),
  };
}

function formatEnd({ halt, returnData }: BundledTransaction['result']) {
  if (halt === undefined) return { value: toHex(returnData) };
  return halt === 'revert' ? { error: 'execution reverted', revert: toHex(returnData) } : { error: halt };
}

function formatPaid({ coinbaseDiff, gasFees }: Pick<BundledTransaction, 'coinbaseDiff' | 'gasFees'>) {
  return {
    coinbaseDiff: String(coinbaseDiff),
    gasFees: String(gasFees),
    ethSentToCoinbase: String(coinbaseDiff - gasFees),
  };
}

function perGas(amount: bigint, gas: bigint): string {
  return String(gas === 0n ? 0n : amount / gas);
}

function sum(done: readonly BundledTransaction[], of: (one: BundledTransaction) => bigint): bigint {
  return done.reduce((total, one) => total + of(one), 0n);
}
