import { bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { DecodeError } from '../rlp/errors.ts';

/**
 * Reads what `RecordWriter` wrote; byte strings are copies. A view or a DataView of a record that was just read would
 * make JavaScriptCore move it out of its own heap first, which costs more than all that is read. Throws DecodeError
 * past its end.
 */
export class RecordReader {
  constructor(
    private readonly record: Uint8Array,
    private offset = 0,
  ) {}

  u8(): number {
    return this.record[this.advance(1)] as number;
  }

  u32(): number {
    return readU32(this.record, this.advance(4));
  }

  u64(): bigint {
    const start = this.advance(8);
    const high = readU32(this.record, start);
    const low = readU32(this.record, start + 4);
    // Below 2^53 a number is exact, and there is no sum of two bigints.
    return high < 0x20_0000 ? BigInt(high * 0x1_0000_0000 + low) : (BigInt(high) << 32n) | BigInt(low);
  }

  uint(): bigint {
    return bytesToBigInt(this.bytes(this.u8()));
  }

  bytes(length: number): Uint8Array {
    const start = this.advance(length);
    return this.record.slice(start, start + length);
  }

  skip(length: number): void {
    this.advance(length);
  }

  /** Where it reads next. */
  get position(): number {
    return this.offset;
  }

  /** What was read from a position on. */
  since(position: number): Uint8Array {
    return this.record.slice(position, this.offset);
  }

  private advance(length: number): number {
    const start = this.offset;
    if (start + length > this.record.length) {
      throw new DecodeError(
        'stored-record',
        `a stored record ends at ${this.record.length}, ${start + length} needed`,
      );
    }
    this.offset = start + length;
    return start;
  }
}

function readU32(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as [
    number,
    number,
    number,
    number,
  ];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
