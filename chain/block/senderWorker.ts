import { concatBytes } from '../../storage/encoding/bytes.ts';
import { DecodeError } from '../rlp/errors.ts';
import { decodeTransaction } from '../transaction/decode.ts';
import { decodeBlock } from './blockCodec.ts';

/*
 * The thread that recovers senders. A binary made by `bun build --compile` has to be given this file as an entry point of
 * its own.
 */

declare const self: Worker;

/** Encoded blocks or raw transactions whose senders are wanted. */
export interface SenderJob {
  readonly id: number;
  readonly of: 'blocks' | 'transactions';
  readonly encoded: readonly Uint8Array[];
}

/**
 * Of each transaction its sender, of each block those of its transactions, 20 bytes each, one behind the other; undefined: it
 * cannot be decoded.
 */
export interface SenderAnswer {
  readonly id: number;
  readonly senders: readonly (Uint8Array | undefined)[];
}

const READERS = { blocks: sendersOfBlock, transactions: senderOfTransaction };

self.onmessage = ({ data: { id, of, encoded } }: MessageEvent<SenderJob>) => {
  const read = READERS[of];
  self.postMessage({ id, senders: encoded.map((one) => readable(() => read(one))) } satisfies SenderAnswer);
};

function sendersOfBlock(encoded: Uint8Array): Uint8Array {
  return concatBytes(...decodeBlock(encoded).transactions.map(({ sender }) => sender));
}

function senderOfTransaction(raw: Uint8Array): Uint8Array {
  return decodeTransaction(raw, { sidecar: true }).sender;
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // whoever decodes it meets the same, and says so
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
