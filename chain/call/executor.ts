import { equalBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { Deadline, MessageResult } from '../../vm/engine.ts';
import { roomToBegin } from '../../vm/slices.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import { executeTransaction, type TransactionOutcome } from '../../vm/transaction/execute.ts';
import { transactionGasCap } from '../../vm/transaction/limits.ts';
import type { Block } from '../block/block.ts';
import type { SimulatedBlock, SimulationRequest } from '../simulate/simulation.ts';
import { simulate } from '../simulate/simulator.ts';
import { type AccessListResult, findAccessList } from './accessList.ts';
import { type CallBundle, placeCalls } from './bundles.ts';
import { CallError } from './errors.ts';
import { estimateGas } from './estimate.ts';
import { type ExecutionWitness, executionWitness } from './executionWitness.ts';
import { IdleSettings } from './idleSettings.ts';
import {
  type BlockReplay,
  type CallTracing,
  changesBefore,
  intermediateRoots,
  replayBlock,
  type TracedCall,
  type TransactionReplay,
} from './replay.ts';
import { type CallRequest, toExecutable } from './request.ts';
import { type CallOptions, type CallSetting, prepareSetting, type SettingParts } from './setting.ts';
import type { StateTries } from './stateTries.ts';
import { StoppedReplays } from './stoppedReplays.ts';

/** Bounds of calls, and what dev mode allows. */
export interface CallExecutorOptions {
  /** gas of one call */
  readonly gasCap: bigint;
  /** milliseconds of one request */
  readonly timeout: number;
  /** whether blocks hold transactions of senders with code, which replaying then accepts */
  readonly contractSenders: boolean;
}

/** What the executor works with. */
export interface CallExecutorParts extends Pick<SettingParts, 'engine' | 'chain' | 'pending'>, StateTries {
  /** For calls that bring no tracer of their own: dev mode prints console.log lines with it. */
  readonly tracerFor?: (() => Tracer | undefined) | undefined;
  /** milliseconds since the epoch */
  now(): number;
}

/** Runs messages and blocks on states of their own, which are thrown away: nothing here changes the chain. */
export class CallExecutor {
  readonly #setting: SettingParts;

  constructor(
    private readonly options: CallExecutorOptions,
    private readonly parts: CallExecutorParts,
  ) {
    const { engine, chain } = parts;
    this.#setting = {
      ...{ engine, chain, contractSenders: options.contractSenders },
      ...{ idle: new IdleSettings<CallSetting>(), stopped: new StoppedReplays() },
      pending: () => parts.pending(),
    };
  }

  /** eth_call. A halt is in the result. Throws CallError for what a transaction would be refused for. */
  call(request: CallRequest, options: CallOptions, tracer?: Tracer): MessageResult | Promise<MessageResult> {
    const setting = prepareSetting(options, this.#setting);
    if (setting instanceof Promise) return setting.then((made) => this.#callOn(made, request, tracer));
    return this.#callOn(setting, request, tracer);
  }

  #callOn(
    setting: CallSetting,
    request: CallRequest,
    tracer: Tracer | undefined,
  ): MessageResult | Promise<MessageResult> {
    const keep = ({ result }: TransactionOutcome): MessageResult => {
      this.#release(setting);
      return result;
    };
    const tx = this.#executable(request);
    const outcome = this.#run(tx, setting, tracer ?? this.parts.tracerFor?.(), this.#deadline());
    return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
  }

  /** Leaves a setting to other calls: nothing is to be read of its state any more. */
  #release(setting: CallSetting): void {
    this.#setting.idle.give(setting, this.parts.chain.stateVersion);
  }

  /** eth_callMany, debug_traceCall and the like: each call on what those before it left. `timeout`: milliseconds for all. */
  async callBundles(
    bundles: readonly CallBundle[],
    options: CallOptions & { readonly timeout?: number | undefined },
    tracing: CallTracing,
  ): Promise<void> {
    const first = await prepareSetting(options, this.#setting);
    const deadline = this.#deadline(options.timeout);
    const calls = placeCalls(bundles, first, options.base, this.parts.chain);
    for (const [index, { request, setting }] of calls.entries()) {
      const tracerFor = (call: TracedCall) => tracing.tracerFor(index, call) ?? this.parts.tracerFor?.();
      tracing.onDone(index, await this.#traceOn(setting, request, tracerFor, deadline));
    }
  }

  /** eth_simulateV1. Throws SimulationError, CallError. */
  simulate(request: SimulationRequest): Promise<readonly SimulatedBlock[]> {
    return simulate(request, this.options, this.parts);
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
    const deadline = this.#deadline();
    // One run is enough to print what a contract logs.
    let tracer = this.parts.tracerFor?.();
    const estimate = await estimateGas(tx, request.gas, bounds, async (gasLimit) => {
      const outcome = await this.#attempt({ ...tx, gasLimit }, setting, tracer, deadline);
      state.revertTo();
      if (outcome !== undefined) tracer = undefined;
      return outcome;
    });
    this.#release(setting);
    return estimate;
  }

  /** eth_createAccessList. Throws CallError. */
  async createAccessList(request: CallRequest, options: CallOptions): Promise<AccessListResult> {
    const setting = await prepareSetting(options, this.#setting);
    const deadline = this.#deadline();
    return findAccessList(this.#executable(request), setting, async (tx, fresh, tracer) =>
      this.#run(tx, fresh, tracer, deadline),
    );
  }

  /** Runs the transactions of a block again, each with the tracer that `replay` gives it. Throws what a tracer throws. */
  replayBlock(block: Block, replay: BlockReplay): Promise<void> {
    return replayBlock(block, replay, this.#setting);
  }

  /** What the transactions of a block before the one at `index` changed of its parent's state. Throws CallError. */
  changesBefore(block: Block, index: number): Promise<StateChanges> {
    return changesBefore(block, index, this.#setting);
  }

  /** Tells the state root after each transaction of a block; ends before one that cannot be executed. Throws CallError and what `onRoot` throws. */
  intermediateRoots(block: Block, onRoot: (root: Uint8Array) => void): Promise<void> {
    return intermediateRoots(block, onRoot, this.parts, this.#setting);
  }

  /** debug_executionWitness. Throws CallError, StateUnavailableError. */
  executionWitness(block: Block): Promise<ExecutionWitness> {
    return executionWitness(block, this.#setting, this.parts);
  }

  async #traceOn(
    setting: CallSetting,
    request: CallRequest,
    tracerFor: (call: TracedCall) => Tracer | undefined,
    deadline: Deadline,
  ): Promise<TransactionReplay> {
    const tx = this.#executable(request);
    const { sender, to, gasLimit } = tx;
    const after = setting.state.asReader();
    const { block, rules } = setting;
    const authorizations = request.authorizations ?? [];
    const tracer = tracerFor({ sender, to, gasLimit, authorizations, block, rules, state: after });
    const { result, gasUsed } = await this.#run(tx, setting, tracer, deadline);
    return { result, gasUsed, after };
  }

  #executable(request: CallRequest): ExecutableTransaction {
    return toExecutable(request, this.options.gasCap, this.parts.chain.config.chainId);
  }

  #run(
    tx: ExecutableTransaction,
    setting: CallSetting,
    tracer: Tracer | undefined,
    deadline: Deadline,
  ): TransactionOutcome | Promise<TransactionOutcome> {
    const refuse = (error: unknown): never => {
      if (!(error instanceof TransactionError)) throw error;
      const text = `err: ${error.message} (supplied gas ${tx.gasLimit})`;
      throw new CallError('refused', text, { cause: error });
    };
    try {
      const outcome = this.#execute(tx, setting, tracer, deadline);
      return outcome instanceof Promise ? outcome.catch(refuse) : outcome;
    } catch (error) {
      return refuse(error);
    }
  }

  /** A run of an estimate: too little gas to begin with is no error there. */
  async #attempt(
    tx: ExecutableTransaction,
    setting: CallSetting,
    tracer: Tracer | undefined,
    deadline: Deadline,
  ): Promise<TransactionOutcome | undefined> {
    try {
      return await this.#execute(tx, setting, tracer, deadline);
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
    deadline: Deadline,
  ): TransactionOutcome | Promise<TransactionOutcome> {
    const execute = () =>
      executeTransaction(this.parts.engine, tx, {
        ...setting,
        gasPoolLeft: tx.gasLimit,
        validation: 'call',
        tracer,
        deadline,
      });
    const room = roomToBegin();
    return room === undefined ? execute() : room.then(execute);
  }

  /** One for a whole request, however many runs it takes. */
  #deadline(timeout = this.options.timeout): Deadline {
    return { at: this.parts.now() + timeout, timeout };
  }
}
