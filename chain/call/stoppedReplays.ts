import type { StateChanges } from '../../storage/state/changes.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { Block } from '../block/block.ts';
import type { BlockProgress } from '../building/progress.ts';

/** What a block is run again on, beside its parent's state: the same three give the same. */
export interface ReplayKey {
  readonly block: Block;
  /** Dev mode: what was edited before it. */
  readonly edits: StateChanges | undefined;
  readonly config: ChainConfig;
}

/** A block run again as far as a transaction, which has not run. */
export interface StoppedReplay {
  readonly key: ReplayKey;
  readonly progress: BlockProgress;
  /** index of the transaction that comes next */
  readonly next: number;
  /** logs of the transactions before it */
  readonly logs: number;
}

/** Replays kept at most. */
const KEPT = 4;

/** Accounts and slots of a state beyond which it is given up rather than kept. */
const LARGEST_STATE = 20_000;

/**
 * Replays that were stopped in front of the transaction that was wanted, the last used ones: who looks at a transaction often
 * asks again, in another form, or for the one after it, and what comes before it need not run again. Their states hold what was
 * read as well.
 */
export class StoppedReplays {
  /** the last used one last */
  readonly #kept: StoppedReplay[] = [];

  /** The furthest that does not go past the transaction at `index`; it is the caller's own until it is given back. */
  take({ block, edits, config }: ReplayKey, index: number): StoppedReplay | undefined {
    let best: StoppedReplay | undefined;
    for (const replay of this.#kept) {
      const { key, next } = replay;
      if (key.block !== block || key.edits !== edits || key.config !== config || next > index) continue;
      if (next >= (best?.next ?? 0)) best = replay;
    }
    if (best !== undefined) this.#kept.splice(this.#kept.indexOf(best), 1);
    return best;
  }

  /**
   * Takes one back whose state has run that transaction, and nothing since. What modules remember of a block cannot be taken
   * back, nor what is large be kept: those are let go.
   */
  give(replay: StoppedReplay): void {
    const { hooks, state } = replay.progress;
    if (hooks !== undefined || state.size > LARGEST_STATE) return;
    state.revertTo();
    this.#kept.push(replay);
    if (this.#kept.length > KEPT) this.#kept.shift();
  }
}
