import type { RunState } from './opcodes.ts';
import { recentMap } from './recent.ts';

type Interpreter = RunState['interpreter'];
type Analysis = ReturnType<Interpreter['_getValidJumpDestinations']>;

/** Analyses kept by one machine: each takes about twenty times the code's size. */
const KEPT = 64;

/**
 * Makes the frames of one machine share what the library finds out about code before its first jump, which it would do
 * anew in each frame: more than a millisecond for a large contract. Code is known by its array: see `canonicalCode`.
 */
export function shareJumpAnalysis(): (interpreter: Interpreter) => void {
  const known = recentMap<Uint8Array, Analysis>(KEPT);

  function analyse(this: Interpreter, code: Uint8Array): Analysis {
    let found = known.get(code);
    if (found === undefined) {
      const library: Interpreter = Object.getPrototypeOf(this);
      found = library._getValidJumpDestinations.call(this, code);
      known.set(code, found);
    }
    return found;
  }

  return (interpreter) => {
    interpreter._getValidJumpDestinations = analyse;
  };
}
