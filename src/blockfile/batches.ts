import type { Block } from '../../chain/block/block.ts';
import { decodeBlock } from '../../chain/block/blockCodec.ts';
import type { SenderThread } from '../../chain/block/senderThread.ts';
import { DecodeError } from '../../chain/rlp/errors.ts';
import { BlockFileError } from './errors.ts';

/** Blocks, and bytes of them, that are executed before they are committed together. */
const BATCH_BLOCKS = 256;
const BATCH_BYTES = 8 * 1024 * 1024;

/** What comes before a fault is given too. */
async function* grouped(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const encoded of blocks) {
      batch.push(encoded);
      bytes += encoded.length;
      if (batch.length < BATCH_BLOCKS && bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

/** A batch, and what the thread says of its senders. */
interface Ahead {
  readonly encoded: readonly Uint8Array[];
  readonly senders: ReturnType<SenderThread['recover']>;
}

/**
 * Decodes the blocks of a file in batches: a batch is one commit, and what an interruption may cost. While the caller executes one,
 * the thread recovers the senders of the next. Throws BlockFileError behind the blocks that stand before the fault.
 */
export async function* blockBatches(
  blocks: AsyncIterable<Uint8Array>,
  file: string,
  thread: SenderThread,
): AsyncGenerator<Block[]> {
  let waiting: Ahead | undefined;
  let place = 0;
  async function* decodeAll({ encoded, senders }: Ahead): AsyncGenerator<Block[]> {
    const known = await senders;
    const decoded: Block[] = [];
    try {
      for (const [index, block] of encoded.entries()) {
        decoded.push(decode(block, known[index], file, place++));
      }
    } catch (error) {
      waiting = undefined;
      if (decoded.length > 0) yield decoded;
      throw error;
    }
    yield decoded;
  }
  try {
    for await (const encoded of grouped(blocks)) {
      const before: Ahead | undefined = waiting;
      // a file of one batch is executed before the thread has started
      const isWorth = before !== undefined || encoded.length === BATCH_BLOCKS;
      waiting = { encoded, senders: isWorth ? thread.recover(encoded) : Promise.resolve([]) };
      if (before !== undefined) yield* decodeAll(before);
    }
  } catch (error) {
    // What stands before the fault in the file is good until execution says otherwise.
    if (waiting !== undefined) yield* decodeAll(waiting);
    throw error;
  }
  if (waiting !== undefined) yield* decodeAll(waiting);
}

function decode(encoded: Uint8Array, senders: Uint8Array | undefined, file: string, place: number): Block {
  try {
    return decodeBlock(encoded, senders);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new BlockFileError('malformed', `${file}: block ${place} of the file: ${error.message}`);
  }
}
