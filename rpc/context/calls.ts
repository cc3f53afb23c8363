import type { Block } from '../../chain/block/block.ts';
import type { CallBundle } from '../../chain/call/bundles.ts';
import type { ExecutionWitness } from '../../chain/call/executionWitness.ts';
import type { BlockReplay, CallTracing } from '../../chain/call/replay.ts';
import type { CallRequest } from '../../chain/call/request.ts';
import type { CallOptions } from '../../chain/call/setting.ts';
import type { SimulatedBlock, SimulationRequest } from '../../chain/simulate/simulation.ts';
import type { AccessListEntry } from '../../chain/transaction/transaction.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';

/** Runs messages that leave nothing behind. */
export interface CallExecutor {
  /** eth_call; at once where nothing has to be waited for. Throws CallError for what a transaction would be refused for; a halt is in the result. */
  call(request: CallRequest, options: CallOptions, tracer?: Tracer): MessageResult | Promise<MessageResult>;
  /** eth_estimateGas: the least gas limit with which the call succeeds. Throws ExecutionRevertedError, CallError. */
  estimateGas(request: CallRequest, options: CallOptions): Promise<bigint>;
  /** eth_createAccessList */
  createAccessList(
    request: CallRequest,
    options: CallOptions,
  ): Promise<{
    readonly accessList: readonly AccessListEntry[];
    readonly gasUsed: bigint;
    readonly halt: string | undefined;
  }>;
  /** eth_simulateV1. Throws SimulationError, CallError. */
  simulate(request: SimulationRequest): Promise<readonly SimulatedBlock[]>;
  /**
   * Runs the transactions of a committed block again, one after the other on its parent's state; `tracerFor` gives the
   * tracer of each (undefined: run it untraced); `onDone` is called after each with its message result, its gas used
   * and the state before and after. Stops after the transaction at `last`.
   */
  replayBlock(block: Block, replay: BlockReplay): Promise<void>;
  /**
   * eth_callMany, debug_traceCall, trace_callMany: runs calls as eth_call does, each on what those before it left, with the
   * state before and after at hand, and each bundle in a block of its own. `beforeTransaction` puts them in the place of that
   * transaction of the base block instead of behind the whole block; `timeout` is in milliseconds, for all of them. Throws as
   * `call` does.
   */
  callBundles(
    bundles: readonly CallBundle[],
    options: CallOptions & { readonly timeout?: number | undefined },
    tracing: CallTracing,
  ): Promise<void>;
  /** What the transactions of a block before the one at `index` changed of its parent's state. */
  changesBefore(block: Block, index: number): Promise<StateChanges>;
  /** Tells the state root after each transaction of a block; it ends before one that cannot be executed. */
  intermediateRoots(block: Block, onRoot: (root: Uint8Array) => void): Promise<void>;
  /** What executing a block without a state needs. Throws CallError, StateUnavailableError. */
  executionWitness(block: Block): Promise<ExecutionWitness>;
}
