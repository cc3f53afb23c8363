/**
 * Lets one change of the chain happen at a time, in the order asked for. Not reentrant: what runs under it must not ask
 * for it again.
 */
export class WriteLock {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` when all earlier ones have ended, however they ended. */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
