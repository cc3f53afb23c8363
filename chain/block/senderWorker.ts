import { concatBytes } from '../../storage/encoding/bytes.ts';
import { DecodeError } from '../rlp/errors.ts';
import { decodeBlock } from './blockCodec.ts';

/*
 * The thread that recovers senders. A binary made by `bun build --compile` has to be given this file as an entry point of
 * its own.
 */

declare const self: Worker;

/** Encoded blocks whose senders are wanted. */
export interface SenderJob {
  readonly id: number;
  readonly blocks: readonly Uint8Array[];
}

/** Of each block the senders of its transactions, 20 bytes each, one behind the other; undefined: it cannot be decoded. */
export interface SenderAnswer {
  readonly id: number;
  readonly senders: readonly (Uint8Array | undefined)[];
}

self.onmessage = ({ data: { id, blocks } }: MessageEvent<SenderJob>) => {
  self.postMessage({ id, senders: blocks.map(sendersOf) } satisfies SenderAnswer);
};

function sendersOf(encoded: Uint8Array): Uint8Array | undefined {
  try {
    return concatBytes(...decodeBlock(encoded).transactions.map(({ sender }) => sender));
  } catch (error) {
    // whoever decodes the block meets the same, and says so
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
