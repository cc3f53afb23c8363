import type { BytesKey } from '../storage/encoding/bytes.ts';
import type { BlockEnvironment } from './environment.ts';
import type { HaltReason } from './haltReason.ts';
import type { Log } from './log.ts';
import type { Rules } from './rules/rules.ts';
import type { WorldState } from './state/worldState.ts';
import type { Tracer } from './tracing/tracer.ts';

/** One top-level message: a transaction's, a call's, or a system call's. */
export interface Message {
  /** 20 bytes; for a creation its nonce counts the creation already: the address is made from nonce - 1 */
  readonly caller: Uint8Array;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  /** wei */
  readonly value: bigint;
  readonly data: Uint8Array;
  /** gas left for execution, intrinsic gas already taken */
  readonly gas: bigint;
  /** wei per gas: what GASPRICE shows */
  readonly gasPrice: bigint;
  /** 20 bytes: what ORIGIN shows */
  readonly origin: Uint8Array;
  /** 32 bytes each (EIP-4844) */
  readonly blobHashes: readonly Uint8Array[];
}

/** How a message ended. State changes are in the WorldState; a halted message has left none. */
export interface MessageResult {
  /** undefined: success */
  readonly halt: HaltReason | undefined;
  readonly gasUsed: bigint;
  /** refund counter, before the cap */
  readonly gasRefund: bigint;
  /** return data; revert data when halt is 'revert'; empty for other halts */
  readonly returnData: Uint8Array;
  /** 20 bytes, for a creation (also a failed one) */
  readonly createdAddress: Uint8Array | undefined;
  readonly logs: readonly Log[];
}

/** Everything a message runs in. */
export interface MessageContext {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  readonly tracer: Tracer | undefined;
  /**
   * Where precompiles answer otherwise than the rules say (geth's state overrides): address → the address whose
   * precompile answers there, or undefined for none.
   */
  readonly precompiles?: ReadonlyMap<BytesKey, Uint8Array | undefined> | undefined;
  /** Ends a call that takes too long; undefined inside blocks, which gas alone bounds. */
  readonly deadline?: Deadline | undefined;
}

/** A wall-clock bound on one call. Never used where a state root depends on it. */
export interface Deadline {
  /** milliseconds since the epoch */
  readonly at: number;
  /** milliseconds that it had from its beginning, for the error's text */
  readonly timeout?: number;
}

/**
 * An execution engine: message in, result and state changes out, gas exact to the unit. An engine may answer at once or
 * by a promise (the reference engine is asynchronous); the caller awaits either. State reads inside are synchronous.
 */
export interface Engine {
  readonly name: string;
  /**
   * Runs one message. Throws ExecutionTimeoutError past the deadline, and whatever a tracer's hook throws; the state is
   * then as it was before.
   */
  execute(message: Message, context: MessageContext): MessageResult | Promise<MessageResult>;
  /** Ends the threads that the engine has; absent where it has none. */
  close?(): void;
}
