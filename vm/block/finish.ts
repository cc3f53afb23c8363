import type { Engine } from '../engine.ts';
import type { Log } from '../log.ts';
import { collectRequests } from './requests.ts';
import { applyRewards, type Ommer } from './rewards.ts';
import type { BlockContext } from './systemCall.ts';

const WEI_PER_GWEI = 1_000_000_000n;

/** What a block carries beside its transactions. */
export interface BlockEnding {
  /** from Shanghai: 20-byte addresses, amounts in gwei (EIP-4895) */
  readonly withdrawals: readonly { readonly address: Uint8Array; readonly amount: bigint }[];
  readonly ommers: readonly Ommer[];
  /** every log of the block, in order */
  readonly logs: readonly Log[];
}

/**
 * What a block does after its last transaction: rewards of proof of work, withdrawals, requests to the consensus layer.
 * Returns the requests, undefined before Prague. Throws BlockExecutionError.
 */
export async function finishBlock(
  engine: Engine,
  context: BlockContext,
  { withdrawals, ommers, logs }: BlockEnding,
): Promise<readonly Uint8Array[] | undefined> {
  const { rules, state } = context;
  state.beginTransaction();
  applyRewards(context, ommers);
  for (const { address, amount } of withdrawals) state.addBalance(address, amount * WEI_PER_GWEI);
  state.endTransaction(rules);
  return rules.has('prague') ? collectRequests(engine, context, logs) : undefined;
}
