import type { MinedLog } from '../../chain/canonical/mined.ts';
import { StoredLog } from '../../chain/receipt/storedLog.ts';
import { toHex, toHexString } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';
import { formatLog } from './log.ts';

/** Digits of an address, of a topic, and of the count of topics. */
const [ADDRESS, TOPIC, COUNT] = [40, 64, 2];

/**
 * A list of logs of the chain, none of them removed, as the text of what formatLog gives for each. Its pieces are joined in one
 * go: text that grows by what is appended is put together twice.
 */
export function logTexts(logs: readonly MinedLog[]): string {
  const pieces: string[] = [];
  let block: BlockTexts | undefined;
  for (const mined of logs) {
    pieces.push(pieces.length === 0 ? '[' : ',');
    const { log, transactionHash, transactionIndex, logIndex } = mined;
    if (!(log instanceof StoredLog)) {
      pieces.push(JSON.stringify(formatLog(mined, false)));
      continue;
    }
    if (block?.hash !== mined.blockHash) block = blockTexts(mined);
    pushOwn(log, pieces);
    pieces.push(block.before, toHexString(transactionHash));
    pieces.push('","transactionIndex":"', quantityHex(transactionIndex));
    pieces.push(block.after, quantityHex(logIndex), '","removed":false}');
  }
  return pieces.length === 0 ? '[]' : `${pieces.join('')}]`;
}

/** What the logs of a block share: up to the hash of their transaction, and from its index on. */
interface BlockTexts {
  readonly hash: Uint8Array;
  readonly before: string;
  readonly after: string;
}

function blockTexts({ blockHash, blockNumber, blockTimestamp }: MinedLog): BlockTexts {
  return {
    hash: blockHash,
    before: `,"blockNumber":"${quantityHex(blockNumber)}","transactionHash":"0x`,
    after: `","blockHash":"${toHex(blockHash)}","blockTimestamp":"${quantityHex(blockTimestamp)}","logIndex":"`,
  };
}

/** What a log says itself; its digits are made in one go. */
function pushOwn({ packed, topicCount, dataStart }: StoredLog, pieces: string[]): void {
  const digits = toHexString(packed);
  pieces.push('{"address":"0x', digits.slice(0, ADDRESS), '","topics":[');
  for (let n = 0, at = ADDRESS + COUNT; n < topicCount; n++, at += TOPIC) {
    pieces.push(n === 0 ? '"0x' : ',"0x', digits.slice(at, at + TOPIC), '"');
  }
  pieces.push('],"data":"0x', digits.slice(2 * dataStart), '"');
}
