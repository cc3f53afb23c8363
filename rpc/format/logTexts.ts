import type { MinedLog } from '../../chain/canonical/mined.ts';
import { StoredLog } from '../../chain/receipt/storedLog.ts';
import { toHex, toHexString } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';
import { formatLog } from './log.ts';

/** Digits of an address, of a topic, and of the count of topics. */
const [ADDRESS, TOPIC, COUNT] = [40, 64, 2];

/** A list of logs of the chain, none of them removed, as the text of what formatLog gives for each. */
export function logTexts(logs: readonly MinedLog[]): string {
  let text = '';
  let block: BlockTexts | undefined;
  for (const mined of logs) {
    if (text !== '') text += ',';
    if (!(mined.log instanceof StoredLog)) {
      text += JSON.stringify(formatLog(mined, false));
      continue;
    }
    if (block?.hash !== mined.blockHash) block = blockTexts(mined);
    const { log, transactionHash, transactionIndex, logIndex } = mined;
    const transaction = `"transactionHash":"${toHex(transactionHash)}","transactionIndex":"${quantityHex(transactionIndex)}"`;
    const place = `${block.number},${transaction},${block.rest},"logIndex":"${quantityHex(logIndex)}"`;
    text += `{${ownText(log)},${place},"removed":false}`;
  }
  return `[${text}]`;
}

/** What the logs of a block share, in words. */
interface BlockTexts {
  readonly hash: Uint8Array;
  readonly number: string;
  readonly rest: string;
}

function blockTexts({ blockHash, blockNumber, blockTimestamp }: MinedLog): BlockTexts {
  return {
    hash: blockHash,
    number: `"blockNumber":"${quantityHex(blockNumber)}"`,
    rest: `"blockHash":"${toHex(blockHash)}","blockTimestamp":"${quantityHex(blockTimestamp)}"`,
  };
}

/** What a log says itself; its digits are made in one go. */
function ownText(log: StoredLog): string {
  const digits = toHexString(log.packed);
  let topics = '';
  for (let n = 0, at = ADDRESS + COUNT; n < log.topicCount; n++, at += TOPIC) {
    topics += `${n === 0 ? '' : ','}"0x${digits.slice(at, at + TOPIC)}"`;
  }
  const data = digits.slice(2 * log.dataStart);
  return `"address":"0x${digits.slice(0, ADDRESS)}","topics":[${topics}],"data":"0x${data}"`;
}
