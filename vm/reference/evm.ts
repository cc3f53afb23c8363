import { EVM, type PrecompileFunc } from '@ethereumjs/evm';
import { Address, type PrefixedHexString } from '@ethereumjs/util';
import { EMPTY_BYTES, fromHex, toHex, toKey } from '../../storage/encoding/bytes.ts';
import type { Message, MessageContext, MessageResult } from '../engine.ts';
import { ExecutionTimeoutError } from '../errors.ts';
import type { Rules } from '../rules/rules.ts';
import { nextSlice, SLICE } from '../slices.ts';
import { commonOf, paramsOf } from './common.ts';
import { correctOpcodes } from './corrections.ts';
import { blsCurve, bn254Curve } from './curves.ts';
import { EnvironmentAdapter } from './environment.ts';
import { FrameReporter } from './frameReporter.ts';
import { haltOf } from './haltReason.ts';
import { impersonateSigners, type SignerOf } from './impersonatedSigners.ts';
import { JournalAdapter } from './journal.ts';
import { loadOnFirstUse } from './lazyPrecompiles.ts';
import { Opcode } from './opcodes.ts';
import { runPlainInstructions } from './plainRuns.ts';
import { StateManagerAdapter } from './stateManager.ts';
import { TransientStorageAdapter } from './transientStorage.ts';

/** Every how many jump destinations the clock is read. */
const CLOCK_STRIDE = 256;

/** What a machine's tracers may see: nothing, frames (and logs), or every instruction as well. */
export type Sight = 'nothing' | 'frames' | 'steps';

/**
 * One machine of the library for one set of rules, on top of our parts. It holds the state of one execution at a time:
 * the engine takes a free one for each message. Traced machines are built apart, so that others pay nothing for hooks,
 * and only where each instruction is watched does each go through the library's loop.
 */
export class ReferenceEvm extends EVM {
  readonly #manager: StateManagerAdapter;
  readonly #environment: EnvironmentAdapter;
  readonly #reporter: FrameReporter | undefined;
  #context: MessageContext | undefined;
  #jumps = 0;
  /** milliseconds since the epoch at which others of the process get their turn */
  #sliceEnds = 0;

  /** `signerOf`: whom its ecrecover believes signatures to be of. */
  constructor(rules: Rules, sight: Sight, signerOf?: SignerOf) {
    const manager = new StateManagerAdapter();
    const environment = new EnvironmentAdapter();
    super({
      common: commonOf(rules),
      params: paramsOf(rules),
      stateManager: manager,
      blockchain: environment,
      bls: blsCurve,
      bn254: bn254Curve,
    });
    this.#manager = manager;
    this.#environment = environment;
    this.journal = new JournalAdapter(manager) as unknown as EVM['journal'];
    Object.assign(this, { transientStorage: new TransientStorageAdapter(manager) });
    loadOnFirstUse(this._precompiles);
    if (signerOf !== undefined) impersonateSigners(this._precompiles, signerOf);
    correctOpcodes(this._opcodeMap, manager);
    this.#watchClock();
    if (sight !== 'nothing') {
      const isPrecompile = (address: Address) => this.getPrecompile(address) !== undefined;
      this.#reporter = new FrameReporter(this.events, this._opcodeMap, isPrecompile);
    }
    if (sight !== 'steps') runPlainInstructions(this._opcodeMap, this.common, manager);
  }

  /** Runs one message to its end. After a throw the machine is not to be used again. */
  async run(message: Message, context: MessageContext): Promise<MessageResult> {
    this.#context = context;
    this.#sliceEnds = Date.now() + SLICE;
    this.#manager.state = context.state;
    this.#environment.block = context.block;
    this.#reporter?.begin(context);
    const { createdAddress, execResult } = await this.runCall({
      block: this.#environment.header(),
      caller: new Address(message.caller),
      to: message.to === undefined ? undefined : new Address(message.to),
      value: message.value,
      data: message.data,
      gasLimit: message.gas,
      gasPrice: message.gasPrice,
      origin: new Address(message.origin),
      blobVersionedHashes: message.blobHashes.map(toHex),
      skipNonceIncrement: true,
    });
    const { returnValue } = execResult;
    const halt = haltOf(execResult, createdAddress !== undefined);
    if (halt === undefined) this.#keepMarks(execResult.selfdestruct, execResult.createdAddresses);
    return {
      halt,
      gasUsed: execResult.executionGasUsed,
      gasRefund: execResult.gasRefund ?? 0n,
      returnData: halt === undefined || halt === 'revert' ? returnValue : EMPTY_BYTES,
      createdAddress: createdAddress?.bytes,
      logs: (execResult.logs ?? []).map(([address, topics, data]) => ({ address, topics, data })),
    };
  }

  /** The library keeps these sets itself and gives up those of reverted frames; the state gets what is left. */
  #keepMarks(
    destroyed: Map<PrefixedHexString, unknown> | undefined,
    created: Set<PrefixedHexString> | undefined,
  ): void {
    const { state } = this.#manager;
    for (const address of created ?? []) state.markCreated(fromHex(address));
    for (const address of destroyed?.keys() ?? []) state.markSelfDestructed(fromHex(address));
  }

  /** Runs one precompile of the rules by itself. */
  runPrecompileAt(address: Uint8Array, input: Uint8Array, gas: bigint): ReturnType<EVM['runPrecompile']> {
    const run = super.getPrecompile(new Address(address));
    if (run === undefined) throw new Error(`no precompile at ${toHex(address)}`);
    return this.runPrecompile(run, input, gas);
  }

  override getPrecompile(address: Address | PrefixedHexString): PrecompileFunc | undefined {
    const moved = this.#context?.precompiles;
    if (moved === undefined) return super.getPrecompile(address);
    const bytes = typeof address === 'string' ? fromHex(address) : address.bytes;
    const key = toKey(bytes);
    if (!moved.has(key)) return super.getPrecompile(address);
    const origin = moved.get(key);
    return origin === undefined ? undefined : super.getPrecompile(new Address(origin));
  }

  override async runCall(options: Parameters<EVM['runCall']>[0]): ReturnType<EVM['runCall']> {
    await this.#lookAtClock();
    return super.runCall(options);
  }

  /** An endless loop passes a jump destination again and again: the place to look at the clock. */
  #watchClock(): void {
    const entry = this._opcodeMap[Opcode.JUMPDEST];
    if (entry === undefined) return;
    entry.opcodeInfo = { ...entry.opcodeInfo, isAsync: true };
    entry.opHandler = () => {
      if (++this.#jumps % CLOCK_STRIDE === 0) return this.#lookAtClock();
    };
  }

  /** Ends a bounded call that is late, and lets others have their turn while a long one runs. */
  #lookAtClock(): Promise<void> | undefined {
    const deadline = this.#context?.deadline;
    if (deadline === undefined) return undefined;
    const now = Date.now();
    if (now > deadline.at) throw new ExecutionTimeoutError(deadline.timeout);
    if (now < this.#sliceEnds) return undefined;
    return nextSlice().then(() => {
      this.#sliceEnds = Date.now() + SLICE;
    });
  }
}
