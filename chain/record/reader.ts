import { bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { DecodeError } from '../rlp/errors.ts';

/** Reads what `RecordWriter` wrote; byte strings are views into the record. Throws DecodeError past its end. */
export class RecordReader {
  private readonly view: DataView;

  constructor(
    private readonly record: Uint8Array,
    private offset = 0,
  ) {
    this.view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u32(): number {
    return this.view.getUint32(this.advance(4));
  }

  u64(): bigint {
    return this.view.getBigUint64(this.advance(8));
  }

  uint(): bigint {
    return bytesToBigInt(this.bytes(this.u8()));
  }

  bytes(length: number): Uint8Array {
    const start = this.advance(length);
    return new Uint8Array(this.record.buffer, this.record.byteOffset + start, length);
  }

  skip(length: number): void {
    this.advance(length);
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
