import { equalBytes, toHex } from '../../storage/encoding/bytes.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { BlockExecutionError } from '../../vm/block/errors.ts';
import { finishBlock } from '../../vm/block/finish.ts';
import { requestsHash } from '../../vm/block/requests.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { Block } from '../block/block.ts';
import {
  type BlockRun,
  type ExecutionParts,
  endTransactions,
  runTransaction,
  startRun,
} from '../building/blockRun.ts';
import { environmentOf } from '../building/environment.ts';
import { beginProgress } from '../building/progress.ts';
import { receiptFields } from '../building/roots.ts';
import type { BlockParameters } from '../protocol/protocol.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { isSystemTransaction } from '../transaction/native/system.ts';
import { BlockError, type BlockRule } from './errors.ts';

/** What a block is executed on. */
export interface ExecutionBase {
  readonly rules: Rules;
  /** State after the parent. */
  readonly state: StateReader;
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** What the chain's holders decided about the block; undefined on a plain Ethereum chain. */
  readonly parameters?: BlockParameters | undefined;
}

/** What the execution of a block left; its state root is yet to be compared. */
export interface CheckedExecution {
  readonly receipts: readonly Receipt[];
  readonly changes: StateChanges;
}

/**
 * Executes a block again and compares what it gives with its header, all but the state root, which is known when the
 * changes meet the trie. The order is that of the execution-specs: apply the body, then compare. Throws BlockError.
 */
export async function executeBlock(
  block: Block,
  base: ExecutionBase,
  parts: ExecutionParts,
): Promise<CheckedExecution> {
  const { header, ommers, withdrawals = [] } = block;
  const state = new WorldState(base.state);
  const run = startRun({
    rules: base.rules,
    block: environmentOf(header, base.rules, base.blockHash),
    state,
    parts,
    parameters: base.parameters,
  });
  await beginProgress(run, header.parentHash);
  await runBody(run, block);
  const requests = await finish(run, block, { withdrawals, ommers, logs: run.logs });
  compare(run, block, requests);
  return { receipts: run.receipts, changes: state.changes() };
}

async function runBody(run: BlockRun, block: Block): Promise<void> {
  const { transactions } = block;
  const last = transactions.at(-1);
  const ownMade = last !== undefined && isSystemTransaction(last) ? 1 : 0;
  for (const [index, transaction] of transactions.slice(0, transactions.length - ownMade).entries()) {
    try {
      const outcome = runTransaction(run, transaction);
      if (outcome instanceof Promise) await outcome;
    } catch (error) {
      if (!(error instanceof TransactionError)) throw error;
      const problem = `transaction ${index} (${toHex(transaction.hash)}): ${error.message}`;
      throw new BlockError('transaction', identity(block), problem, { cause: error });
    }
  }
  await endTransactions(run);
  compareOwn(run, block);
}

/** The transaction that the block made itself must be the one that its hooks make again, or none. */
function compareOwn(run: BlockRun, block: Block): void {
  const [made, said] = [run.transactions, block.transactions].map((list) =>
    list.slice(-1).filter(isSystemTransaction).at(0),
  );
  if (made === undefined && said === undefined) return;
  if (made !== undefined && said !== undefined && equalBytes(made.raw, said.raw)) return;
  const problem =
    made === undefined
      ? 'the block ends with a system transaction, but its hooks made no logs'
      : `the block's hooks made logs: it must end with the system transaction ${toHex(made.hash)}`;
  throw new BlockError('system-transaction', identity(block), problem);
}

async function finish(run: BlockRun, block: Block, ending: Parameters<typeof finishBlock>[2]) {
  try {
    return await finishBlock(run.parts.engine, run, ending);
  } catch (error) {
    if (!(error instanceof BlockExecutionError)) throw error;
    throw new BlockError('system-call', identity(block), error.message, { cause: error });
  }
}

function compare(run: BlockRun, block: Block, requests: readonly Uint8Array[] | undefined): void {
  const { header } = block;
  if (header.gasUsed !== run.gasUsed) {
    throw new BlockError(
      'gas-used',
      identity(block),
      `header says ${header.gasUsed}, execution gives ${run.gasUsed}`,
    );
  }
  const { receiptsRoot, logsBloom } = receiptFields(run.receipts);
  compareBytes(block, 'receipts-root', header.receiptsRoot, receiptsRoot);
  compareBytes(block, 'logs-bloom', header.logsBloom, logsBloom);
  if (requests !== undefined)
    compareBytes(block, 'requests-hash', header.requestsHash, requestsHash(requests));
}

/** Throws BlockError where a header's field is not what was found. */
export function compareBytes(
  block: Block,
  rule: BlockRule,
  said: Uint8Array | undefined,
  found: Uint8Array,
): void {
  if (said !== undefined && equalBytes(said, found)) return;
  const header = said === undefined ? 'nothing' : toHex(said);
  throw new BlockError(rule, identity(block), `header says ${header}, execution gives ${toHex(found)}`);
}

function identity({ header, hash }: Block) {
  return { number: header.number, hash };
}
