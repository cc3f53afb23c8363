import { DevError } from '../dev/errors.ts';

/** Where block timestamps come from; seconds everywhere. */
export interface BlockClock {
  /** The timestamp that a block on top of `parent` would have now; always greater than its parent's. */
  after(parent: bigint): bigint;
  /** A block with this timestamp was made on top of `parent`. */
  made(timestamp: bigint, parent: bigint): void;
}

/** Real time: a block's timestamp is the second it is made in, or its parent's and one where that is not later. */
export class WallClock implements BlockClock {
  constructor(private readonly now: () => number) {}

  after(parent: bigint): bigint {
    return later(BigInt(Math.floor(this.now() / 1000)), parent);
  }

  made(): void {}
}

/** What of a dev clock a snapshot keeps. */
export interface ClockState {
  readonly time: bigint;
  readonly nextTimestamp: bigint | undefined;
  readonly interval: bigint | undefined;
}

/**
 * Dev mode's time: real time moved by an offset. Blocks that are made faster than one a second push the offset, as
 * Hardhat's do, so that evm_increaseTime always moves on from the newest block.
 */
export class DevClock implements BlockClock {
  /** asked for */
  #offset: bigint;
  /** gained by blocks made within one second */
  #drift = 0n;
  #nextTimestamp: bigint | undefined;
  #interval: bigint | undefined;

  readonly #initialOffset: bigint;

  /** `now` in milliseconds since the epoch; `start`: the time in seconds that it is now, undefined: real time. */
  constructor(
    private readonly now: () => number,
    start?: bigint,
  ) {
    this.#initialOffset = start === undefined ? 0n : start - this.#wall();
    this.#offset = this.#initialOffset;
  }

  after(parent: bigint): bigint {
    if (this.#nextTimestamp !== undefined) return later(this.#nextTimestamp, parent);
    if (this.#interval !== undefined) {
      const next = parent + this.#interval;
      return later(next < END_OF_TIME ? next : parent, parent);
    }
    return later(this.time(), parent);
  }

  made(timestamp: bigint, parent: bigint): void {
    if (this.#nextTimestamp !== undefined) {
      this.#nextTimestamp = undefined;
      this.moveTo(timestamp);
    } else if (this.#interval === undefined && timestamp === parent + 1n) {
      const ahead = timestamp - this.time();
      if (ahead > 0n) this.#drift += ahead;
    }
  }

  /** The time it is. */
  time(): bigint {
    return this.#wall() + this.#offset + this.#drift;
  }

  /** Moves on; returns all that it was moved by. Throws DevError past the end of time. */
  increase(seconds: bigint): bigint {
    requireBounded(this.time() + seconds);
    this.#offset += seconds;
    return this.#offset;
  }

  /** Makes it this time from now on. Throws DevError past the end of time. */
  moveTo(timestamp: bigint): void {
    requireBounded(timestamp);
    this.#drift = 0n;
    this.#offset = timestamp - this.#wall();
  }

  /** Fixes the next block's timestamp; time goes on from there. Throws DevError when it is not after the head's. */
  setNext(timestamp: bigint, head: bigint): void {
    requireBounded(timestamp);
    if (timestamp <= head) {
      const text = `Timestamp error: ${timestamp} is lower than or equal to previous block's timestamp ${head}`;
      throw new DevError('timestamp-too-low', text);
    }
    this.#nextTimestamp = timestamp;
  }

  /** Fixes the next block's timestamp `seconds` after the head's; for the `first` of a row, after the present time. */
  pass(seconds: bigint, head: bigint, first: boolean): void {
    if (this.#nextTimestamp !== undefined) return;
    const from = first && this.time() > head ? this.time() : head;
    requireBounded(from + seconds);
    this.#nextTimestamp = later(from + seconds, head);
  }

  /** Seconds from one block to the next whatever the time; undefined: by the time. */
  setInterval(seconds: bigint | undefined): boolean {
    requireBounded(seconds ?? 0n);
    const had = this.#interval !== undefined;
    this.#interval = seconds;
    return had;
  }

  /** What `restore` takes. */
  save(): ClockState {
    // The time itself is kept, not the distance to real time: a snapshot goes back to the moment it was taken at.
    return { time: this.time(), nextTimestamp: this.#nextTimestamp, interval: this.#interval };
  }

  restore(state: ClockState): void {
    this.moveTo(state.time);
    this.#nextTimestamp = state.nextTimestamp;
    this.#interval = state.interval;
  }

  /** Time as if it had never been touched. */
  reset(): void {
    this.#offset = this.#initialOffset;
    this.#drift = 0n;
    this.#nextTimestamp = undefined;
    this.#interval = undefined;
  }

  #wall(): bigint {
    return BigInt(Math.floor(this.now() / 1000));
  }
}

function later(timestamp: bigint, parent: bigint): bigint {
  return timestamp > parent ? timestamp : parent + 1n;
}

/** Timestamps are 64 bits; half of that is kept for blocks still to come. */
const END_OF_TIME = 2n ** 63n;

function requireBounded(timestamp: bigint): void {
  if (timestamp < END_OF_TIME) return;
  throw new DevError('value-invalid', `Timestamp error: ${timestamp} is not below ${END_OF_TIME}`);
}
