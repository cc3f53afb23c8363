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
import { progressOfBlock, type SettingParts } from './setting.ts';

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

/** How several calls are traced, one on the other. */
export interface CallTracing {
  tracerFor(index: number, call: TracedCall): Tracer;
  onDone(index: number, outcome: TransactionReplay): void;
}

/** How a block is run again. */
export interface BlockReplay {
  /** index of the last transaction to run */
  readonly last: number;
  /** Watches the calls of the modules' hooks, each a frame of depth 0, as they happen between the transactions. */
  readonly hookTracer?: Tracer | undefined;
  /** `state` is a live view: it shows the state before the transaction now, and its changes while it runs. */
  tracerFor(index: number, transaction: Transaction, state: StateReader): Tracer | undefined;
  onDone(index: number, transaction: Transaction, outcome: TransactionReplay): void;
}

/**
 * Runs the transactions of a block again, one after the other on its parent's state, with a tracer for each that
 * `replay` wants traced. Throws what a tracer throws.
 */
export async function replayBlock(block: Block, replay: BlockReplay, parts: SettingParts): Promise<void> {
  const progress = await progressOfBlock(block, parts, replay.hookTracer);
  const state = progress.state.asReader();
  for (const [index, transaction] of block.transactions.slice(0, replay.last + 1).entries()) {
    const tracer = replay.tracerFor(index, transaction, state);
    const { result, gasUsed } = await executeAgain(progress, transaction, tracer);
    replay.onDone(index, transaction, { result, gasUsed, after: state });
  }
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
 * cannot be executed. `stateRoot` gives the root after changes to a block's state.
 */
export async function intermediateRoots(
  block: Block,
  onRoot: (root: Uint8Array) => void,
  stateRoot: (changes: StateChanges, number: bigint) => Uint8Array,
  parts: SettingParts,
): Promise<void> {
  const { length } = block.transactions;
  const parent = block.header.number - 1n;
  const onDone = (changes: StateChanges) => onRoot(stateRoot(withEdits(block, changes, parts), parent));
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
  return joinChanges(parts.editsBefore(block.hash) ?? emptyChanges(), changes);
}
