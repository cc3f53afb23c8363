import type { ForkName } from '../rules/forks.ts';
import type { Rules } from '../rules/rules.ts';

const MINIMUM = 131_072n;
const BOUND_DIVISOR = 2048n;
const BOMB_PERIOD = 100_000n;

/** Blocks by which each fork put the bomb off; the newest counts (EIP-649, 1234, 2384, 3554, 4345, 5133). */
const BOMB_DELAYS: readonly (readonly [fork: ForkName, delay: bigint])[] = [
  ['grayGlacier', 11_400_000n],
  ['arrowGlacier', 10_700_000n],
  ['london', 9_700_000n],
  ['muirGlacier', 9_000_000n],
  ['constantinople', 5_000_000n],
  ['byzantium', 3_000_000n],
];

/** What of a parent its child's difficulty depends on. */
export interface DifficultyParent {
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
  readonly difficulty: bigint;
  readonly hasOmmers: boolean;
}

/** The difficulty that a proof-of-work block at `timestamp` must have on this parent (yellow paper, section 4.3.4). */
export function ethashDifficulty(rules: Rules, parent: DifficultyParent, timestamp: bigint): bigint {
  const step = parent.difficulty / BOUND_DIVISOR;
  const adjusted = parent.difficulty + step * adjustment(rules, parent, timestamp - parent.timestamp);
  const floored = adjusted < MINIMUM ? MINIMUM : adjusted;
  return floored + bomb(rules, parent.number + 1n);
}

/** How many steps the time since the parent makes the next block harder or easier. */
function adjustment(rules: Rules, parent: DifficultyParent, seconds: bigint): bigint {
  if (!rules.has('homestead')) return seconds < 13n ? 1n : -1n;
  const steps = rules.has('byzantium') ? (parent.hasOmmers ? 2n : 1n) - seconds / 9n : 1n - seconds / 10n;
  return steps < -99n ? -99n : steps;
}

function bomb(rules: Rules, number: bigint): bigint {
  const delay = BOMB_DELAYS.find(([fork]) => rules.has(fork))?.[1] ?? 0n;
  const period = (number > delay ? number - delay : 0n) / BOMB_PERIOD;
  return period > 1n ? 2n ** (period - 2n) : 0n;
}
