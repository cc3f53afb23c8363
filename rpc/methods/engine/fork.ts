import type { ForkName } from '../../../vm/rules/forks.ts';
import { rulesAt } from '../../../vm/rules/rules.ts';
import type { ConsensusDriver } from '../../context/engine.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError, UnsupportedError, UnsupportedForkError } from '../../errors.ts';

/** Forks after the merge that change the Engine API, oldest first. */
const ENGINE_FORKS = [
  'merge',
  'shanghai',
  'cancun',
  'prague',
  'osaka',
  'amsterdam',
] as const satisfies readonly ForkName[];

/** A fork by which versions of the Engine API differ. */
export type EngineFork = (typeof ENGINE_FORKS)[number];

/** The fork of the Engine API at this time. */
export function engineForkAt(timestamp: bigint, { chain }: NodeContext): EngineFork {
  const rules = rulesAt(chain.config, { number: chain.head().header.number + 1n, timestamp, merged: true });
  return ENGINE_FORKS.findLast((fork) => rules.has(fork)) ?? 'merge';
}

/** Refuses a method whose version is not for this fork. */
export function requireFork(fork: EngineFork, allowed: readonly EngineFork[]): void {
  if (!allowed.includes(fork)) throw new UnsupportedForkError(`unsupported fork: ${fork}`);
}

/** Refuses what this node could take apart but not execute: see docs/execution.md. */
export function requireExecuted(fork: EngineFork): void {
  if (fork === 'amsterdam') {
    throw new UnsupportedForkError('unsupported fork: this version of the node does not execute amsterdam');
  }
}

/** A field that a version must have (or must not). */
export function requirePresence(name: string, value: unknown, present: boolean): void {
  const isThere = value !== undefined && value !== null;
  if (isThere !== present) throw new InvalidParamsError(present ? `missing ${name}` : `unexpected ${name}`);
}

/** The chain in the hands of a consensus client; only a node in engine mode has it. */
export function driverOf({ consensus }: NodeContext): ConsensusDriver {
  if (consensus === undefined) throw new UnsupportedError('this node is not driven by a consensus client');
  return consensus;
}
