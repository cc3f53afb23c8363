import type { Block } from '../../chain/block/block.ts';
import { rulesOfHeader } from '../../chain/rules.ts';
import { isSystemTransaction } from '../../chain/transaction/native/system.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { HeldFrames } from '../../vm/tracing/heldFrames.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import type { NodeContext } from '../context.ts';
import { TraceBudget } from './budget.ts';
import type { TraceCollector, TraceSubject } from './collector.ts';
import { parseDuration, type TraceConfig } from './config.ts';
import { TraceError } from './errors.ts';
import { createCollector } from './tracers.ts';

/** Longest time that a caller may ask for, in milliseconds. */
const MAX_TIMEOUT = 120_000;

/** Makes the collector of one transaction. */
export type MakeCollector = (subject: TraceSubject, budget: TraceBudget) => TraceCollector;

/** One transaction's trace. */
export interface TransactionTrace {
  readonly index: number;
  readonly result: unknown;
}

/** Traces all transactions of a block with geth's options. Throws TraceError. */
export async function traceBlock(block: Block, config: TraceConfig, context: NodeContext): Promise<object[]> {
  const traces = await traceTransactions(block, undefined, maker(config), budgetOf(config, context), context);
  return traces.map(({ index, result }) => ({ txHash: toHex(hashAt(block, index)), result }));
}

/** Traces a mined transaction with geth's options. Throws TraceError 'not-found'. */
export async function traceTransaction(
  hash: Uint8Array,
  config: TraceConfig,
  context: NodeContext,
): Promise<unknown> {
  const mined = context.chain.transaction(hash);
  const block = mined === undefined ? undefined : context.chain.blockByHash(mined.block.hash);
  if (mined === undefined || block === undefined) throw new TraceError('not-found', 'transaction not found');
  const [trace] = await traceTransactions(
    block,
    mined.index,
    maker(config),
    budgetOf(config, context),
    context,
  );
  return trace?.result;
}

/**
 * Runs a block again and collects traces: of the transaction at `only`, or of all. Earlier transactions run untraced.
 * Throws TraceError.
 */
export async function traceTransactions(
  block: Block,
  only: number | undefined,
  make: MakeCollector,
  budget: TraceBudget,
  context: NodeContext,
): Promise<TransactionTrace[]> {
  const { header } = block;
  if (header.number === 0n) {
    // As anvil: an indexer that begins at the first block (Ponder) takes a refusal for a fault and asks again for ever.
    if (context.dev !== undefined) return [];
    throw new TraceError('not-traceable', 'genesis is not traceable');
  }
  if (context.chain.headerByHash(header.parentHash) === undefined) {
    throw new TraceError('not-found', `block ${toHex(header.parentHash)} not found`);
  }
  const rules = rulesOfHeader(context.chain.config, header);
  const traces: TransactionTrace[] = [];
  let collector: TraceCollector | undefined;
  if (block.transactions.length === 0) return traces;
  const last = only ?? block.transactions.length - 1;
  const hooks = hookFrames(block, last, budget);

  await context.calls.replayBlock(block, {
    first: only,
    last,
    hookTracer: hooks?.tracer,
    tracerFor(index, transaction, state, firstLogIndex) {
      const { sender, to, gasLimit, authorizations, hash } = transaction;
      const place = {
        blockHash: block.hash,
        blockNumber: header.number,
        transactionHash: hash,
        transactionIndex: index,
      };
      collector = make(
        {
          sender,
          to,
          gasLimit,
          authorizations,
          coinbase: header.coinbase,
          rules,
          state,
          firstLogIndex,
          place,
        },
        budget,
      );
      return isSystemTransaction(transaction) ? around(collector.hooks, hooks) : collector.hooks;
    },
    onDone(index, _transaction, outcome) {
      if (collector !== undefined) traces.push({ index, result: collector.result(outcome) });
    },
  });
  return traces;
}

/** Keeps the calls of the block's hooks for the trace of the transaction that stands for them, where that is wanted. */
function hookFrames(block: Block, last: number, budget: TraceBudget): HeldFrames | undefined {
  const transaction = block.transactions[last];
  if (transaction === undefined || !isSystemTransaction(transaction)) return undefined;
  return new HeldFrames((bytes) => budget.spend(bytes));
}

/** The hooks' calls as calls inside the block's own transaction, at its end: then all of them have been made. */
function around(tracer: Tracer, hooks: HeldFrames | undefined): Tracer {
  return {
    ...tracer,
    onExit(exit) {
      hooks?.release(tracer, 1);
      tracer.onExit?.(exit);
    },
  };
}

/** The tracer that geth's options name. */
export function maker(config: TraceConfig): MakeCollector {
  return (subject, budget) => createCollector(config, subject, budget);
}

/** The bounds that geth's options and the node's own set. Throws TraceError 'bad-config'. */
export function budgetOf(config: Pick<TraceConfig, 'timeout'>, context: NodeContext): TraceBudget {
  const { timeout } = config;
  const asked =
    timeout === undefined || timeout === null ? context.options.callTimeout : parseDuration(timeout);
  return new TraceBudget(Math.min(asked, MAX_TIMEOUT), context.options.traceSizeLimit);
}

function hashAt(block: Block, index: number): Uint8Array {
  return block.transactions[index]?.hash ?? new Uint8Array(32);
}
