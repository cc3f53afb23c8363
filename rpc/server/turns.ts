/** Milliseconds of work after which other things get their turn. */
const BUDGET = 50;
/** Milliseconds below which work is not counted: most reads, which are far from filling a turn. */
const UNCOUNTED = 0.2;

/**
 * Shares the one thread between requests and everything else. The event loop hands over all requests that have arrived
 * before it looks at its clocks: twenty calls of 150 ms would hold up a block for three seconds. So when requests have
 * used their budget, those that follow wait in line for a later turn.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #spent = 0;
  #ends = false;

  /** Does the work now, or in a later turn where this one is used up. The work must not throw. */
  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.#waiting.length === 0 && this.#spent < BUDGET) return this.#count(work);
    return new Promise<T>((resolve) => {
      this.#waiting.push(() => resolve(this.#count(work)));
    });
  }

  #count<T>(work: () => T): T {
    const begun = performance.now();
    const result = work();
    const time = performance.now() - begun;
    if (time >= UNCOUNTED) {
      this.#spent += time;
      this.#endSoon();
    }
    return result;
  }

  #endSoon(): void {
    if (this.#ends) return;
    this.#ends = true;
    setTimeout(() => this.#next(), 0);
  }

  #next(): void {
    this.#ends = false;
    this.#spent = 0;
    while (this.#spent < BUDGET) {
      const first = this.#waiting.shift();
      if (first === undefined) return;
      first();
    }
    this.#endSoon();
  }
}
