import type { Engine } from '../../vm/engine.ts';
import type { NodeOptions } from '../nodeOptions.ts';
import { type WarmRequest, warmRequests } from './requests.ts';
import { openScratchChain, type ScratchChain } from './scratchChain.ts';

/** milliseconds without a request before it begins, and before it goes on */
const PAUSE = 50;
/** milliseconds of CPU time */
const BUDGET = 1_500;

/** What a warm-up goes by. */
export interface WarmUpParts {
  /** milliseconds of the process's CPU time, whoever used it: a node that has worked for so long is warm */
  readonly budget: number;
  /** milliseconds since a client asked for something; 0 while something is being answered */
  quietFor(): number;
  /** Makes the chain that is worked on. */
  open(): ScratchChain;
  /** What is asked of it, each request with the result of the one before. */
  requests(chain: ScratchChain): Generator<WarmRequest, void, unknown>;
}

/**
 * Has the code that clients' requests run through run before they come, on a chain of its own that is deleted afterwards: JavaScriptCore
 * interprets what has not run yet, which takes several times as long. One request at a time, only while no client asks for
 * anything, within BUDGET. Answers what ends it, and waits for its end.
 */
export function warmUp(options: NodeOptions, engine: Engine, quietFor: () => number): () => Promise<void> {
  return warmUpWith({
    budget: BUDGET,
    quietFor,
    open: () => openScratchChain(options, engine),
    requests: ({ senders }) => warmRequests(senders),
  });
}

/** The same with parts of a test's own. */
export function warmUpWith({ budget, quietFor, open, requests }: WarmUpParts): () => Promise<void> {
  let isEnded = false;
  const begun = process.cpuUsage();
  const mayGoOn = () => {
    const { user, system } = process.cpuUsage(begun);
    return !isEnded && user + system < budget * 1_000;
  };

  /** Waits until nobody asks for anything. */
  async function quiet(): Promise<void> {
    for (let left = PAUSE - quietFor(); left > 0 && mayGoOn(); left = PAUSE - quietFor()) await pause(left);
  }

  async function work(): Promise<void> {
    await pause(PAUSE);
    await quiet();
    if (!mayGoOn()) return;
    const chain = open();
    try {
      const left = requests(chain);
      let result: unknown;
      for (let next = left.next(); next.done !== true && mayGoOn(); next = left.next(result)) {
        result = await chain.ask(...next.value);
        // whoever has come meanwhile is heard first
        await pause(0);
        await quiet();
      }
    } finally {
      await chain.end();
    }
  }

  // A node that cannot do this answers all the same: a full disk, say, its clients are told of.
  const working = work().catch(() => undefined);
  return () => {
    isEnded = true;
    return working;
  };
}

/** Does not keep the process. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
