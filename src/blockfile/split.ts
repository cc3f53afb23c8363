import { concatBytes } from '../../storage/encoding/bytes.ts';
import { BlockFileError } from './errors.ts';

/** No block comes near this size; a longer item means that the file is not one of blocks. */
const LARGEST_ITEM = 128 * 1024 * 1024;

/** Length of an RLP item from its first bytes, header included; undefined when they do not tell yet. */
function itemLength(bytes: Uint8Array): number | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  if (first < 0xc0) throw new BlockFileError('malformed', 'it is not a list, as every encoded block is');
  if (first <= 0xf7) return 1 + first - 0xc0;
  const lengthBytes = first - 0xf7;
  if (bytes.length < 1 + lengthBytes) return undefined;
  let length = 0;
  for (const byte of bytes.subarray(1, 1 + lengthBytes)) length = length * 256 + byte;
  return 1 + lengthBytes + length;
}

/**
 * Cuts a stream of concatenated RLP lists into them, holding one item and one chunk in memory at a time. Throws
 * BlockFileError for what is no list, for a list past 128 MiB, and for a stream that ends inside one.
 */
export async function* splitBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let wanted = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    held += chunk.length;
    if (held < wanted) continue;
    let rest = concatBytes(...parts);
    for (;;) {
      const length = itemLength(rest);
      if (length !== undefined && length > LARGEST_ITEM) {
        throw new BlockFileError('too-large', `it would be ${length} bytes long`);
      }
      wanted = length ?? rest.length + 1;
      if (rest.length < wanted) break;
      yield rest.subarray(0, wanted);
      rest = rest.subarray(wanted);
    }
    parts = [rest];
    held = rest.length;
  }
  if (held > 0) throw new BlockFileError('truncated', 'the file ends inside it');
}
