import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { SealedHeader } from '../block/header.ts';
import { blobBaseFee } from './blobFee.ts';

/** What eth_feeHistory tells of one block whatever percentiles are asked for. */
export interface BlockFees {
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  /** wei per gas; 0 before London */
  readonly baseFee: bigint;
  readonly gasUsedRatio: number;
  /** wei per blob gas; 0 before Cancun */
  readonly blobBaseFee: bigint;
  readonly blobGasUsedRatio: number;
}

/** Reads it from a header and the rules of its block. */
export function blockFees({ header, hash }: SealedHeader, { blobs }: Pick<Rules, 'blobs'>): BlockFees {
  const { excessBlobGas } = header;
  return {
    hash,
    parentHash: header.parentHash,
    baseFee: header.baseFeePerGas ?? 0n,
    gasUsedRatio: ratio(header.gasUsed, header.gasLimit),
    blobBaseFee: excessBlobGas === undefined || blobs === undefined ? 0n : blobBaseFee(excessBlobGas, blobs),
    blobGasUsedRatio: ratio(header.blobGasUsed ?? 0n, (blobs?.max ?? 0n) * GAS_PER_BLOB),
  };
}

function ratio(used: bigint, limit: bigint): number {
  return limit === 0n ? 0 : Number(used) / Number(limit);
}

/** Blocks whose fees are kept: four of the longest questions. */
const KEPT = 4096;

/** The fees of the blocks that were asked for last. A wallet asks for nearly the same range with every block. */
export class FeeMemory {
  /** by what is left of their numbers: neighbours never displace each other */
  readonly #kept = new Array<BlockFees | undefined>(KEPT);

  /** The fees of the block with this number and hash, made by `make` where they are not at hand. */
  get(number: number, hash: Uint8Array, make: () => BlockFees | undefined): BlockFees | undefined {
    const place = number % KEPT;
    const kept = this.#kept[place];
    if (kept !== undefined && (kept.hash === hash || equalBytes(kept.hash, hash))) return kept;
    const made = make();
    if (made === undefined) return undefined;
    // The array that it was asked for with: a child's, which asks with the same one again.
    const own = { ...made, hash };
    this.#kept[place] = own;
    return own;
  }
}
