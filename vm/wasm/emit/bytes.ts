/** Bytes that grow as they are written. */
export class Bytes {
  #bytes = new Uint8Array(512);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  all(values: ArrayLike<number>): void {
    const { length } = values;
    if (this.#length + length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(values, this.#length);
    this.#length += length;
  }

  /** Unsigned LEB128. */
  unsigned(value: number): void {
    let left = value;
    for (; left >= 0x80; left >>>= 7) this.byte((left & 0x7f) | 0x80);
    this.byte(left);
  }

  /** What `write` writes, and before it how long that is. */
  sized(write: (to: Bytes) => void): void {
    const inner = new Bytes();
    write(inner);
    this.unsigned(inner.length);
    this.all(inner.#bytes.subarray(0, inner.#length));
  }

  /** A copy of all that was written. */
  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(least: number): void {
    const former = this.#bytes;
    this.#bytes = new Uint8Array(Math.max(2 * former.length, this.#length + least));
    this.#bytes.set(former.subarray(0, this.#length));
  }
}
