import type { StateReader } from '../../storage/state/reader.ts';
import type { BlockContext } from '../../vm/block/systemCall.ts';
import type { Engine } from '../../vm/engine.ts';
import type { Log } from '../../vm/log.ts';
import type { ForkName } from '../../vm/rules/forks.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import type { FeeMarket } from '../fees/baseFee.ts';

/** What the chain's holders decided about one block. */
export interface BlockParameters extends FeeMarket {
  /** Whether any module asks to be told of anything. */
  readonly hooks: boolean;
  /** The gas limit that blocks step towards; undefined: whoever makes the block decides. */
  readonly gasLimit: bigint | undefined;
  /** False: transactions may not create or call contracts, the modules' own excepted. */
  readonly contracts: boolean;
  /** True: tips are shared, where the module that shares them is active. */
  readonly sharesFees: boolean;
  /** 20 bytes: gets the base fees; undefined: they are burned */
  readonly baseFeeRecipient: Uint8Array | undefined;
  /** Times in seconds of forks that the genesis does not schedule. */
  readonly activations: ReadonlyMap<ForkName, bigint>;
}

/** A transaction as hooks are asked about it. */
export interface HookedTransaction extends ExecutableTransaction {
  /** 32 bytes */
  readonly hash: Uint8Array;
}

/** What a block's transactions came to. */
export interface BlockResult {
  readonly gasUsed: bigint;
  readonly transactionCount: number;
  /** wei credited to the tip recipient */
  readonly tips: bigint;
  /** wei */
  readonly baseFees: bigint;
}

/** Why a transaction may not be in a block. */
export interface HookRefusal {
  /** 'denied': a module says no; 'gas': the block has no gas left for asking. */
  readonly kind: 'denied' | 'gas';
  /** for people, bounded */
  readonly reason: string;
}

/** The hooks of one block that is being executed. */
export interface BlockHooks {
  /** Every log of the hooks so far, in order. */
  readonly logs: readonly Log[];
  /** 20 bytes: gets the tips in place of the header's coinbase, and the base fees that are not burned; undefined: nobody */
  readonly feeRecipient: Uint8Array | undefined;
  /**
   * Asks the modules about the next transaction, on the block's state. What they wrote stands until the next
   * transaction begins: `undo` takes it back where the transaction does not come into the block after all.
   */
  admit(transaction: HookedTransaction): Promise<AdmittedTransaction | HookRefusal>;
  /** Tells the modules that the last transaction is done. */
  end(result: BlockResult): Promise<void>;
}

/** A transaction that no module denies. */
export interface AdmittedTransaction {
  readonly kind: 'admitted';
  undo(): void;
}

/**
 * What the chain asks of XAI's modules. A chain without one is plain Ethereum and asks nothing. Nothing here throws for
 * what a contract does: a module that fails has no effect.
 */
export interface Protocol {
  /** 20 bytes: the registry of modules, whose events tell what became of hooks */
  readonly registry: Uint8Array;
  /** What holds in block `number`, by the state after its parent. */
  parameters(state: StateReader, number: bigint): BlockParameters;
  /** Whether a transaction to this address stays possible where contracts are switched off. */
  isModule(address: Uint8Array): boolean;
  /** Tells the modules that a block begins; undefined where the registry fails. Asked where `parameters` say so. */
  beginBlock(
    engine: Engine,
    context: BlockContext,
    parameters: BlockParameters,
  ): Promise<BlockHooks | undefined>;
  /**
   * Why the modules would deny this transaction now; undefined: they would not. Leaves marks in the state, which has to
   * be one to throw away.
   */
  refusal(engine: Engine, context: BlockContext, transaction: HookedTransaction): Promise<string | undefined>;
}
