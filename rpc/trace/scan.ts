import type { Block } from '../../chain/block/block.ts';
import type { NodeContext } from '../context.ts';
import { LimitExceededError } from '../errors.ts';
import type { TraceBudget } from './budget.ts';
import { TraceError } from './errors.ts';
import { type MakeCollector, type TransactionTrace, traceTransactions } from './run.ts';

/** A block that was run again, with the traces of its transactions. */
export interface TracedBlock {
  readonly block: Block;
  readonly traces: readonly TransactionTrace[];
}

/** Blocks without transactions between two pauses in which requests of others are answered. */
const EMPTY_BLOCKS_PER_PAUSE = 256;

/**
 * Runs canonical blocks again, one after the other from `from` to `to` (either way), and gives the traces of each.
 * Requests of others are answered in between. Throws LimitExceededError when the time is over.
 */
export async function* scanBlocks(
  from: bigint,
  to: bigint,
  make: MakeCollector,
  budget: TraceBudget,
  context: NodeContext,
): AsyncGenerator<TracedBlock> {
  const step = from <= to ? 1n : -1n;
  let empty = 0;
  for (let number = from; number !== to + step; number += step) {
    const block = context.chain.blockByNumber(number);
    if (block === undefined) return;
    const hasNone = number === 0n || block.transactions.length === 0;
    if (!hasNone || empty++ % EMPTY_BLOCKS_PER_PAUSE === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield { block, traces: await inTime(number, budget, () => (hasNone ? [] : run(block))) };
  }

  function run(block: Block): Promise<readonly TransactionTrace[]> {
    return traceTransactions(block, undefined, make, budget, context);
  }
}

async function inTime<T>(number: bigint, budget: TraceBudget, work: () => T | Promise<T>): Promise<T> {
  try {
    budget.checkTime();
    return await work();
  } catch (error) {
    if (!(error instanceof TraceError) || error.code !== 'timeout') throw error;
    throw new LimitExceededError(
      `the time was over at block ${number}: the limit is ${budget.timeout} ms (--rpc-call-timeout)`,
    );
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
