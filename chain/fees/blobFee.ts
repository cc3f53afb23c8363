import type { BlobParameters } from '../../vm/rules/chainConfig.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { Header } from '../block/header.ts';

const MIN_BLOB_BASE_FEE = 1n;
/** Gas of execution that a blob is worth at least: the reserve price (EIP-7918). */
const BLOB_BASE_COST = 8_192n;

/**
 * The excess blob gas that a block under `rules` must have on top of `parent` (EIP-4844; with a reserve price from
 * Osaka on, EIP-7918). `rules` are the new block's, which must have blobs. A parent before Cancun counts as zero.
 */
export function nextExcessBlobGas(
  parent: Pick<Header, 'excessBlobGas' | 'blobGasUsed' | 'baseFeePerGas'>,
  rules: Pick<Rules, 'blobs' | 'has'>,
): bigint {
  const blobs = required(rules.blobs);
  const excess = parent.excessBlobGas ?? 0n;
  const used = parent.blobGasUsed ?? 0n;
  const target = blobs.target * GAS_PER_BLOB;
  if (excess + used < target) return 0n;
  if (rules.has('osaka')) {
    const reserve = BLOB_BASE_COST * (parent.baseFeePerGas ?? 0n);
    if (reserve > GAS_PER_BLOB * blobBaseFee(excess, blobs)) {
      return excess + (used * (blobs.max - blobs.target)) / blobs.max;
    }
  }
  return excess + used - target;
}

/** wei per blob gas at this excess (EIP-4844). */
export function blobBaseFee(
  excessBlobGas: bigint,
  blobs: Pick<BlobParameters, 'baseFeeUpdateFraction'>,
): bigint {
  return fakeExponential(MIN_BLOB_BASE_FEE, excessBlobGas, blobs.baseFeeUpdateFraction);
}

/** factor · e^(numerator ÷ denominator) by Taylor expansion in integers, exactly as EIP-4844 writes it. */
export function fakeExponential(factor: bigint, numerator: bigint, denominator: bigint): bigint {
  let sum = 0n;
  let term = factor * denominator;
  for (let i = 1n; term > 0n; i++) {
    sum += term;
    term = (term * numerator) / (denominator * i);
  }
  return sum / denominator;
}

function required(blobs: BlobParameters | undefined): BlobParameters {
  if (blobs === undefined) throw new Error('blob fees exist from Cancun on, and need a blob schedule');
  return blobs;
}
