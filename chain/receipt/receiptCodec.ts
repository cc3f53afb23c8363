import { bigIntToBytes } from '../../storage/encoding/bytes.ts';
import type { Log } from '../../vm/log.ts';
import { rlpBytesSize, rlpListSize, writeRlpBytes, writeRlpHead } from '../rlp/encode.ts';
import { BLOOM_SIZE } from './bloom.ts';
import type { Receipt } from './receipt.ts';

const SUCCESS = Uint8Array.of(1);
const FAILURE = new Uint8Array(0);
const BLOOM_ITEM = BLOOM_SIZE + 3;
const ADDRESS_ITEM = 21;
const TOPIC_ITEM = 33;

/**
 * The receipt's consensus encoding (yellow paper 4.4.1, EIP-2718): what the receipts root is made of and what
 * debug_getRawReceipts shows. Written in one go, since a block may have thousands.
 */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const { type, logs, logsBloom } = receipt;
  const outcome = outcomeOf(receipt);
  const gas = bigIntToBytes(receipt.cumulativeGasUsed);
  let logBytes = 0;
  for (const log of logs) logBytes += rlpListSize(logPayload(log));
  const payload = rlpBytesSize(outcome) + rlpBytesSize(gas) + BLOOM_ITEM + rlpListSize(logBytes);
  const prefix = type === 0 ? 0 : 1;
  const out = new Uint8Array(prefix + rlpListSize(payload));
  if (prefix === 1) out[0] = type;
  let at = writeRlpHead(out, prefix, 0xc0, payload);
  at = writeRlpBytes(out, at, outcome);
  at = writeRlpBytes(out, at, gas);
  at = writeRlpBytes(out, at, logsBloom);
  at = writeRlpHead(out, at, 0xc0, logBytes);
  for (const log of logs) at = writeLog(out, at, log);
  return out;
}

/** The state root before Byzantium, the status from then on (EIP-658). */
function outcomeOf({ stateRoot, succeeded }: Receipt): Uint8Array {
  return stateRoot ?? (succeeded === true ? SUCCESS : FAILURE);
}

function logPayload({ topics, data }: Log): number {
  return ADDRESS_ITEM + rlpListSize(topics.length * TOPIC_ITEM) + rlpBytesSize(data);
}

function writeLog(out: Uint8Array, start: number, log: Log): number {
  const { address, topics, data } = log;
  let at = writeRlpHead(out, start, 0xc0, logPayload(log));
  at = writeRlpBytes(out, at, address);
  at = writeRlpHead(out, at, 0xc0, topics.length * TOPIC_ITEM);
  for (const topic of topics) at = writeRlpBytes(out, at, topic);
  return writeRlpBytes(out, at, data);
}
