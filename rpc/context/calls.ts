import type { Block, Withdrawal } from '../../chain/block/block.ts';
import type { AccessListEntry, Authorization, Transaction } from '../../chain/transaction/transaction.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import type { SealedHeader } from './chain.ts';

/** A call object, parsed. Absent fields are undefined. */
export interface CallRequest {
  readonly from?: Uint8Array | undefined;
  readonly to?: Uint8Array | undefined;
  readonly gas?: bigint | undefined;
  readonly gasPrice?: bigint | undefined;
  readonly maxFeePerGas?: bigint | undefined;
  readonly maxPriorityFeePerGas?: bigint | undefined;
  readonly maxFeePerBlobGas?: bigint | undefined;
  readonly value?: bigint | undefined;
  readonly nonce?: bigint | undefined;
  readonly data?: Uint8Array | undefined;
  readonly accessList?: readonly AccessListEntry[] | undefined;
  readonly blobHashes?: readonly Uint8Array[] | undefined;
  readonly authorizations?: readonly Authorization[] | undefined;
  readonly chainId?: bigint | undefined;
  readonly type?: number | undefined;
}

/** geth's state override set for one account. */
export interface AccountOverride {
  readonly nonce?: bigint | undefined;
  readonly balance?: bigint | undefined;
  readonly code?: Uint8Array | undefined;
  /** Replaces all storage. */
  readonly state?: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[] | undefined;
  /** Replaces single slots. */
  readonly stateDiff?: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[] | undefined;
  /** 20 bytes: the precompile at this address answers there instead. */
  readonly movePrecompileTo?: Uint8Array | undefined;
}

/** State overrides in the order given. */
export type StateOverride = readonly { readonly address: Uint8Array; readonly account: AccountOverride }[];

/** geth's block override set. */
export interface BlockOverride {
  readonly number?: bigint | undefined;
  readonly difficulty?: bigint | undefined;
  readonly time?: bigint | undefined;
  readonly gasLimit?: bigint | undefined;
  readonly feeRecipient?: Uint8Array | undefined;
  readonly prevRandao?: Uint8Array | undefined;
  readonly baseFeePerGas?: bigint | undefined;
  readonly blobBaseFee?: bigint | undefined;
  readonly beaconRoot?: Uint8Array | undefined;
  readonly withdrawals?: readonly Withdrawal[] | undefined;
}

/** The state that a call runs on: after a committed block, or the pending one. */
export type CallBase =
  | { readonly kind: 'block'; readonly block: SealedHeader }
  | { readonly kind: 'pending' };

/** A call with all that may surround it. */
export interface CallOptions {
  readonly base: CallBase;
  readonly stateOverride?: StateOverride | undefined;
  readonly blockOverride?: BlockOverride | undefined;
}

/** Runs messages that leave nothing behind. */
export interface CallExecutor {
  /** eth_call. Throws CallError for what a transaction would be refused for; a halt is in the result. */
  call(request: CallRequest, options: CallOptions, tracer?: Tracer): Promise<MessageResult>;
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
  /**
   * Runs the transactions of a committed block again, one after the other on its parent's state; `tracerFor` gives the
   * tracer of each (undefined: run it untraced); `onDone` is called after each with its message result, its gas used
   * and the state before and after. Stops after the transaction at `last`.
   */
  replayBlock(block: Block, replay: BlockReplay): Promise<void>;
  /**
   * debug_traceCall: runs the call as eth_call does, with the state before and after at hand. `beforeTransaction` puts it
   * in the place of that transaction of the base block instead of behind the whole block. Throws as `call` does.
   */
  traceCall(
    request: CallRequest,
    options: CallOptions & { readonly beforeTransaction?: number | undefined },
    tracerFor: (call: TracedCall) => Tracer,
  ): Promise<TransactionReplay>;
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

/** How a block is run again for tracing. */
export interface BlockReplay {
  /** index of the last transaction to run */
  readonly last: number;
  /** `state` is a live view: it shows the state before the transaction now, and its changes while it runs. */
  tracerFor(index: number, transaction: Transaction, state: StateReader): Tracer | undefined;
  onDone(index: number, transaction: Transaction, outcome: TransactionReplay): void;
}

/** One transaction run again. */
export interface TransactionReplay {
  readonly result: MessageResult;
  /** intrinsic gas and refunds counted */
  readonly gasUsed: bigint;
  readonly after: StateReader;
}
