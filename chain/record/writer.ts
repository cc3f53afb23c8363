import { bigIntToBytes } from '../../storage/encoding/bytes.ts';

/** Bytes up to which a loop copies faster than the library's call. */
const SHORT = 32;

/** Appends fixed-width big-endian fields to a growing buffer: the form of stored bodies and receipts. */
export class RecordWriter {
  private buffer: Uint8Array;
  private view: DataView;
  private length = 0;

  /** `size`: bytes that will be written, more than 0, where they are known; the buffer grows past them. */
  constructor(size = 1024) {
    this.buffer = new Uint8Array(size);
    this.view = new DataView(this.buffer.buffer);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.length;
  }

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value);
    this.length += 4;
  }

  u64(value: bigint): void {
    this.reserve(8);
    this.view.setBigUint64(this.length, value);
    this.length += 8;
  }

  /** An integer of at most 255 bytes behind its length. */
  uint(value: bigint): void {
    const bytes = bigIntToBytes(value);
    this.u8(bytes.length);
    this.bytes(bytes);
  }

  /** Bytes whose length the reader knows. */
  bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    this.reserve(length);
    if (length <= SHORT) {
      for (let i = 0; i < length; i++) this.buffer[this.length + i] = bytes[i] as number;
    } else this.buffer.set(bytes, this.length);
    this.length += length;
  }

  /** Overwrites four bytes written before. */
  patchU32(offset: number, value: number): void {
    this.view.setUint32(offset, value);
  }

  /** What was written; the writer is not used again. */
  finish(): Uint8Array {
    return this.length === this.buffer.length ? this.buffer : this.buffer.slice(0, this.length);
  }

  private reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.buffer.length) return;
    let capacity = this.buffer.length * 2;
    while (capacity < needed) capacity *= 2;
    const grown = new Uint8Array(capacity);
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
    this.view = new DataView(grown.buffer);
  }
}
