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

/** Pays the miner and those of the ommers (yellow paper, section 11.3). */
export function applyRewards({ rules, block, state }: BlockContext, ommers: readonly Ommer[]): void {
  const reward = blockReward(rules);
  let miner = reward;
  for (const { number, coinbase } of ommers) {
    state.addBalance(coinbase, ((8n + number - block.number) * reward) / 8n);
    miner += reward / 32n;
  }
  state.addBalance(block.coinbase, miner);
}
