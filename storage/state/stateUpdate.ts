import type { StatePlan } from './plan.ts';

/** A state root worked out by `computeRoot`, with all that `commitBlock` needs to make it true without computing again. */
export interface StateUpdate {
  /** the state root after the changes */
  readonly root: Uint8Array;
  /** which state it was computed on; see Store: an update is only good while that is the latest */
  readonly stateVersion: number | undefined;
  readonly plan: StatePlan;
}
