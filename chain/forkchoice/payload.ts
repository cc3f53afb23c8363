import { equalBytes, toHex } from '../../storage/encoding/bytes.ts';
import { requestsHash } from '../../vm/block/requests.ts';
import type { Block, Withdrawal } from '../block/block.ts';
import { EMPTY_OMMERS_HASH } from '../block/blockCodec.ts';
import type { Header } from '../block/header.ts';
import { hashHeader } from '../block/headerCodec.ts';
import { transactionsRoot, withdrawalsRoot } from '../building/roots.ts';
import { DecodeError } from '../rlp/errors.ts';
import { decodeTransaction } from '../transaction/decode.ts';

/** A block as consensus clients exchange it (Engine API, ExecutionPayload), with what travels beside it. */
export interface ExecutionPayload
  extends Pick<
    Header,
    | 'parentHash'
    | 'stateRoot'
    | 'receiptsRoot'
    | 'logsBloom'
    | 'gasLimit'
    | 'gasUsed'
    | 'timestamp'
    | 'extraData'
    | 'blobGasUsed'
    | 'excessBlobGas'
    | 'parentBeaconBlockRoot'
  > {
  readonly feeRecipient: Uint8Array;
  readonly prevRandao: Uint8Array;
  readonly blockNumber: bigint;
  readonly baseFeePerGas: bigint;
  readonly blockHash: Uint8Array;
  /** canonical encodings */
  readonly transactions: readonly Uint8Array[];
  readonly withdrawals?: readonly Withdrawal[] | undefined;
  /** Each begins with its type byte (EIP-7685); undefined before Prague. */
  readonly requests?: readonly Uint8Array[] | undefined;
}

/** A payload that is not the block it is said to be: a transaction cannot be read, or a hash is another. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';

  constructor(
    readonly code: 'transaction' | 'block-hash' | 'blob-hashes',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The block that a payload stands for. Throws PayloadError. */
export function blockOfPayload(payload: ExecutionPayload): Block {
  const transactions = payload.transactions.map(readTransaction);
  const { withdrawals, requests } = payload;
  const header: Header = {
    parentHash: payload.parentHash,
    ommersHash: EMPTY_OMMERS_HASH,
    coinbase: payload.feeRecipient,
    stateRoot: payload.stateRoot,
    transactionsRoot: transactionsRoot(transactions),
    receiptsRoot: payload.receiptsRoot,
    logsBloom: payload.logsBloom,
    difficulty: 0n,
    number: payload.blockNumber,
    gasLimit: payload.gasLimit,
    gasUsed: payload.gasUsed,
    timestamp: payload.timestamp,
    extraData: payload.extraData,
    mixHash: payload.prevRandao,
    nonce: new Uint8Array(8),
    baseFeePerGas: payload.baseFeePerGas,
    withdrawalsRoot: withdrawals === undefined ? undefined : withdrawalsRoot(withdrawals),
    blobGasUsed: payload.blobGasUsed,
    excessBlobGas: payload.excessBlobGas,
    parentBeaconBlockRoot: payload.parentBeaconBlockRoot,
    requestsHash: requests === undefined ? undefined : requestsHash(requests),
  };
  const hash = hashHeader(header);
  if (!equalBytes(hash, payload.blockHash)) {
    const text = `blockhash mismatch, want ${toHex(payload.blockHash)}, got ${toHex(hash)}`;
    throw new PayloadError('block-hash', text);
  }
  return { header, hash, transactions, ommers: [], withdrawals };
}

function readTransaction(raw: Uint8Array, index: number) {
  try {
    return decodeTransaction(raw);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new PayloadError('transaction', `invalid transaction ${index}: ${cause.message}`, { cause });
  }
}
