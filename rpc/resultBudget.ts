import { LimitExceededError } from './errors.ts';

/** Counts what calls gave back towards one answer of at most `limit` bytes of JSON; throws LimitExceededError past them. */
export function resultBudget(limit: number): (returnData: Uint8Array) => void {
  let left = limit;
  return ({ length }) => {
    left -= 2 * length;
    if (left < 0) {
      throw new LimitExceededError(`results too large: the limit is ${limit} bytes (--rpc-trace-size)`);
    }
  };
}
