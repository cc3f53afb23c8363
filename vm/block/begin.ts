import type { Engine } from '../engine.ts';
import { moveDaoBalances } from './daoFork.ts';
import { type BlockContext, systemCall } from './systemCall.ts';
import { BEACON_ROOTS_CONTRACT, HISTORY_CONTRACT } from './systemContracts.ts';

/**
 * What a block does before its first transaction: the DAO's balances move in the one block of that fork; the parent's
 * beacon root (EIP-4788) and hash (EIP-2935) go into their contracts. Contracts that are not there are passed over, and
 * what they answer does not matter.
 */
export async function beginBlock(
  engine: Engine,
  context: BlockContext,
  parentHash: Uint8Array,
): Promise<void> {
  const { rules, block, state } = context;
  const { config } = rules;
  if (config.daoForkSupport && config.activations.get('daoFork') === block.number) {
    state.beginTransaction();
    moveDaoBalances(state);
    state.endTransaction(rules);
  }
  if (rules.has('cancun') && block.parentBeaconRoot !== undefined) {
    await systemCall(engine, context, BEACON_ROOTS_CONTRACT, block.parentBeaconRoot);
  }
  if (rules.has('prague')) await systemCall(engine, context, HISTORY_CONTRACT, parentHash);
}
