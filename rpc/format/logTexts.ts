import type { MinedLog } from '../../chain/canonical/mined.ts';
import { StoredLog } from '../../chain/receipt/storedLog.ts';
import { toHex, toHexString } from '../../storage/encoding/bytes.ts';
import type { Log } from '../../vm/log.ts';
import { quantityHex } from './hex.ts';

/** Digits of an address, of a topic, and of the count of topics. */
const [ADDRESS, TOPIC, COUNT] = [40, 64, 2];

/** A list of logs of the chain, none of them removed, as the text of what formatLog gives for each. */
export function logTexts(logs: readonly MinedLog[]): string {
  let text = '';
  let block: BlockTexts | undefined;
  for (const mined of logs) {
    if (block?.hash !== mined.blockHash) block = blockTexts(mined);
    const { log, transactionHash, transactionIndex, logIndex } = mined;
    const transaction = `"transactionHash":"${toHex(transactionHash)}","transactionIndex":"${quantityHex(transactionIndex)}"`;
    const place = `${block.number},${transaction},${block.rest},"logIndex":"${quantityHex(logIndex)}"`;
    text += `${text === '' ? '' : ','}{${ownText(log)},${place},"removed":false}`;
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

/** What a log says itself. The digits of a stored one are made in one go. */
function ownText(log: Log): string {
  if (!(log instanceof StoredLog)) {
    const topics = log.topics.map((topic) => `"${toHex(topic)}"`);
    return `"address":"${toHex(log.address)}","topics":[${topics}],"data":"${toHex(log.data)}"`;
  }
  const digits = toHexString(log.packed);
  let topics = '';
  for (let n = 0, at = ADDRESS + COUNT; n < log.topicCount; n++, at += TOPIC) {
    topics += `${n === 0 ? '' : ','}"0x${digits.slice(at, at + TOPIC)}"`;
  }
  const data = digits.slice(2 * log.dataStart);
  return `"address":"0x${digits.slice(0, ADDRESS)}","topics":[${topics}],"data":"0x${data}"`;
}
