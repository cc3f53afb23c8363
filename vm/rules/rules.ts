import type { BlobParameters, ChainConfig } from './chainConfig.ts';
import { FORKS, type ForkName, forkOrder } from './forks.ts';

/** The rules in force for one block. Made once per fork and shared: compare by identity. */
export interface Rules {
  readonly config: ChainConfig;
  /** The newest fork in force. */
  readonly fork: ForkName;
  /** Blob parameters in force; undefined before Cancun. */
  readonly blobs: BlobParameters | undefined;
  /** True when `fork` or a later one is in force. */
  has(fork: ForkName): boolean;
}

/** What selects a block's rules. */
export interface ForkPoint {
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
  /** True for a block after the merge (difficulty 0 on a chain with a terminal total difficulty). */
  readonly merged: boolean;
}

const cache = new WeakMap<ChainConfig, Map<ForkName, Rules>>();

/** The rules for a block at this point of the chain. */
export function rulesAt(config: ChainConfig, point: ForkPoint): Rules {
  let active: ForkName = 'frontier';
  for (const fork of FORKS) {
    if (fork.name === 'frontier') continue;
    if (fork.by === 'difficulty') {
      if (point.merged) active = fork.name;
      continue;
    }
    if (fork.by === 'time' && !point.merged) continue;
    const at = config.activations.get(fork.name);
    if (at === undefined) continue;
    if ((fork.by === 'block' ? point.number : point.timestamp) >= at) active = fork.name;
  }
  return rulesOf(config, active);
}

/** The rules of one fork by name. */
export function rulesOf(config: ChainConfig, fork: ForkName): Rules {
  let byFork = cache.get(config);
  if (byFork === undefined) {
    byFork = new Map();
    cache.set(config, byFork);
  }
  let rules = byFork.get(fork);
  if (rules === undefined) {
    const order = forkOrder(fork);
    const active = new Set(FORKS.map(({ name }) => name).filter((name) => forkOrder(name) <= order));
    rules = { config, fork, blobs: blobParameters(config, fork), has: (name) => active.has(name) };
    byFork.set(fork, rules);
  }
  return rules;
}

/** The newest entry of the blob schedule that is not later than `fork` (EIP-7840, EIP-7892). */
function blobParameters(config: ChainConfig, fork: ForkName): BlobParameters | undefined {
  const order = forkOrder(fork);
  let found: BlobParameters | undefined;
  for (const { name } of FORKS) {
    if (forkOrder(name) <= order) found = config.blobSchedule.get(name) ?? found;
  }
  return forkOrder('cancun') <= order ? found : undefined;
}
