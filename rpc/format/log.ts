import type { MinedLog } from '../../chain/canonical/mined.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';

/** A log in its place in the chain; `removed` is true when a reorg took it away. */
export function formatLog(mined: MinedLog, removed: boolean) {
  return {
    address: toHex(mined.log.address),
    topics: mined.log.topics.map(toHex),
    data: toHex(mined.log.data),
    blockNumber: quantityHex(mined.blockNumber),
    transactionHash: toHex(mined.transactionHash),
    transactionIndex: quantityHex(mined.transactionIndex),
    blockHash: toHex(mined.blockHash),
    blockTimestamp: quantityHex(mined.blockTimestamp),
    logIndex: quantityHex(mined.logIndex),
    removed,
  };
}
