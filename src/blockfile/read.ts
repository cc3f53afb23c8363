import { createReadStream, statSync } from 'node:fs';
import { pipeline, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BlockFileError } from './errors.ts';
import { splitBlocks } from './split.ts';

/** A file of blocks being read, with how far the reading has come (bytes of the file itself, compressed or not). */
export interface BlockFile {
  readonly size: number;
  bytesRead(): number;
  /** The encoded blocks in file order. Throws BlockFileError, naming the block by its place in the file. */
  blocks(): AsyncGenerator<Uint8Array>;
}

/** Opens concatenated RLP blocks, as geth exports them; gunzipped on the way when the name ends in .gz. */
export function openBlockFile(path: string): BlockFile {
  const size = sizeOf(path);
  let bytesRead = 0;
  async function* blocks(): AsyncGenerator<Uint8Array> {
    const counter = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        bytesRead += chunk.length;
        done(null, chunk);
      },
    });
    const stages = path.endsWith('.gz')
      ? [createReadStream(path), counter, createGunzip()]
      : [createReadStream(path), counter];
    // The errors of every stage surface where the last one is read.
    const stream = pipeline(stages, () => undefined) as unknown as Transform;
    let index = 0;
    try {
      for await (const block of splitBlocks(stream)) {
        yield block;
        index += 1;
      }
    } catch (error) {
      if (error instanceof BlockFileError) {
        throw new BlockFileError(error.code, `${path}: block ${index} of the file: ${error.message}`);
      }
      if (isCompressionError(error)) {
        throw new BlockFileError(
          'malformed',
          `${path}: not valid gzip after block ${index} of the file: ${error.message}`,
        );
      }
      throw error;
    }
  }
  return { size, bytesRead: () => bytesRead, blocks };
}

function sizeOf(path: string): number {
  try {
    const status = statSync(path);
    if (status.isDirectory())
      throw new BlockFileError('unreadable', `${path}: is a directory, not a file of blocks`);
    return status.size;
  } catch (error) {
    if (error instanceof BlockFileError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new BlockFileError('unreadable', `${path}: ${reason}`);
  }
}

function isCompressionError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
