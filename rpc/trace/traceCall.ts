import { CallError } from '../../chain/call/errors.ts';
import type { CallRequest } from '../../chain/call/request.ts';
import type { CallOptions } from '../../chain/call/setting.ts';
import { ExecutionTimeoutError } from '../../vm/errors.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { NodeContext } from '../context.ts';
import type { TraceBudget } from './budget.ts';
import type { TraceCollector } from './collector.ts';
import { TraceError } from './errors.ts';
import type { MakeCollector } from './run.ts';

/** Traces a call that leaves nothing behind. Throws TraceError and what a call throws. */
export async function traceCall(
  request: CallRequest,
  options: CallOptions,
  make: MakeCollector,
  budget: TraceBudget,
  { calls }: NodeContext,
): Promise<unknown> {
  const { timeout } = budget;
  let collector: TraceCollector | undefined;
  try {
    const outcome = await calls.traceCall(request, { ...options, timeout }, (call) => {
      const { sender, to, gasLimit, authorizations, rules, state, block } = call;
      collector = make(
        {
          sender,
          to,
          gasLimit,
          authorizations,
          coinbase: block.coinbase,
          rules,
          state,
          firstLogIndex: 0,
          place: undefined,
        },
        budget,
      );
      return collector.hooks;
    });
    return collector?.result(outcome);
  } catch (error) {
    throw inWordsOfGeth(error);
  }
}

/** What a trace says of a call that a transaction would be refused for, and of one that takes too long. */
function inWordsOfGeth(error: unknown): unknown {
  if (error instanceof ExecutionTimeoutError) return new TraceError('timeout', 'execution timeout');
  if (error instanceof CallError && error.cause instanceof TransactionError) {
    return new TraceError('refused', `tracing failed: ${error.cause.message}`);
  }
  return error;
}
