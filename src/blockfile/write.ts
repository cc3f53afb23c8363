import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BlockFileError } from './errors.ts';

/**
 * Writes encoded blocks one after the other, gzipped when the name ends in .gz. The file appears under its name only
 * when it is whole; blocks are asked for no faster than the disk takes them.
 */
export async function writeBlockFile(path: string, blocks: Iterable<Uint8Array>): Promise<void> {
  const unfinished = `${path}.partial`;
  const source = Readable.from(blocks, { objectMode: true, highWaterMark: 16 });
  const target = createWriteStream(unfinished);
  try {
    if (path.endsWith('.gz')) await pipeline(source, createGzip(), target);
    else await pipeline(source, target);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new BlockFileError('unwritable', `${path}: cannot be written (${code ?? message})`);
  }
}
