import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encodeRlp } from '../../../chain/rlp/encode.ts';
import { openBlockFile } from '../../../src/blockfile/read.ts';
import { splitBlocks } from '../../../src/blockfile/split.ts';
import { writeBlockFile } from '../../../src/blockfile/write.ts';
import { concatBytes } from '../../../storage/encoding/bytes.ts';
import { temporaryDirectory } from '../temporary.ts';

const directory = temporaryDirectory();

/** Lists of every form of header: empty, short, and with one, two and three bytes of length. */
const items = [0, 1, 54, 55, 56, 300, 70_000].map((size) => encodeRlp([new Uint8Array(size).fill(7)]));
const joined = concatBytes(...items, encodeRlp([]));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const item of source) found.push(item.slice());
  return found;
}

describe('a stream of blocks', () => {
  test.each([1, 2, 3, 1000, 65_536, 1_000_000])(
    'is cut into its items from chunks of %p bytes',
    async (size) => {
      expect(await collect(splitBlocks(inChunks(joined, size)))).toEqual([...items, encodeRlp([])]);
    },
  );

  test('ends early: an error', () => {
    expect(collect(splitBlocks(inChunks(joined.subarray(0, 1000), 7)))).rejects.toThrow(
      'the file ends inside it',
    );
  });

  test('holds what is no list: an error', () => {
    expect(collect(splitBlocks(inChunks(new Uint8Array([0x80]), 1)))).rejects.toThrow('it is not a list');
  });

  test('announces an item past all bounds: an error, before it is held', () => {
    const header = new Uint8Array([0xfb, 0x10, 0, 0, 0]);
    expect(collect(splitBlocks(inChunks(header, 5)))).rejects.toThrow('it would be 268435461 bytes long');
  });
});

describe('a file of blocks', () => {
  test.each(['blocks.rlp', 'blocks.rlp.gz'])('%s is read as it was written', async (name) => {
    const path = join(directory, name);
    await writeBlockFile(path, items);
    expect(existsSync(`${path}.partial`)).toBe(false);
    const file = openBlockFile(path);
    expect(await collect(file.blocks())).toEqual(items);
    expect(file.bytesRead()).toBe(file.size);
    const bytes = readFileSync(path);
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    expect(plain.equals(concatBytes(...items))).toBe(true);
  });

  test('that cannot be read or is damaged is named, with the block', () => {
    expect(() => openBlockFile(join(directory, 'none'))).toThrow('there is no such file');
    expect(() => openBlockFile(directory)).toThrow('is a directory');
    const short = join(directory, 'short.rlp');
    writeFileSync(short, concatBytes(...items).subarray(0, 200));
    expect(collect(openBlockFile(short).blocks())).rejects.toThrow(
      `${short}: block 5 of the file: the file ends`,
    );
    const damaged = join(directory, 'damaged.gz');
    writeFileSync(damaged, gzipSync(joined).subarray(0, 60));
    expect(collect(openBlockFile(damaged).blocks())).rejects.toThrow(`${damaged}: not valid gzip`);
  });

  test('that cannot be written leaves nothing behind', () => {
    const path = join(directory, 'no-such-directory', 'x.rlp');
    expect(writeBlockFile(path, items)).rejects.toThrow(`${path}: cannot be written (ENOENT)`);
  });
});
