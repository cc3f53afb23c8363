import type { Deadline } from '../engine.ts';
import { ExecutionTimeoutError } from '../errors.ts';
import { nextSlice, SLICE } from '../slices.ts';

/** Jump destinations that a bounded call may pass before the clock is read; for all others as good as endless. */
const BOUNDED_FUEL = 2 ** 16;
const ENDLESS_FUEL = 2 ** 31 - 1;

/** Every how many frames a bounded call reads the clock. */
const CLOCK_STRIDE = 64;

/** Ends a bounded call that is late, and lets others have their turn while a long one runs. */
export class Clock {
  /** Jump destinations until it is to be read. */
  readonly fuel: number;
  readonly #deadline: Deadline | undefined;
  #begun = 0;
  /** milliseconds since the epoch at which others of the process get their turn */
  #sliceEnds = Date.now() + SLICE;

  constructor(deadline: Deadline | undefined) {
    this.#deadline = deadline;
    this.fuel = deadline === undefined ? ENDLESS_FUEL : BOUNDED_FUEL;
  }

  /** When a frame begins: what to wait for, if anything. */
  countFrame(): Promise<void> | undefined {
    if (this.#deadline === undefined || this.#begun++ % CLOCK_STRIDE !== 0) return undefined;
    return this.read();
  }

  /** What to wait for, if anything. Throws where it is too late. */
  read(): Promise<void> | undefined {
    if (this.#deadline === undefined) return undefined;
    const now = Date.now();
    if (now > this.#deadline.at) throw new ExecutionTimeoutError(this.#deadline.timeout);
    if (now < this.#sliceEnds) return undefined;
    return nextSlice().then(() => {
      this.#sliceEnds = Date.now() + SLICE;
    });
  }
}
