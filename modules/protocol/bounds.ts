/*
 * What the protocol grants hooks at most, whatever a module declares and the registry allows. Hooks run outside block gas,
 * so these bounds are what a block can cost beside its gas limit. All are consensus: changing one is a fork.
 */

/** Modules whose hooks are called in one block; the first in order count. */
export const MAX_HOOKED_MODULES = 16;

/** gas of one validateTransaction, beside what `dataAllowance` adds */
export const MAX_VALIDATE_GAS = 1_000_000n;
/** gas of one onBlockStart */
export const MAX_START_GAS = 10_000_000n;
/** gas of one onBlockEnd */
export const MAX_END_GAS = 10_000_000n;

/**
 * gas of all validateTransaction calls about the transactions that are in one block: where it is used up no further
 * transaction fits, and the block ends.
 */
export const MAX_VALIDATE_GAS_PER_BLOCK = 60_000_000n;

/** gas of the registry's activeHooks() */
export const LIST_GAS = 5_000_000n;
/** gas of the registry's recordFault and clearFaults */
export const RECORD_GAS = 1_000_000n;

/** Bytes of revert data that a recorded fault keeps. */
export const MAX_FAULT_REASON = 256;
/** Characters of a module's reason that a sender is shown. */
export const MAX_DENIAL_REASON = 256;

/** Gas limit below which governance could not be executed any more: a lower target counts as this. */
export const LEAST_GAS_LIMIT = 5_000_000n;
/** wei per gas: a higher minimum counts as this, or nobody could pay for a vote to lower it. */
export const MOST_MINIMUM_BASE_FEE = 10_000_000_000_000n;

/**
 * gas that validateTransaction gets beside its bound, for call data of so many bytes. A proxy copies all of it, and an
 * implementation may once more: without this a sender could exhaust any hook by sending more data, and so pass it.
 * Twice the price of copying (3 a word) into new memory (3 a word and words²/512; yellow paper, appendix H).
 */
export function dataAllowance(bytes: number): bigint {
  const words = BigInt(Math.ceil(bytes / 32));
  return 2n * (6n * words + (words * words) / 512n);
}
