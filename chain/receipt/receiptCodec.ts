import { concatBytes } from '../../storage/encoding/bytes.ts';
import { encodeRlp, type RlpInput } from '../rlp/encode.ts';
import type { Receipt } from './receipt.ts';

/**
 * The receipt's consensus encoding (yellow paper 4.4.1, EIP-2718): what the receipts root is made of and what
 * debug_getRawReceipts shows.
 */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const logs = receipt.logs.map(({ address, topics, data }) => [address, topics, data]);
  const list = encodeRlp([outcome(receipt), receipt.cumulativeGasUsed, receipt.logsBloom, logs]);
  return receipt.type === 0 ? list : concatBytes(Uint8Array.of(receipt.type), list);
}

/** The state root before Byzantium, the status from then on (EIP-658). */
function outcome({ stateRoot, succeeded }: Receipt): RlpInput {
  return stateRoot ?? (succeeded === true ? 1n : 0n);
}
