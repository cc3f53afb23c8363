import type { CallBundle } from '../../chain/call/bundles.ts';
import { CallError } from '../../chain/call/errors.ts';
import type { TracedCall } from '../../chain/call/replay.ts';
import type { CallRequest } from '../../chain/call/request.ts';
import type { CallOptions } from '../../chain/call/setting.ts';
import { ExecutionTimeoutError } from '../../vm/errors.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { NodeContext } from '../context.ts';
import { type TraceBudget, traceTimeout } from './budget.ts';
import type { TraceCollector, TraceSubject } from './collector.ts';
import { TraceError } from './errors.ts';
import type { MakeCollector } from './run.ts';

/** Traces a call that leaves nothing behind. Throws TraceError and what a call throws. */
export async function traceCall(
  request: CallRequest,
  options: CallOptions,
  make: MakeCollector,
  budget: TraceBudget,
  context: NodeContext,
): Promise<unknown> {
  const [result] = await traceCalls([request], options, [make], budget, context);
  return result;
}

/** Traces calls, each on what those before it left, and in the end leaves nothing behind. Throws as `traceCall` does. */
export function traceCalls(
  requests: readonly CallRequest[],
  options: CallOptions,
  makers: readonly MakeCollector[],
  budget: TraceBudget,
  context: NodeContext,
): Promise<readonly unknown[]> {
  return traceAll([{ calls: requests }], options, (index) => makers[index], budget, context);
}

/** As `traceCalls` for bundles, each in a block of its own: the traces by bundle. Throws as `traceCall` does. */
export async function traceBundles(
  bundles: readonly CallBundle[],
  options: CallOptions,
  make: MakeCollector,
  budget: TraceBudget,
  context: NodeContext,
): Promise<readonly (readonly unknown[])[]> {
  return byBundle(bundles, await traceAll(bundles, options, () => make, budget, context));
}

/** What came of all calls, by bundle. */
export function byBundle<T>(
  bundles: readonly CallBundle[],
  results: readonly T[],
): readonly (readonly T[])[] {
  let next = 0;
  return bundles.map(({ calls }) => {
    const begin = next;
    next += calls.length;
    return results.slice(begin, next);
  });
}

async function traceAll(
  bundles: readonly CallBundle[],
  options: CallOptions,
  makerOf: (index: number) => MakeCollector | undefined,
  budget: TraceBudget,
  { calls }: NodeContext,
): Promise<readonly unknown[]> {
  const { timeout } = budget;
  const results: unknown[] = [];
  let collector: TraceCollector | undefined;
  try {
    await calls.callBundles(
      bundles,
      { ...options, timeout },
      {
        tracerFor(index, call) {
          collector = makerOf(index)?.(subjectOf(call), budget);
          return collector?.hooks ?? {};
        },
        onDone: (_index, outcome) => void results.push(collector?.result(outcome)),
      },
    );
    return results;
  } catch (error) {
    throw inWordsOfGeth(error, timeout);
  }
}

function subjectOf({ sender, to, gasLimit, authorizations, rules, state, block }: TracedCall): TraceSubject {
  const { coinbase } = block;
  const place = { firstLogIndex: 0, place: undefined };
  return { sender, to, gasLimit, authorizations, coinbase, rules, state, ...place };
}

/** What a trace says of a call that a transaction would be refused for, and of one that takes too long. */
function inWordsOfGeth(error: unknown, timeout: number): unknown {
  if (error instanceof ExecutionTimeoutError) return traceTimeout(timeout);
  if (error instanceof CallError && error.cause instanceof TransactionError) {
    return new TraceError('refused', `tracing failed: ${error.cause.message}`);
  }
  return error;
}
