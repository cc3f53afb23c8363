import type { Rules } from '../rules/rules.ts';
import type { BlockContext } from './systemCall.ts';

/** An ommer as far as its reward depends on it. */
export interface Ommer {
  readonly number: bigint;
  /** 20 bytes */
  readonly coinbase: Uint8Array;
}

const ETHER = 10n ** 18n;

/** wei for a block made by proof of work (EIP-649, EIP-1234). */
export function blockReward(rules: Rules): bigint {
  if (rules.has('constantinople')) return 2n * ETHER;
  return rules.has('byzantium') ? 3n * ETHER : 5n * ETHER;
}

/** What proof of work pays for a block: its maker first, then the makers of its ommers. */
export interface Reward {
  /** 20 bytes */
  readonly author: Uint8Array;
  /** wei */
  readonly value: bigint;
}

/** The rewards of a block (yellow paper, section 11.3); none after the merge. */
export function rewardsOf(
  rules: Rules,
  { number, coinbase }: Ommer,
  ommers: readonly Ommer[],
): readonly Reward[] {
  if (rules.has('merge')) return [];
  const reward = blockReward(rules);
  const miner = { author: coinbase, value: reward + BigInt(ommers.length) * (reward / 32n) };
  return [
    miner,
    ...ommers.map((ommer) => ({
      author: ommer.coinbase,
      value: ((8n + ommer.number - number) * reward) / 8n,
    })),
  ];
}

/** Pays them. */
export function applyRewards({ rules, block, state }: BlockContext, ommers: readonly Ommer[]): void {
  for (const { author, value } of rewardsOf(rules, block, ommers)) state.addBalance(author, value);
}
