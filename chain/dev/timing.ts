import type { DevParts } from './parts.ts';

/** Commands on the clock; seconds everywhere. */
export interface TimeCommands {
  /** Moves the clock on; returns all that it was moved by. */
  increaseTime(seconds: bigint): Promise<bigint>;
  /** Throws DevError for a time that is not after the head's. */
  setNextBlockTimestamp(timestamp: bigint): Promise<void>;
  /** Moves the clock to this time; returns by how much. */
  setTime(timestamp: bigint): Promise<bigint>;
  /** undefined removes it; returns whether one was set before. */
  setBlockTimestampInterval(seconds: bigint | undefined): Promise<boolean>;
}

/** The commands on these parts; none of them makes a block. */
export function timeCommands({ chain, clock, pool }: DevParts): TimeCommands {
  const change = <T>(work: () => T): Promise<T> =>
    chain.lock.run(() => {
      const result = work();
      // A pending block made at the old time is out of date.
      pool.refresh();
      return result;
    });
  return {
    increaseTime: (seconds) => change(() => clock.increase(seconds)),
    setNextBlockTimestamp: (timestamp) =>
      change(() => clock.setNext(timestamp, chain.head().header.timestamp)),
    setTime: (timestamp) =>
      change(() => {
        const before = clock.time();
        clock.moveTo(timestamp);
        return timestamp - before;
      }),
    setBlockTimestampInterval: (seconds) => change(() => clock.setInterval(seconds)),
  };
}
