import type { Environment } from './lmdb/environment.ts';

/** Blocks that are remembered. */
const MOST_BLOCKS = 64;

/**
 * When the newest blocks became the head. In a buffered store, as long as all that changed since then waits in memory, one goes
 * back to such a moment by the former values, without working out lookups, history and tries.
 */
export class Moments {
  readonly #environment: Environment;
  readonly #byBlock = new Map<bigint, number>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** This block is the head now, and nothing was edited since. */
  note(block: bigint): void {
    const { moment } = this.#environment;
    if (moment === undefined) return;
    this.#byBlock.set(block, moment);
    this.#byBlock.delete(block - BigInt(MOST_BLOCKS));
  }

  /** Makes this block the head again, and those after it forgotten. False where that is to be worked out: nothing has changed. */
  goBack(block: bigint): boolean {
    for (const later of this.#byBlock.keys()) if (later > block) this.#byBlock.delete(later);
    const moment = this.#byBlock.get(block);
    return moment !== undefined && this.#environment.goBack(moment);
  }
}
