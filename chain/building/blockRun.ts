import type { StateChanges } from '../../storage/state/changes.ts';
import type { Engine } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { Log } from '../../vm/log.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { WorldState } from '../../vm/state/worldState.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import {
  executeTransaction,
  type TransactionContext,
  type TransactionOutcome,
} from '../../vm/transaction/execute.ts';
import { bloomOfLogs } from '../receipt/bloom.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What executing a block needs beside the block: made once by the program. */
export interface ExecutionParts {
  readonly engine: Engine;
  /** Dev mode: accounts with code may send transactions. */
  readonly contractSenders?: boolean | undefined;
  /** Dev mode: watches the transactions of blocks being made. */
  readonly tracerFor?: ((transaction: Transaction) => Tracer | undefined) | undefined;
  /** The state root after these changes to the state before the block: pre-Byzantium receipts hold one each. */
  stateRoot(changes: StateChanges): Uint8Array;
}

/** A block being executed: where it runs, and what its transactions have left so far. */
export interface BlockRun {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  readonly parts: ExecutionParts;
  readonly transactions: Transaction[];
  readonly receipts: Receipt[];
  readonly logs: Log[];
  gasUsed: bigint;
  blobGasUsed: bigint;
}

/** A run in which nothing has happened. */
export function startRun(run: Pick<BlockRun, 'rules' | 'block' | 'state' | 'parts'>): BlockRun {
  return { ...run, transactions: [], receipts: [], logs: [], gasUsed: 0n, blobGasUsed: 0n };
}

/** blob gas that the block has left; none before Cancun */
export function blobGasLeft({ rules, blobGasUsed }: BlockRun): bigint {
  return (rules.blobs?.max ?? 0n) * GAS_PER_BLOB - blobGasUsed;
}

/** How a transaction is run when not as a block's own are. */
export type RunConditions = Partial<
  Pick<TransactionContext, 'validation' | 'tracer' | 'precompiles' | 'deadline'>
>;

/** Executes the next transaction of the block and writes its receipt. Throws TransactionError, and the run is as before. */
export async function runTransaction(
  run: BlockRun,
  transaction: Transaction,
  conditions?: RunConditions,
): Promise<TransactionOutcome> {
  const { rules, block, state, parts } = run;
  const outcome = await executeTransaction(parts.engine, transaction, {
    rules,
    block,
    state,
    gasPoolLeft: block.gasLimit - run.gasUsed,
    blobGasLeft: blobGasLeft(run),
    validation: 'full',
    contractSenders: parts.contractSenders,
    tracer: parts.tracerFor?.(transaction),
    ...conditions,
  });
  run.gasUsed += outcome.gasUsed;
  run.blobGasUsed += outcome.blobGasUsed ?? 0n;
  run.transactions.push(transaction);
  run.logs.push(...outcome.logs);
  run.receipts.push(receiptOf(run, transaction, outcome));
  return outcome;
}

function receiptOf(run: BlockRun, { type }: Transaction, outcome: TransactionOutcome): Receipt {
  const hasStatus = run.rules.has('byzantium');
  return {
    type,
    succeeded: hasStatus ? outcome.result.halt === undefined : undefined,
    stateRoot: hasStatus ? undefined : run.parts.stateRoot(run.state.changes()),
    cumulativeGasUsed: run.gasUsed,
    logsBloom: bloomOfLogs(outcome.logs),
    logs: outcome.logs,
    gasUsed: outcome.gasUsed,
    effectiveGasPrice: outcome.effectiveGasPrice,
    contractAddress: outcome.contractAddress,
    blobGasUsed: outcome.blobGasUsed,
    blobGasPrice: outcome.blobGasPrice,
  };
}
