import { equalBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import { beginBlock } from '../../vm/block/begin.ts';
import type { Engine } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { WorldState } from '../../vm/state/worldState.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import {
  executeTransaction,
  type TransactionContext,
  type TransactionOutcome,
} from '../../vm/transaction/execute.ts';
import type { BlockHooks, BlockParameters, Protocol } from '../protocol/protocol.ts';
import { isSystemTransaction } from '../transaction/native/system.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What executing transactions needs beside them. */
export interface ProgressParts {
  readonly engine: Engine;
  /** Dev mode: accounts with code may send transactions. */
  readonly contractSenders?: boolean | undefined;
  /** Dev mode: watches the transactions of blocks being made. */
  readonly tracerFor?: ((transaction: Transaction) => Tracer | undefined) | undefined;
  /** XAI's modules; undefined: a plain Ethereum chain. */
  readonly protocol?: Protocol | undefined;
}

/** Where the transactions of a block run, and what they came to so far. */
export interface BlockProgress {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  readonly parts: ProgressParts;
  /** What the chain's holders decided about the block; undefined on a plain Ethereum chain. */
  readonly parameters: BlockParameters | undefined;
  /** Watches the hooks' calls. */
  readonly hookTracer?: Tracer | undefined;
  /** The modules that asked to be told of this block; set when it begins. */
  hooks: BlockHooks | undefined;
  gasUsed: bigint;
  blobGasUsed: bigint;
  transactionCount: number;
  /** wei, counted where somebody is told or paid */
  tips: bigint;
  /** wei, counted where somebody is told or paid */
  baseFees: bigint;
}

/** What a progress begins with. */
export type ProgressStart = Pick<
  BlockProgress,
  'rules' | 'block' | 'state' | 'parts' | 'parameters' | 'hookTracer'
>;

/** How a transaction is run when not as a block's own are. */
export interface RunConditions
  extends Partial<
    Pick<TransactionContext, 'validation' | 'tracer' | 'precompiles' | 'deadline' | 'gasPoolLeft'>
  > {
  /** Neither modules nor feature flags are asked: for calls that nobody signed. */
  readonly ungoverned?: boolean | undefined;
}

/** A progress in which nothing has happened. */
export function startProgress(start: ProgressStart): BlockProgress {
  const { rules, block, state, parts, parameters, hookTracer } = start;
  return {
    ...{ rules, block, state, parts, parameters, hookTracer, hooks: undefined },
    ...{ gasUsed: 0n, blobGasUsed: 0n, transactionCount: 0, tips: 0n, baseFees: 0n },
  };
}

/** What comes before the first transaction: Ethereum's own, then the modules. */
export async function beginProgress(progress: BlockProgress, parentHash: Uint8Array): Promise<void> {
  const { parts, parameters, rules, block, state, hookTracer: tracer } = progress;
  await beginBlock(parts.engine, progress, parentHash);
  if (parameters?.hooks !== true) return;
  progress.hooks = await parts.protocol?.beginBlock(
    parts.engine,
    { rules, block, state, tracer },
    parameters,
  );
}

/** blob gas that the block has left; none before Cancun */
export function blobGasLeft({ rules, blobGasUsed }: BlockProgress): bigint {
  return (rules.blobs?.max ?? 0n) * GAS_PER_BLOB - blobGasUsed;
}

/**
 * Executes the next transaction of the block, which the modules are asked about; at once where nothing has to be waited for.
 * Throws TransactionError (or the promise rejects with it), and everything is as before.
 */
export function executeNext(
  progress: BlockProgress,
  transaction: Transaction,
  conditions?: RunConditions,
): TransactionOutcome | Promise<TransactionOutcome> {
  if (isSystemTransaction(transaction)) {
    throw new TransactionError('tx-type-not-supported', 'a system transaction ends the block that makes it');
  }
  const { hooks, parameters } = progress;
  const governed = conditions?.ungoverned !== true;
  if (governed && parameters?.contracts === false) requireNoContract(progress, transaction);
  const outcome =
    hooks === undefined || !governed
      ? execute(progress, transaction, conditions)
      : executeAdmitted(progress, hooks, transaction, conditions);
  if (outcome instanceof Promise) return outcome.then((ended) => count(progress, ended));
  return count(progress, outcome);
}

function count(progress: BlockProgress, outcome: TransactionOutcome): TransactionOutcome {
  const { parameters, hooks, block } = progress;
  progress.gasUsed += outcome.gasUsed;
  progress.blobGasUsed += outcome.blobGasUsed ?? 0n;
  progress.transactionCount++;
  if (hooks !== undefined || parameters?.baseFeeRecipient !== undefined) {
    const baseFee = block.baseFee ?? 0n;
    progress.tips += outcome.gasUsed * (outcome.effectiveGasPrice - baseFee);
    progress.baseFees += outcome.gasUsed * baseFee;
  }
  return outcome;
}

/** What comes after the last transaction on XAI's side: the base fees' recipient is paid, the modules are told. */
export async function endProgress(progress: BlockProgress): Promise<void> {
  const { state, rules, parameters, hooks } = progress;
  const { gasUsed, transactionCount, tips, baseFees } = progress;
  if (parameters?.baseFeeRecipient !== undefined && baseFees > 0n) {
    state.beginTransaction();
    state.addBalance(hooks?.feeRecipient ?? parameters.baseFeeRecipient, baseFees);
    state.endTransaction(rules);
  }
  await hooks?.end({ gasUsed, transactionCount, tips, baseFees });
}

/** Whether a transaction creates a contract, calls one, or gives an account its code. */
export function usesContracts(
  { to, authorizations }: Pick<Transaction, 'to' | 'authorizations'>,
  codeHash: (address: Uint8Array) => Uint8Array,
  protocol: Protocol | undefined,
): boolean {
  if (to === undefined || authorizations.length > 0) return true;
  return protocol?.isModule(to) !== true && !equalBytes(codeHash(to), EMPTY_CODE_HASH);
}

function requireNoContract({ state, parts }: BlockProgress, transaction: Transaction): void {
  if (!usesContracts(transaction, (address) => state.codeHash(address), parts.protocol)) return;
  throw new TransactionError('contracts-disabled', CONTRACTS_DISABLED);
}

/** What a sender is told where governance has switched contracts off. */
export const CONTRACTS_DISABLED = 'contract transactions are disabled by governance (feature.vm is off)';

async function executeAdmitted(
  progress: BlockProgress,
  hooks: BlockHooks,
  transaction: Transaction,
  conditions: RunConditions | undefined,
): Promise<TransactionOutcome> {
  const answer = await hooks.admit(transaction);
  if (answer.kind !== 'admitted') {
    const code = answer.kind === 'gas' ? 'hook-gas-limit-reached' : 'denied-by-module';
    throw new TransactionError(code, answer.reason);
  }
  try {
    return await execute(progress, transaction, conditions);
  } catch (error) {
    if (error instanceof TransactionError) answer.undo();
    throw error;
  }
}

function execute(
  progress: BlockProgress,
  transaction: Transaction,
  conditions: RunConditions | undefined,
): TransactionOutcome | Promise<TransactionOutcome> {
  const { rules, block, state, parts } = progress;
  return executeTransaction(parts.engine, transaction, {
    rules,
    block,
    state,
    gasPoolLeft: block.gasLimit - progress.gasUsed,
    blobGasLeft: blobGasLeft(progress),
    validation: 'full',
    contractSenders: parts.contractSenders,
    tracer: parts.tracerFor?.(transaction),
    tipRecipient: progress.hooks?.feeRecipient,
    ...conditions,
  });
}
