import {
  bytesToBigInt,
  concatBytes,
  EMPTY_BYTES,
  equalBytes,
  fromHex,
  toHex,
} from '../../storage/encoding/bytes.ts';
import { sha256 } from '../../storage/encoding/sha256.ts';
import type { Engine } from '../engine.ts';
import type { Log } from '../log.ts';
import { BlockExecutionError } from './errors.ts';
import { type BlockContext, systemCall } from './systemCall.ts';
import { CONSOLIDATION_REQUEST_CONTRACT, WITHDRAWAL_REQUEST_CONTRACT } from './systemContracts.ts';

const DEPOSIT_TYPE = 0x00;
const WITHDRAWAL_TYPE = 0x01;
const CONSOLIDATION_TYPE = 0x02;

/** keccak256('DepositEvent(bytes,bytes,bytes,bytes,bytes)') */
const DEPOSIT_TOPIC = fromHex('649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5');
const DEPOSIT_LOG_LENGTH = 576;
/** The five fields of a deposit log: where the ABI puts each one's length, and the only length allowed. */
const DEPOSIT_FIELDS = [
  { name: 'pubkey', offset: 160, length: 48 },
  { name: 'withdrawal credentials', offset: 256, length: 32 },
  { name: 'amount', offset: 320, length: 8 },
  { name: 'signature', offset: 384, length: 96 },
  { name: 'index', offset: 512, length: 8 },
] as const;

/**
 * The requests that a Prague block makes to the consensus layer (EIP-7685), in order of type: deposits from the logs of
 * the deposit contract (EIP-6110), then what the two queues give. Each begins with its type byte; a type without any
 * data is left out. Throws BlockExecutionError where a contract is missing (unless the chain began without it), fails, or a deposit log is malformed.
 */
export async function collectRequests(
  engine: Engine,
  context: BlockContext,
  logs: readonly Log[],
): Promise<readonly Uint8Array[]> {
  const found = [
    { type: DEPOSIT_TYPE, data: deposits(logs, context.rules.config.depositContract) },
    { type: WITHDRAWAL_TYPE, data: await dequeue(engine, context, WITHDRAWAL_REQUEST_CONTRACT) },
    { type: CONSOLIDATION_TYPE, data: await dequeue(engine, context, CONSOLIDATION_REQUEST_CONTRACT) },
  ];
  return found
    .filter(({ data }) => data.length > 0)
    .map(({ type, data }) => concatBytes(Uint8Array.of(type), data));
}

/** That of most blocks. */
const NO_REQUESTS_HASH = sha256(EMPTY_BYTES);

/** The header's requestsHash: sha256 over the sha256 of each request (EIP-7685). */
export function requestsHash(requests: readonly Uint8Array[]): Uint8Array {
  if (requests.length === 0) return NO_REQUESTS_HASH;
  return sha256(concatBytes(...requests.filter((request) => request.length > 1).map(sha256)));
}

function deposits(logs: readonly Log[], contract: Uint8Array): Uint8Array {
  const found: Uint8Array[] = [];
  for (const { address, topics, data } of logs) {
    const topic = topics[0];
    if (topic === undefined || !equalBytes(address, contract) || !equalBytes(topic, DEPOSIT_TOPIC)) continue;
    found.push(deposit(data));
  }
  return concatBytes(...found);
}

/** Checks the one layout that the deposit contract's event can have and joins its fields (EIP-6110). */
function deposit(data: Uint8Array): Uint8Array {
  if (data.length !== DEPOSIT_LOG_LENGTH) {
    throw new BlockExecutionError('deposit-log-invalid', `deposit log of ${data.length} bytes`);
  }
  const word = (offset: number) => bytesToBigInt(data.subarray(offset, offset + 32));
  const fields = DEPOSIT_FIELDS.map(({ name, offset, length }, index) => {
    if (word(index * 32) !== BigInt(offset) || word(offset) !== BigInt(length)) {
      throw new BlockExecutionError('deposit-log-invalid', `deposit log with a malformed ${name}`);
    }
    return data.subarray(offset + 32, offset + 32 + length);
  });
  return concatBytes(...fields);
}

/** What a queue contract hands out at the end of a block. */
async function dequeue(engine: Engine, context: BlockContext, contract: Uint8Array): Promise<Uint8Array> {
  const result = await systemCall(engine, context, contract, EMPTY_BYTES);
  if (result === undefined) {
    if (context.rules.config.requestContractsOptional === true) return EMPTY_BYTES;
    throw new BlockExecutionError(
      'system-contract-missing',
      `no code at the system contract ${toHex(contract)}`,
    );
  }
  if (result.halt !== undefined) {
    const text = `the system contract ${toHex(contract)} failed: ${result.halt}`;
    throw new BlockExecutionError('system-call-failed', text);
  }
  return result.returnData;
}
