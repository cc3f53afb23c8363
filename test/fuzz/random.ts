import { seededRandom } from '../rpc/support/sampler.ts';

/** A repeatable source of choices. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** An integer in [0, bound). */
  int(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.int(256);
    return bytes;
  }

  list<T>(most: number, make: () => T): T[] {
    const items: T[] = [];
    for (let left = this.int(most + 1); left > 0; left--) items.push(make());
    return items;
  }
}

/** The seed of one case of a run: runs with neighbouring seeds share none of the first million. */
export function caseSeed(seed: number, index: number): number {
  let mixed = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
