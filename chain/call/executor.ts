import { type BytesKey, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { createdAddress } from '../../vm/address.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import { precompileAddresses } from '../../vm/precompiles/addresses.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { recoverAuthority } from '../../vm/transaction/authorizations.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import { executeTransaction, type TransactionOutcome } from '../../vm/transaction/execute.ts';
import type { Block } from '../block/block.ts';
import type { AccessListEntry, Authorization, Transaction } from '../transaction/transaction.ts';
import {
  type AccessedSlots,
  accessListTracer,
  equalAccessed,
  toAccessed,
  toAccessList,
} from './accessListTracer.ts';
import { CallError } from './errors.ts';
import { estimateGas } from './estimate.ts';
import { type CallRequest, toExecutable } from './request.ts';
import {
  type CallOptions,
  type CallSetting,
  prepareSetting,
  type SettingParts,
  settingOfBlock,
} from './setting.ts';

/** Bounds of calls, and what dev mode allows. */
export interface CallExecutorOptions {
  /** gas of one call */
  readonly gasCap: bigint;
  /** milliseconds of one run */
  readonly timeout: number;
  /** whether blocks hold transactions of senders with code, which replaying then accepts */
  readonly contractSenders: boolean;
}

/** What the executor works with. */
export interface CallExecutorParts extends Pick<SettingParts, 'engine' | 'chain' | 'pending'> {
  /** Dev mode: what was edited between this block's parent and the block. */
  readonly editsBefore?: SettingParts['editsBefore'] | undefined;
  /** For calls that bring no tracer of their own: dev mode prints console.log lines with it. */
  readonly tracerFor?: (() => Tracer | undefined) | undefined;
  /** milliseconds since the epoch */
  now(): number;
}

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

/** How a block is run again. */
export interface BlockReplay {
  /** index of the last transaction to run */
  readonly last: number;
  /** `state` is a live view: it shows the state before the transaction now, and its changes while it runs. */
  tracerFor(index: number, transaction: Transaction, state: StateReader): Tracer | undefined;
  onDone(index: number, transaction: Transaction, outcome: TransactionReplay): void;
}

/** An access list with what the call uses when it is given. */
export interface AccessListResult {
  readonly accessList: readonly AccessListEntry[];
  readonly gasUsed: bigint;
  readonly halt: string | undefined;
}

/** Runs messages and blocks on states of their own, which are thrown away: nothing here changes the chain. */
export class CallExecutor {
  readonly #setting: SettingParts;

  constructor(
    private readonly options: CallExecutorOptions,
    private readonly parts: CallExecutorParts,
  ) {
    const { engine, chain, editsBefore } = parts;
    this.#setting = {
      engine,
      chain,
      contractSenders: options.contractSenders,
      pending: () => parts.pending(),
      editsBefore: (block) => editsBefore?.(block),
    };
  }

  /** eth_call. A halt is in the result. Throws CallError for what a transaction would be refused for. */
  async call(request: CallRequest, options: CallOptions, tracer?: Tracer): Promise<MessageResult> {
    const setting = await prepareSetting(options, this.#setting);
    const outcome = await this.#run(this.#executable(request), setting, tracer ?? this.parts.tracerFor?.());
    return outcome.result;
  }

  /** debug_traceCall: as `call`, with the state before and after at hand. */
  async traceCall(
    request: CallRequest,
    options: CallOptions,
    tracerFor: (call: TracedCall) => Tracer,
  ): Promise<TransactionReplay> {
    const setting = await prepareSetting(options, this.#setting);
    const tx = this.#executable(request);
    const { sender, to, gasLimit } = tx;
    const after = setting.state.asReader();
    const { block, rules } = setting;
    const authorizations = request.authorizations ?? [];
    const tracer = tracerFor({ sender, to, gasLimit, authorizations, block, rules, state: after });
    const { result, gasUsed } = await this.#run(tx, setting, tracer);
    return { result, gasUsed, after };
  }

  /** eth_estimateGas. Throws ExecutionRevertedError, CallError. */
  async estimateGas(request: CallRequest, options: CallOptions): Promise<bigint> {
    const setting = await prepareSetting(options, this.#setting);
    const { state, rules, block } = setting;
    const { gasCap } = this.options;
    const tx = toExecutable(request, gasCap, rules.config.chainId);
    const bounds = {
      blockGasLimit: block.gasLimit,
      transactionGasCap: transactionGasCap(rules),
      gasCap,
      balance: state.balance(tx.sender),
      isPlainTransfer: tx.to !== undefined && equalBytes(state.codeHash(tx.to), EMPTY_CODE_HASH),
    };
    // One run is enough to print what a contract logs.
    let tracer = this.parts.tracerFor?.();
    return estimateGas(tx, request.gas, bounds, async (gasLimit) => {
      const outcome = await this.#attempt({ ...tx, gasLimit }, { ...setting, state: state.fork() }, tracer);
      if (outcome !== undefined) tracer = undefined;
      return outcome;
    });
  }

  /** eth_createAccessList: runs the call with the list it made itself until the list no longer changes. */
  async createAccessList(request: CallRequest, options: CallOptions): Promise<AccessListResult> {
    const setting = await prepareSetting(options, this.#setting);
    const tx = this.#executable(request);
    const excluded = warmAnyway(tx, setting);
    const type = Math.max(tx.type, 1);
    let accessed: AccessedSlots = toAccessed(tx.accessList);
    for (;;) {
      const accessList = toAccessList(accessed);
      const next = toAccessed(accessList);
      const tracer = accessListTracer(next, excluded);
      const state = setting.state.fork();
      const outcome = await this.#run({ ...tx, type, accessList }, { ...setting, state }, tracer);
      if (equalAccessed(accessed, next)) {
        return { accessList, gasUsed: outcome.gasUsed, halt: describeHalt(outcome.result) };
      }
      accessed = next;
    }
  }

  /**
   * Runs the transactions of a block again, one after the other on its parent's state, with a tracer for each that
   * `replay` wants traced. Throws what a tracer throws.
   */
  async replayBlock(block: Block, replay: BlockReplay): Promise<void> {
    const setting = await settingOfBlock(block, this.#setting);
    const state = setting.state.asReader();
    for (const [index, transaction] of block.transactions.slice(0, replay.last + 1).entries()) {
      const outcome = await executeTransaction(this.parts.engine, transaction, {
        ...setting,
        gasPoolLeft: transaction.gasLimit,
        validation: 'full',
        contractSenders: this.options.contractSenders,
        tracer: replay.tracerFor(index, transaction, state),
      });
      replay.onDone(index, transaction, { result: outcome.result, gasUsed: outcome.gasUsed, after: state });
    }
  }

  #executable(request: CallRequest): ExecutableTransaction {
    return toExecutable(request, this.options.gasCap, this.parts.chain.config.chainId);
  }

  async #run(
    tx: ExecutableTransaction,
    setting: CallSetting,
    tracer: Tracer | undefined,
  ): Promise<TransactionOutcome> {
    try {
      return await this.#execute(tx, setting, tracer);
    } catch (error) {
      if (error instanceof TransactionError) {
        throw new CallError('refused', `err: ${error.message} (supplied gas ${tx.gasLimit})`, {
          cause: error,
        });
      }
      throw error;
    }
  }

  /** A run of an estimate: too little gas to begin with is no error there. */
  async #attempt(
    tx: ExecutableTransaction,
    setting: CallSetting,
    tracer: Tracer | undefined,
  ): Promise<TransactionOutcome | undefined> {
    try {
      return await this.#execute(tx, setting, tracer);
    } catch (error) {
      if (!(error instanceof TransactionError)) throw error;
      if (error.code === 'intrinsic-gas' || error.code === 'floor-gas') return undefined;
      throw new CallError('refused', `failed with ${tx.gasLimit} gas: ${error.message}`, { cause: error });
    }
  }

  #execute(
    tx: ExecutableTransaction,
    setting: CallSetting,
    tracer: Tracer | undefined,
  ): Promise<TransactionOutcome> {
    return executeTransaction(this.parts.engine, tx, {
      ...setting,
      gasPoolLeft: tx.gasLimit,
      validation: 'call',
      tracer,
      deadline: { at: this.parts.now() + this.options.timeout },
    });
  }
}

/** EIP-7825 */
const TRANSACTION_GAS_CAP = 1n << 24n;

function transactionGasCap(rules: Rules): bigint | undefined {
  return rules.has('osaka') ? (rules.config.transactionGasCap ?? TRANSACTION_GAS_CAP) : undefined;
}

/** Accounts that an access list need not name: warm from the start, or changed by the transaction itself. */
function warmAnyway(tx: ExecutableTransaction, { rules, block, state }: CallSetting): ReadonlySet<BytesKey> {
  const excluded = new Set(precompileAddresses(rules).map(toKey));
  excluded.add(toKey(tx.sender));
  excluded.add(toKey(tx.to ?? createdAddress(tx.sender, state.nonce(tx.sender))));
  if (rules.has('shanghai')) excluded.add(toKey(block.coinbase));
  for (const authorization of tx.authorizations) {
    const authority = recoverAuthority(authorization);
    if (authority !== undefined) excluded.add(toKey(authority));
  }
  return excluded;
}

/** geth's text for a halt. */
function describeHalt({ halt }: MessageResult): string | undefined {
  return halt === 'revert' ? 'execution reverted' : halt;
}
