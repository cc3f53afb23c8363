/** Unsigned LEB128 integers up to 2^53 - 1: block numbers, indexes and lengths inside stored records. */

/** Bytes up to which a loop copies faster than the library's call. */
const SHORT = 32;

/** A growing record. */
export class RecordWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Begins again, with nothing written. */
  restart(): this {
    this.#length = 0;
    return this;
  }

  get length(): number {
    return this.#length;
  }

  varint(value: number): this {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const { length } = bytes;
    this.#reserve(length);
    if (length <= SHORT) {
      for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = bytes[i] as number;
    } else this.#bytes.set(bytes, this.#length);
    this.#length += length;
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a RecordWriter wrote; throws RangeError past the end. */
export class RecordReader {
  position = 0;

  constructor(readonly record: Uint8Array) {}

  get done(): boolean {
    return this.position >= this.record.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.record[this.position++];
      if (byte === undefined) throw new RangeError('record ends within a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  /** A copy of the next bytes. */
  bytes(length: number): Uint8Array {
    const end = this.position + length;
    if (end > this.record.length) throw new RangeError('record ends within a byte string');
    const bytes = this.record.slice(this.position, end);
    this.position = end;
    return bytes;
  }
}
