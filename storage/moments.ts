import type { Environment } from './lmdb/environment.ts';
import type { HeldMark, HeldTries } from './state/heldTries.ts';

/** Blocks that are remembered. */
const MOST_BLOCKS = 64;

/**
 * When the newest blocks became the head. In a buffered store, as long as all that changed since then waits in memory, one goes
 * back to such a moment by the former values, without working out lookups, history and tries.
 */
export class Moments {
  readonly #environment: Environment;
  readonly #held: HeldTries;
  readonly #byBlock = new Map<number, { readonly moment: number; readonly mark: HeldMark }>();

  constructor(environment: Environment, held: HeldTries) {
    this.#environment = environment;
    this.#held = held;
  }

  /** This block is the head now, and nothing was edited since. */
  note(number: bigint): void {
    const block = Number(number);
    const { moment } = this.#environment;
    if (moment === undefined) return;
    // A mark keeps former nodes of the tries in memory.
    for (const [before, earlier] of this.#byBlock) {
      if (earlier.moment >= this.#environment.earliestMoment) break;
      this.#byBlock.delete(before);
    }
    this.#byBlock.delete(block);
    this.#byBlock.set(block, { moment, mark: this.#held.mark() });
    this.#byBlock.delete(block - MOST_BLOCKS);
  }

  /** Makes this block the head again, and those after it forgotten. False where that is to be worked out: nothing has changed. */
  goBack(number: bigint): boolean {
    const block = Number(number);
    for (const later of this.#byBlock.keys()) if (later > block) this.#byBlock.delete(later);
    const then = this.#byBlock.get(block);
    if (then === undefined || !this.#environment.goBack(then.moment)) return false;
    this.#held.restore(then.mark);
    return true;
  }
}
