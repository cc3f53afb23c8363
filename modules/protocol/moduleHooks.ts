import { type BytesKey, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import { type BlockContext, type SystemMessage, systemMessage } from '../../vm/block/systemCall.ts';
import type { Engine, MessageResult } from '../../vm/engine.ts';
import type { Log } from '../../vm/log.ts';
import { FEE_DISTRIBUTOR, isGovernance, REGISTRY } from './addresses.ts';
import {
  dataAllowance,
  LIST_GAS,
  MAX_END_GAS,
  MAX_FAULT_REASON,
  MAX_START_GAS,
  MAX_VALIDATE_GAS,
  MAX_VALIDATE_GAS_PER_BLOCK,
  RECORD_GAS,
} from './bounds.ts';
import { decodeHookEntries, decodeVerdict, type HookEntry, type Verdict } from './decode.ts';
import {
  ACTIVE_HOOKS_CALL,
  type BlockResult,
  blockContext,
  clearFaultsCall,
  endCall,
  type HookedTransaction,
  recordFaultCall,
  startCall,
  validateCall,
} from './encode.ts';
import { type WatchedCall, watchCall } from './watchCall.ts';

/** The hooks as the registry numbers them: the place of each one's bit. */
const HOOK = { validateTransaction: 0, onBlockStart: 1, onBlockEnd: 2 } as const;

type Hook = (typeof HOOK)[keyof typeof HOOK];

/** Why a transaction may not be in a block: a module says no, or the block has no gas left for asking. */
export interface HookRefusal {
  readonly kind: 'denied' | 'gas';
  readonly reason: string;
}

/** A transaction that no module denies; `undo` takes back what asking has left, until the next transaction begins. */
export interface AdmittedTransaction {
  readonly kind: 'admitted';
  undo(): void;
}

const UNASKED: AdmittedTransaction = { kind: 'admitted', undo: () => undefined };

/**
 * The hooks of one block:
 *
 *     begin → the registry's list → onBlockStart of each
 *     admit → validateTransaction of each, all of it taken back where one says no
 *     end   → onBlockEnd of each → clearFaults of those that did well again
 *
 * A hook that halts or answers something else than it should has no effect: the registry is told, and asked again which
 * modules are active. A registry that fails itself has no effect either. Nothing here throws for what a contract does.
 */
export class ModuleHooks {
  /** Every log of the hooks so far, in order. */
  logs: readonly Log[] = [];
  #entries: readonly HookEntry[] = [];
  readonly #context: Uint8Array;
  /** gas used for asking about the transactions that are in the block */
  #askedGas = 0n;
  /** gas used for asking about those that were denied */
  #deniedGas = 0n;
  #ran: ReadonlyMap<BytesKey, HookEntry> = new Map();
  #faulted: ReadonlySet<BytesKey> = new Set();

  constructor(
    private readonly engine: Engine,
    private readonly block: BlockContext,
    /** Whether tips are shared by the module for it. */
    private readonly sharesFees: boolean,
  ) {
    this.#context = blockContext(block.block);
  }

  /** 20 bytes: gets tips and base fees that are not burned; undefined: nobody here does */
  get feeRecipient(): Uint8Array | undefined {
    const shared = this.sharesFees && this.#with(HOOK.onBlockEnd).some(isDistributor);
    return shared ? FEE_DISTRIBUTOR : undefined;
  }

  /** Reads which modules are active; answers whether there are any. */
  async list(): Promise<boolean> {
    const { state, rules } = this.block;
    state.beginTransaction();
    await this.#refresh();
    state.endTransaction(rules);
    return this.#entries.length > 0;
  }

  /** Tells the modules that the block begins. */
  async start(): Promise<void> {
    const data = startCall(this.#context);
    for (const entry of this.#with(HOOK.onBlockStart)) {
      await this.#tell(entry, HOOK.onBlockStart, data, least(entry.startGas, MAX_START_GAS));
    }
  }

  /** Asks the modules about the next transaction of the block, unless it is governance's own. */
  async admit(transaction: HookedTransaction): Promise<AdmittedTransaction | HookRefusal> {
    const asked = this.#with(HOOK.validateTransaction);
    if (asked.length === 0 || isGovernance(transaction.to)) return UNASKED;
    const { state, rules } = this.block;
    state.beginTransaction();
    const undo = this.#mark();
    const data = validateCall(this.#context, transaction);
    const allowance = dataAllowance(data.length);
    for (const entry of asked) {
      const gas = least(entry.validateGas, MAX_VALIDATE_GAS) + allowance;
      if (this.#askedGas + this.#deniedGas + gas > MAX_VALIDATE_GAS_PER_BLOCK) {
        undo();
        return { kind: 'gas', reason: 'the modules of this block have no gas left to check a transaction' };
      }
      const verdict = await this.#ask(entry, data, gas);
      if (verdict?.allowed === false) {
        const used = this.#askedGas;
        undo();
        this.#deniedGas += used - this.#askedGas;
        return { kind: 'denied', reason: denial(entry, verdict) };
      }
    }
    state.endTransaction(rules);
    return { kind: 'admitted', undo };
  }

  /** Tells the modules that the last transaction is done, and the registry which of them do well again. */
  async end(result: BlockResult): Promise<void> {
    const data = endCall(this.#context, result);
    for (const entry of this.#with(HOOK.onBlockEnd)) {
      await this.#tell(entry, HOOK.onBlockEnd, data, least(entry.endGas, MAX_END_GAS));
    }
    for (const [key, { id, consecutiveFaults }] of this.#ran) {
      if (consecutiveFaults === 0n || this.#faulted.has(key)) continue;
      this.block.state.beginTransaction();
      await this.#tellRegistry(clearFaultsCall(id));
      this.block.state.endTransaction(this.block.rules);
    }
  }

  /** validateTransaction; undefined where the module fails. */
  async #ask(entry: HookEntry, data: Uint8Array, gas: bigint): Promise<Verdict | undefined> {
    const { state } = this.block;
    const before = state.checkpoint();
    const watched = watchCall(this.block.tracer);
    const result = await this.#call(entry, { data, gas }, watched);
    this.#askedGas += result.gasUsed;
    const verdict = result.halt === undefined ? decodeVerdict(result.returnData) : undefined;
    watched.settle(verdict !== undefined);
    if (verdict === undefined) {
      state.revertTo(before);
      await this.#fault(entry, HOOK.validateTransaction, faultReason(result));
    } else this.logs = [...this.logs, ...result.logs];
    return verdict;
  }

  /** onBlockStart or onBlockEnd, in a transaction of its own. */
  async #tell(entry: HookEntry, hook: Hook, data: Uint8Array, gas: bigint): Promise<void> {
    const { state, rules } = this.block;
    state.beginTransaction();
    const watched = watchCall(this.block.tracer);
    const result = await this.#call(entry, { data, gas }, watched);
    const isDone = result.halt === undefined && state.code(entry.module).length > 0;
    watched.settle(isDone);
    if (isDone) {
      this.logs = [...this.logs, ...result.logs];
    } else await this.#fault(entry, hook, faultReason(result));
    state.endTransaction(rules);
  }

  #call(
    entry: HookEntry,
    message: SystemMessage,
    { tracer }: WatchedCall,
  ): MessageResult | Promise<MessageResult> {
    const key = toKey(entry.id);
    if (!this.#ran.has(key)) this.#ran = new Map([...this.#ran, [key, entry]]);
    return systemMessage(this.engine, { ...this.block, tracer }, entry.module, message);
  }

  async #fault({ id }: HookEntry, hook: Hook, reason: Uint8Array): Promise<void> {
    this.#faulted = new Set([...this.#faulted, toKey(id)]);
    await this.#tellRegistry(recordFaultCall(id, hook, reason));
    await this.#refresh();
  }

  async #tellRegistry(data: Uint8Array): Promise<void> {
    const { halt, logs } = await systemMessage(this.engine, this.block, REGISTRY, { data, gas: RECORD_GAS });
    if (halt === undefined) this.logs = [...this.logs, ...logs];
  }

  /** The registry's list now; none where it fails. It is a view: what it might write is taken back. */
  async #refresh(): Promise<void> {
    const { state } = this.block;
    const before = state.checkpoint();
    const call = { data: ACTIVE_HOOKS_CALL, gas: LIST_GAS };
    // What the protocol looks up is no hook's call.
    const unseen = { ...this.block, tracer: undefined };
    const { halt, returnData } = await systemMessage(this.engine, unseen, REGISTRY, call);
    state.revertTo(before);
    this.#entries = halt === undefined ? (decodeHookEntries(returnData) ?? []) : [];
  }

  #with(hook: Hook): readonly HookEntry[] {
    return this.#entries.filter(({ hooks }) => ((hooks >> BigInt(hook)) & 1n) === 1n);
  }

  /** A function that puts everything back as it is now. */
  #mark(): () => void {
    const mark = this.block.state.checkpoint();
    const { logs } = this;
    const entries = this.#entries;
    const askedGas = this.#askedGas;
    const faulted = this.#faulted;
    const ran = this.#ran;
    return () => {
      this.block.state.revertTo(mark);
      this.logs = logs;
      this.#entries = entries;
      this.#askedGas = askedGas;
      this.#faulted = faulted;
      this.#ran = ran;
    };
  }
}

function isDistributor({ module }: HookEntry): boolean {
  return equalBytes(module, FEE_DISTRIBUTOR);
}

/** What the sender of a denied transaction is told. */
function denial({ id }: HookEntry, { reason }: Verdict): string {
  const name = new TextDecoder().decode(id).replace(/[^\x21-\x7e]/g, '');
  return `transaction denied by module ${name}${reason === '' ? '' : `: ${reason}`}`;
}

/** What the registry keeps of a fault: the hook's own words, else what became of it. */
function faultReason({ halt, returnData }: MessageResult): Uint8Array {
  if (halt === 'revert') return returnData.slice(0, MAX_FAULT_REASON);
  return new TextEncoder().encode(halt ?? 'invalid answer');
}

function least(declared: bigint, most: bigint): bigint {
  return declared < most ? declared : most;
}
