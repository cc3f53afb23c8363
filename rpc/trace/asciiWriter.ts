/** Bytes at the beginning: most traces that are looked at fit. */
const FIRST_SIZE = 1 << 17;

/** Largest number that is written by whole-number arithmetic. */
const MOST = 2 ** 31 - 1;

/** Text of ASCII in the making. What stands in it already can be repeated for the price of a copy. */
export class AsciiWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #size = 0;

  /** characters so far */
  get size(): number {
    return this.#size;
  }

  text(characters: string): void {
    const { length } = characters;
    const bytes = this.#roomFor(length);
    const start = this.#size;
    for (let i = 0; i < length; i++) bytes[start + i] = characters.charCodeAt(i);
    this.#size = start + length;
  }

  /** A number that is not negative, as JSON has it. */
  number(value: number): void {
    if (value > MOST) {
      this.text(String(value));
      return;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    const bytes = this.#roomFor(digits);
    let at = this.#size + digits;
    this.#size = at;
    let left = value | 0;
    do {
      const tenth = (left / 10) | 0;
      bytes[--at] = 0x30 + (left - tenth * 10);
      left = tenth;
    } while (left > 0);
  }

  /** The `length` characters from `start` on once more. */
  repeat(start: number, length: number): void {
    this.#roomFor(length).copyWithin(this.#size, start, start + length);
    this.#size += length;
  }

  /** What was written; nothing must be written any more. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #roomFor(length: number): Uint8Array {
    const needed = this.#size + length;
    if (needed > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      longer.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = longer;
    }
    return this.#bytes;
  }
}
