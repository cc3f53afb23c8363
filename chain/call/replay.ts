import { emptyChanges, type StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { Block } from '../block/block.ts';
import type { BlockProgress } from '../building/progress.ts';
import { joinChanges } from '../canonical/overlay.ts';
import type { Authorization, Transaction } from '../transaction/transaction.ts';
import { executeAgain } from './again.ts';
import { progressOfBlock, type SettingParts, stateBefore } from './setting.ts';
import type { StateTries } from './stateTries.ts';
import type { StoppedReplay } from './stoppedReplays.ts';

/** A call about to be traced. */
export interface TracedCall {
  /** 20 bytes */
  readonly sender: Uint8Array;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  readonly gasLimit: bigint;
  readonly authorizations: readonly Authorization[];
  readonly block: BlockEnvironment;
  readonly rules: Rules;
  /** A live view: it shows the state before the call now, and its changes while it runs. */
  readonly state: StateReader;
}

/** One transaction run again. */
export interface TransactionReplay {
  readonly result: MessageResult;
  /** intrinsic gas and refunds counted */
  readonly gasUsed: bigint;
  readonly after: StateReader;
}

/** How several calls are watched, one on the other; `index` counts them through all bundles. */
export interface CallTracing {
  tracerFor(index: number, call: TracedCall): Tracer | undefined;
  onDone(index: number, outcome: TransactionReplay): void;
}

/** How a block is run again. */
export interface BlockReplay {
  /** index of the first transaction that is told of; those before it run unseen */
  readonly first?: number | undefined;
  /** index of the last transaction to run */
  readonly last: number;
  /** Watches the calls of the modules' hooks, each a frame of depth 0, as they happen between the transactions. */
  readonly hookTracer?: Tracer | undefined;
  /**
   * `state` is a live view: it shows the state before the transaction now, and its changes while it runs. `logs` is how many
   * the block's transactions before it have made.
   */
  tracerFor(index: number, transaction: Transaction, state: StateReader, logs: number): Tracer | undefined;
  onDone(index: number, transaction: Transaction, outcome: TransactionReplay): void;
}

/**
 * Runs the transactions of a block again, one after the other on its parent's state, with a tracer for each that
 * `replay` wants traced. Throws what a tracer throws.
 */
export async function replayBlock(block: Block, replay: BlockReplay, parts: SettingParts): Promise<void> {
  const { first = 0, last, hookTracer } = replay;
  const { key, progress, ...begun } = await startReplay(block, first, hookTracer, parts);
  const state = progress.state.asReader();
  let { logs } = begun;
  for (let index = begun.next; index <= last; index++) {
    const transaction = block.transactions[index];
    if (transaction === undefined) return;
    const stopped = index === last ? { key, progress: { ...progress }, next: index, logs } : undefined;
    const tracer = index < first ? undefined : replay.tracerFor(index, transaction, state, logs);
    const { result, gasUsed } = await executeAgain(progress, transaction, tracer);
    if (index >= first) replay.onDone(index, transaction, { result, gasUsed, after: state });
    if (stopped !== undefined) parts.stopped.give(stopped);
    logs += result.logs.length;
  }
}

/** One that was stopped on the way to the transaction at `index`, or a new one. Throws StateUnavailableError, CallError. */
async function startReplay(
  block: Block,
  index: number,
  hookTracer: Tracer | undefined,
  parts: SettingParts,
): Promise<StoppedReplay> {
  const { chain, stopped } = parts;
  const key = { block, edits: chain.editsBefore(block.hash), config: chain.config };
  const kept = hookTracer === undefined ? stopped.take(key, index) : undefined;
  if (kept === undefined) {
    return { key, progress: await progressOfBlock(block, parts, hookTracer), next: 0, logs: 0 };
  }
  // What it has read does not say whether the state is still kept.
  stateBefore(block, chain);
  return kept;
}

/**
 * What a block has changed of its parent's state before the transaction at `index`, its beginning included. In dev mode
 * that includes what was edited before the block.
 */
export async function changesBefore(block: Block, index: number, parts: SettingParts): Promise<StateChanges> {
  const { state } = await runUpTo(block, index, () => undefined, parts);
  return withEdits(block, state.changes(), parts);
}

/**
 * Tells the state root after each transaction of a block, of any block whose parent is canonical; it ends before one that
 * cannot be executed.
 */
export async function intermediateRoots(
  block: Block,
  onRoot: (root: Uint8Array) => void,
  tries: Pick<StateTries, 'stateRoot'>,
  parts: SettingParts,
): Promise<void> {
  const { length } = block.transactions;
  const parent = block.header.number - 1n;
  const onDone = (changes: StateChanges) => onRoot(tries.stateRoot(withEdits(block, changes, parts), parent));
  try {
    await runUpTo(block, length, onDone, parts);
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error;
  }
}

async function runUpTo(
  block: Block,
  end: number,
  onDone: (changes: StateChanges) => void,
  parts: SettingParts,
): Promise<BlockProgress> {
  const progress = await progressOfBlock(block, parts);
  for (const transaction of block.transactions.slice(0, end)) {
    await executeAgain(progress, transaction);
    onDone(progress.state.changes());
  }
  return progress;
}

function withEdits(block: Block, changes: StateChanges, parts: SettingParts): StateChanges {
  return joinChanges(parts.chain.editsBefore(block.hash) ?? emptyChanges(), changes);
}
