/**
 * From an execution to the JSON of a trace. `run.ts` runs transactions again through the CallExecutor, `traceCall.ts`
 * calls; `tracers.ts` looks the wanted tracer up by geth's name; each collector observes one transaction and is then
 * asked for its result:
 *
 *     replay → collector.hooks (onEnter, onStep, onLog, onExit …) → collector.result(outcome) → JSON value
 */
import type { Authorization } from '../../chain/transaction/transaction.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import type { TraceBudget } from './budget.ts';

/** The transaction or call that is traced, as it stands before execution. */
export interface TraceSubject {
  /** 20 bytes */
  readonly sender: Uint8Array;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  readonly gasLimit: bigint;
  readonly authorizations: readonly Authorization[];
  /** 20 bytes */
  readonly coinbase: Uint8Array;
  readonly rules: Rules;
  /** State before the transaction; during execution it may already show the changes made so far. */
  readonly state: StateReader;
  /** Logs in the block before this transaction. */
  readonly firstLogIndex: number;
  /** Where the transaction is in the chain; undefined for a call. */
  readonly place: TracePlace | undefined;
}

/** A mined transaction's place. */
export interface TracePlace {
  readonly blockHash: Uint8Array;
  readonly blockNumber: bigint;
  readonly transactionHash: Uint8Array;
  readonly transactionIndex: number;
}

/** What the execution left. */
export interface TraceOutcome {
  readonly result: MessageResult;
  /** intrinsic gas and refunds counted */
  readonly gasUsed: bigint;
  readonly after: StateReader;
}

/** Observes one transaction and turns what it saw into JSON. */
export interface TraceCollector {
  readonly hooks: Tracer;
  result(outcome: TraceOutcome): unknown;
}

/** Makes a collector; `config` is geth's `tracerConfig`, not yet looked at. */
export type CollectorFactory = (
  config: unknown,
  subject: TraceSubject,
  budget: TraceBudget,
) => TraceCollector;
