import { HeldFrames } from '../../vm/tracing/heldFrames.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';

/** A hook's call that somebody may be watching. */
export interface WatchedCall {
  /** for the call */
  readonly tracer: Tracer | undefined;
  /** Tells the watcher of it: whether its answer counts is known only when it has ended. */
  settle(counts: boolean): void;
}

const UNWATCHED: WatchedCall = { tracer: undefined, settle: () => undefined };

/**
 * Watches one call of a hook. One that ended well but answered something else than it should has no effect, and is told of
 * as reverted: its logs are in no receipt.
 */
export function watchCall(watcher: Tracer | undefined): WatchedCall {
  if (watcher === undefined) return UNWATCHED;
  const held = new HeldFrames();
  return {
    tracer: held.tracer,
    settle: (counts) => (counts ? held.release(watcher, 0) : held.releaseReverted(watcher)),
  };
}
