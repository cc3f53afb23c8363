import { ConfigError } from './errors.ts';

/** Which states a node keeps. */
export const PRUNE_MODES = ['archive', 'full'] as const;
/** Blocks before the head whose states a full node keeps when nobody says: reth's distance. */
export const DEFAULT_KEPT = 10_064;
/** Fewer would not bear the reorgs and the reads of the recent past that clients rely on; geth's full nodes keep as many. */
export const LEAST_KEPT = 128;

/** Which of both the settings ask for. */
export interface PruneSettings {
  readonly prune: (typeof PRUNE_MODES)[number] | undefined;
  readonly pruneBlocks: number | undefined;
}

/** Blocks before the head whose states are kept; undefined: of all. Throws ConfigError. */
export function keptStates({ prune, pruneBlocks }: PruneSettings): number | undefined {
  if (prune === 'archive' && pruneBlocks !== undefined) {
    throw new ConfigError('conflict', '--prune archive keeps every state: give it without --prune-blocks');
  }
  return prune === 'full' ? (pruneBlocks ?? DEFAULT_KEPT) : pruneBlocks;
}
