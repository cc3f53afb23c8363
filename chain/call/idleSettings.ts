import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { WorldState } from '../../vm/state/worldState.ts';
import type { Header } from '../block/header.ts';

/** What a setting was made from: the same three give the same. */
export interface SettingKey {
  /** of the block, also of a pending one */
  readonly base: Header;
  /** of the store: also edits between blocks count */
  readonly stateVersion: number;
  readonly config: ChainConfig;
}

/** What there is to know of a setting here. */
interface Keepable {
  readonly state: WorldState;
  readonly key?: SettingKey | undefined;
}

/** Settings kept at most: more are in use only where calls wait for others. */
const KEPT = 4;

/** Accounts and slots of a state beyond which it is given up rather than kept. */
const LARGEST_STATE = 20_000;

/**
 * Settings of the newest base whose calls have ended. Their states hold what was read, and nothing that a call has changed:
 * the next call on the same base finds at hand what the one before it has read.
 */
export class IdleSettings<S extends Keepable> {
  #key: SettingKey | undefined;
  #settings: S[] = [];

  /** A setting made from the same, which is the caller's own until it is given back. */
  take(key: SettingKey): S | undefined {
    return this.#isFor(key) ? this.#settings.pop() : undefined;
  }

  /**
   * Takes a setting back, in which nothing has changed but by the transaction that it ran last; `stateVersion` is the store's
   * now. One that is not to be kept is let go.
   */
  give(setting: S, stateVersion: number): void {
    const { state, key } = setting;
    if (key === undefined || key.stateVersion !== stateVersion || state.size > LARGEST_STATE) return;
    if (!this.#isFor(key)) {
      this.#key = key;
      this.#settings = [];
    }
    if (this.#settings.length >= KEPT) return;
    state.revertTo();
    this.#settings.push(setting);
  }

  #isFor({ base, stateVersion, config }: SettingKey): boolean {
    const key = this.#key;
    return (
      key !== undefined && key.base === base && key.stateVersion === stateVersion && key.config === config
    );
  }
}
