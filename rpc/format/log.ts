import type { MinedLog } from '../../chain/canonical/mined.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { Log } from '../../vm/log.ts';
import { quantityHex } from './hex.ts';
import type { BlockWords } from './place.ts';

/** Where a log stands, in words. */
export interface LogPlace extends BlockWords {
  readonly transactionHash: string;
  readonly transactionIndex: string;
}

/** A log in its place in the chain; `removed` is true when a reorg took it away. */
export function formatLog(mined: MinedLog, removed: boolean) {
  const place = {
    blockHash: toHex(mined.blockHash),
    blockNumber: quantityHex(mined.blockNumber),
    blockTimestamp: quantityHex(mined.blockTimestamp),
    transactionHash: toHex(mined.transactionHash),
    transactionIndex: quantityHex(mined.transactionIndex),
  };
  return formatLogAt(mined.log, place, mined.logIndex, removed);
}

/** The same, where its place is in words already. `logIndex` counts in the block. */
export function formatLogAt(
  { address, topics, data }: Log,
  place: LogPlace,
  logIndex: number,
  removed: boolean,
) {
  return {
    address: toHex(address),
    topics: topics.map(toHex),
    data: toHex(data),
    blockNumber: place.blockNumber,
    transactionHash: place.transactionHash,
    transactionIndex: place.transactionIndex,
    blockHash: place.blockHash,
    blockTimestamp: place.blockTimestamp,
    logIndex: quantityHex(logIndex),
    removed,
  };
}
