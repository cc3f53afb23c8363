import type { BlockEnvironment } from '../../vm/environment.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { Header } from '../block/header.ts';
import { blobBaseFee } from '../fees/blobFee.ts';

/** What code can see of the block with this header; `blockHash` answers for its ancestors. */
export function environmentOf(
  header: Omit<Header, 'stateRoot' | 'transactionsRoot' | 'receiptsRoot' | 'logsBloom' | 'gasUsed'>,
  rules: Rules,
  blockHash: BlockEnvironment['blockHash'],
): BlockEnvironment {
  const { excessBlobGas } = header;
  return {
    number: header.number,
    timestamp: header.timestamp,
    coinbase: header.coinbase,
    gasLimit: header.gasLimit,
    baseFee: header.baseFeePerGas,
    difficulty: header.difficulty,
    prevRandao: header.mixHash,
    blobBaseFee:
      excessBlobGas === undefined || rules.blobs === undefined
        ? undefined
        : blobBaseFee(excessBlobGas, rules.blobs),
    parentBeaconRoot: header.parentBeaconBlockRoot,
    blockHash,
  };
}
