/**
 * How long executions share the one thread. Each runs for a slice, then waits here until those before it have had theirs;
 * one goes on in each turn of the event loop, so that a clock, a block to be made or a short request waits for one of them
 * and not for all. Few are begun at a time: each that is half done holds a machine, and a crowd ends sooner one after the
 * other than all together.
 */

/** Milliseconds of one slice. */
export const SLICE = 10;
/** Executions that may be half done before others begin. */
const MOST_BEGUN = 4;

const begun: (() => void)[] = [];
const newcomers: (() => void)[] = [];
let isDue = false;

/** Resolves when an execution that has used up its slice may go on for another one. */
export function nextSlice(): Promise<void> {
  return wait(begun);
}

/** Resolves when a further execution may begin; undefined: at once. */
export function roomToBegin(): Promise<void> | undefined {
  return begun.length < MOST_BEGUN && newcomers.length === 0 ? undefined : wait(newcomers);
}

function wait(line: (() => void)[]): Promise<void> {
  return new Promise((resolve) => {
    line.push(resolve);
    beDue();
  });
}

function beDue(): void {
  if (isDue) return;
  isDue = true;
  // Not setImmediate: while one of those is due, sockets may not be heard.
  setTimeout(giveOne, 0);
}

function giveOne(): void {
  isDue = false;
  begun.shift()?.();
  if (begun.length < MOST_BEGUN) newcomers.shift()?.();
  if (begun.length + newcomers.length > 0) beDue();
}
