import type { Block } from '../../chain/block/block.ts';
import type { NodeContext } from '../context.ts';
import { LimitExceededError } from '../errors.ts';
import type { TraceBudget } from './budget.ts';
import { type MakeCollector, type TransactionTrace, traceTransactions } from './run.ts';

/** A block that was run again, with the traces of its transactions. */
export interface TracedBlock {
  readonly block: Block;
  readonly traces: readonly TransactionTrace[];
}

/**
 * Runs canonical blocks again, one after the other from `from` to `to` (either way), and gives the traces of each.
 * Requests of others are answered in between. Throws TraceError when the time is over.
 */
export async function* scanBlocks(
  from: bigint,
  to: bigint,
  make: MakeCollector,
  budget: TraceBudget,
  context: NodeContext,
): AsyncGenerator<TracedBlock> {
  const step = from <= to ? 1n : -1n;
  for (let number = from; number !== to + step; number += step) {
    budget.checkTime();
    const block = context.chain.blockByNumber(number);
    if (block === undefined) return;
    if (number === 0n || block.transactions.length === 0) {
      yield { block, traces: [] };
      continue;
    }
    await new Promise((resolve) => setImmediate(resolve));
    yield { block, traces: await traceTransactions(block, undefined, make, budget, context) };
  }
}

/** Throws LimitExceededError where a request wants more blocks run again than the operator allows. */
export function boundBlocks(count: bigint, { options }: NodeContext): void {
  const limit = BigInt(options.traceBlockRange);
  if (limit > 0n && count > limit) {
    throw new LimitExceededError(
      `the request spans ${count} blocks, the limit is ${limit} (--rpc-trace-range)`,
    );
  }
}
