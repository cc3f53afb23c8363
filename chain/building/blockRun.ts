import type { StateChanges } from '../../storage/state/changes.ts';
import type { Log } from '../../vm/log.ts';
import type { TransactionOutcome } from '../../vm/transaction/execute.ts';
import { bloomOfLogs } from '../receipt/bloom.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { systemTransaction } from '../transaction/native/system.ts';
import { NATIVE_TYPE, type Transaction } from '../transaction/transaction.ts';
import {
  type BlockProgress,
  endProgress,
  executeNext,
  type ProgressParts,
  type ProgressStart,
  type RunConditions,
  startProgress,
} from './progress.ts';

/** What executing a block needs beside the block: made once by the program. */
export interface ExecutionParts extends ProgressParts {
  /** The state root after these changes to the state before the block: pre-Byzantium receipts hold one each. */
  stateRoot(changes: StateChanges): Uint8Array;
}

/** A block being executed: its progress, and what its transactions have left so far. */
export interface BlockRun extends BlockProgress {
  readonly parts: ExecutionParts;
  readonly transactions: Transaction[];
  readonly receipts: Receipt[];
  readonly logs: Log[];
}

/** A run in which nothing has happened. */
export function startRun(start: ProgressStart & Pick<BlockRun, 'parts'>): BlockRun {
  return { ...startProgress(start), parts: start.parts, transactions: [], receipts: [], logs: [] };
}

/**
 * Executes the next transaction of the block and writes its receipt; at once where nothing has to be waited for. Throws
 * TransactionError (or the promise rejects with it), and the run is as before.
 */
export function runTransaction(
  run: BlockRun,
  transaction: Transaction,
  conditions?: RunConditions,
): TransactionOutcome | Promise<TransactionOutcome> {
  const outcome = executeNext(run, transaction, conditions);
  if (outcome instanceof Promise) return outcome.then((ended) => keep(run, transaction, ended));
  return keep(run, transaction, outcome);
}

function keep(run: BlockRun, transaction: Transaction, outcome: TransactionOutcome): TransactionOutcome {
  run.transactions.push(transaction);
  for (const log of outcome.logs) run.logs.push(log);
  run.receipts.push(receiptOf(run, transaction, outcome));
  return outcome;
}

/**
 * What comes after the last transaction on XAI's side. Where the modules' hooks made logs, a transaction of the block's
 * own is added last, whose receipt holds them: there indexers find them.
 */
export async function endTransactions(run: BlockRun): Promise<void> {
  await endProgress(run);
  const { hooks, parts, rules, block } = run;
  if (hooks === undefined || parts.protocol === undefined || hooks.logs.length === 0) return;
  const { logs } = hooks;
  run.transactions.push(systemTransaction(rules.config.chainId, block.number, parts.protocol.registry));
  run.logs.push(...logs);
  run.receipts.push({
    type: NATIVE_TYPE,
    succeeded: true,
    stateRoot: undefined,
    cumulativeGasUsed: run.gasUsed,
    logsBloom: bloomOfLogs(logs),
    logs,
    gasUsed: 0n,
    effectiveGasPrice: 0n,
    contractAddress: undefined,
    blobGasUsed: undefined,
    blobGasPrice: undefined,
  });
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
