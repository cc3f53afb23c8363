import {
  type EVM,
  EVMError,
  type EVMResult,
  type InterpreterStep,
  type Message as LibraryMessage,
} from '@ethereumjs/evm';
import { type Address, bigIntToUnpaddedBytes, generateAddress, generateAddress2 } from '@ethereumjs/util';
import { bigIntToFixedBytes, EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { MessageContext } from '../engine.ts';
import type { HaltReason } from '../haltReason.ts';
import type { WorldState } from '../state/worldState.ts';
import { memoryOverflow } from '../tracing/memoryOverflow.ts';
import type { Fault, FrameEntry, FrameKind, Tracer } from '../tracing/tracer.ts';
import { haltOf, haltReason } from './haltReason.ts';
import { hookOpcodes } from './opcodeHooks.ts';
import { isMessageCall, Opcode, type OpcodeTable, type RunState, readMemory } from './opcodes.ts';
import { stackFault } from './stackEffects.ts';

const CALL_STIPEND = 2300n;
const CALL_DEPTH_LIMIT = 1024;
const ADDRESS_MASK = (1n << 160n) - 1n;

/** Instructions that end a frame without a halt. */
const ENDS: ReadonlySet<number> = new Set([Opcode.STOP, Opcode.RETURN, Opcode.SELFDESTRUCT]);

/** Turns what one of the library's machines does into the calls of a Tracer, in geth's order and with geth's numbers. */
export class FrameReporter {
  readonly #events: EVM['events'];
  readonly #isPrecompile: (address: Address) => boolean;
  readonly #onStep = (step: InterpreterStep) => this.#step(step);
  #tracer: Tracer = {};
  #state!: WorldState;
  /** Return data as RETURNDATASIZE sees it, by depth of the open frames. */
  #returnData: Uint8Array[] = [];
  /** By depth of the open frames: what the code is that runs there. */
  #messages: LibraryMessage[] = [];
  /** Set by a call or create instruction, taken by the frame that it begins. */
  #pending: FrameEntry | undefined;
  /** Gas that the coming call instruction hands on. */
  #childGas = 0n;
  /** Why the coming instruction's gas could not be reckoned. */
  #gasError: HaltReason | undefined;

  constructor(events: EVM['events'], table: OpcodeTable, isPrecompile: (address: Address) => boolean) {
    this.#events = events;
    this.#isPrecompile = isPrecompile;
    events.on('beforeMessage', (message) => this.#enter(message));
    events.on('afterMessage', (result) => this.#exit(result));
    hookOpcodes(table, {
      gasCharged: (runState, error) => {
        this.#childGas = runState.messageGasLimit ?? 0n;
        this.#gasError = error instanceof EVMError ? haltReason(error.error) : undefined;
      },
      callStarts: (kind, runState) => {
        this.#pending = this.#entryOf(kind, runState);
      },
      callEnded: (runState, failed) => {
        if (!failed) this.#reportUnstarted(runState);
        this.#pending = undefined;
        this.#returnData[runState.env.depth] = runState.returnBytes;
      },
      logged: (runState) => this.#log(runState),
      selfDestructs: (runState) => this.#selfDestruct(runState),
    });
  }

  /** Prepares for one message. */
  begin(context: MessageContext): void {
    this.#tracer = context.tracer ?? {};
    this.#state = context.state;
    this.#returnData = [];
    this.#pending = undefined;
    this.#events.off('step', this.#onStep);
    if (this.#tracer.onStep !== undefined) this.#events.on('step', this.#onStep);
  }

  #enter(message: LibraryMessage): void {
    this.#returnData[message.depth] = EMPTY_BYTES;
    this.#messages[message.depth] = message;
    const { onEnter } = this.#tracer;
    if (onEnter === undefined) return;
    const pending = this.#pending;
    this.#pending = undefined;
    const created = message.to === undefined;
    onEnter.call(this.#tracer, {
      depth: message.depth,
      kind: pending?.kind ?? (created ? 'CREATE' : 'CALL'),
      from: pending?.from ?? message.caller.bytes,
      to: created ? this.#addressOf(message) : message.codeAddress.bytes,
      input: message.data,
      gas: message.gasLimit,
      value: pending?.value ?? message.value,
      precompile: !created && this.#isPrecompile(message.codeAddress),
    });
  }

  #addressOf(message: LibraryMessage): Uint8Array {
    const { bytes } = message.caller;
    if (message.salt !== undefined) return generateAddress2(bytes, message.salt, message.data);
    return generateAddress(bytes, bigIntToUnpaddedBytes(this.#state.nonce(bytes) - 1n));
  }

  #exit({ execResult, createdAddress }: EVMResult): void {
    const { returnValue, runState } = execResult;
    const halt = haltOf(execResult, createdAddress !== undefined);
    if (halt === undefined && runState !== undefined) this.#impliedStop(runState);
    this.#tracer.onExit?.({
      depth: this.#returnData.length - 1,
      output: halt === undefined || halt === 'revert' ? returnValue : EMPTY_BYTES,
      gasUsed: execResult.executionGasUsed,
      halt,
      fault: halt === undefined || runState === undefined ? undefined : this.#faultOf(runState),
    });
    this.#returnData.pop();
  }

  /** An unknown opcode runs as INVALID: the code tells what really stands there. */
  #faultOf({ opCode, code, programCounter, stack }: RunState): Fault {
    const opcode = opCode === Opcode.INVALID ? (code[programCounter] ?? opCode) : opCode;
    const reentrancySentry = opcode === Opcode.SSTORE && this.#gasError === 'out of gas';
    const overflow = memoryOverflow(opcode, (place) => stack.getStack().at(-1 - place) ?? 0n);
    return { opcode, stackSize: stack.length, reentrancySentry, memoryOverflow: overflow };
  }

  /** The frame that a call or create instruction asks for, by its operands. */
  #entryOf(kind: FrameKind, runState: RunState): FrameEntry {
    const { env, stack } = runState;
    const from = env.address.bytes;
    const depth = env.depth + 1;
    const gas = runState.messageGasLimit ?? 0n;
    if (kind === 'CREATE' || kind === 'CREATE2') {
      const [value = 0n, offset = 0n, length = 0n] = stack.peek(3);
      const salt = kind === 'CREATE2' ? (stack.peek(4)[3] ?? 0n) : 0n;
      const input = readMemory(runState, offset, length);
      const to =
        kind === 'CREATE2'
          ? generateAddress2(from, bigIntToFixedBytes(salt, 32), input)
          : generateAddress(from, bigIntToUnpaddedBytes(this.#state.nonce(from)));
      return { depth, kind, from, to, input, gas, value, precompile: false };
    }
    const carriesValue = kind === 'CALL' || kind === 'CALLCODE';
    const operands = stack.peek(carriesValue ? 5 : 4);
    const to = bigIntToFixedBytes((operands[1] ?? 0n) & ADDRESS_MASK, 20);
    const [offset = 0n, length = 0n] = operands.slice(carriesValue ? 3 : 2);
    const sent = carriesValue ? (operands[2] ?? 0n) : 0n;
    return {
      depth,
      kind,
      from,
      to,
      input: readMemory(runState, offset, length),
      gas: sent === 0n ? gas : gas + CALL_STIPEND,
      value: kind === 'DELEGATECALL' ? env.callValue : sent,
      precompile: false,
    };
  }

  /** A call that failed before its frame began is shown as entered and left at once. */
  #reportUnstarted(runState: RunState): void {
    const entry = this.#pending;
    if (entry === undefined) return;
    const { env } = runState;
    let halt: HaltReason = 'nonce uint64 overflow';
    if (env.depth >= CALL_DEPTH_LIMIT) halt = 'max call depth exceeded';
    else if (env.contract.balance < entry.value) halt = 'insufficient balance for transfer';
    this.#tracer.onEnter?.(entry);
    this.#tracer.onExit?.({ depth: entry.depth, output: EMPTY_BYTES, gasUsed: 0n, halt });
  }

  #log(runState: RunState): void {
    const log = runState.interpreter._result.logs.at(-1);
    if (log === undefined) return;
    const [address, topics, data] = log;
    this.#tracer.onLog?.({ address, topics, data }, runState.env.depth);
  }

  #selfDestruct(runState: RunState): void {
    const { env, stack } = runState;
    const depth = env.depth + 1;
    const [beneficiary = 0n] = stack.peek(1);
    this.#tracer.onEnter?.({
      depth,
      kind: 'SELFDESTRUCT',
      from: env.address.bytes,
      to: bigIntToFixedBytes(beneficiary & ADDRESS_MASK, 20),
      input: EMPTY_BYTES,
      gas: 0n,
      value: this.#state.balance(env.address.bytes),
      precompile: false,
    });
    this.#tracer.onExit?.({ depth, output: EMPTY_BYTES, gasUsed: 0n, halt: undefined });
  }

  #step(step: InterpreterStep): void {
    const { code, name, dynamicFee = 0n } = step.opcode;
    const forwarded = isMessageCall(code) ? this.#childGas : 0n;
    const invalid = name === 'INVALID';
    const cost = invalid ? 0n : dynamicFee + forwarded;
    this.#tracer.onStep?.({
      pc: step.pc,
      opcode: invalid ? this.#byteAt(step) : code,
      name,
      gas: Number(step.gasLeft),
      cost: Number(cost),
      depth: step.depth,
      address: step.address.bytes,
      stack: step.stack,
      memory: step.memory,
      returnData: this.#returnData[step.depth] ?? EMPTY_BYTES,
      refund: Number(step.gasRefund),
      error: this.#stepError(step, cost),
    });
    this.#childGas = 0n;
    this.#gasError = undefined;
  }

  /** Code that runs off its end stops there, as if zeros followed it (yellow paper 9.4.4). */
  #impliedStop(runState: RunState): void {
    const { code, programCounter, opCode, env } = runState;
    if (code.length === 0 || programCounter < code.length || ENDS.has(opCode)) return;
    this.#tracer.onStep?.({
      pc: programCounter,
      opcode: Opcode.STOP,
      name: 'STOP',
      gas: Number(runState.gasLeft),
      cost: 0,
      depth: env.depth,
      address: env.address.bytes,
      stack: runState.stack.getStack(),
      memory: runState.memory._store.subarray(0, Number(runState.memoryWordCount) * 32),
      returnData: this.#returnData[env.depth] ?? EMPTY_BYTES,
      refund: Number(runState.gasRefund),
    });
  }

  /** The library calls every unknown opcode INVALID. */
  #byteAt({ depth, pc }: InterpreterStep): number {
    const code = this.#messages[depth]?.code;
    return code instanceof Uint8Array ? (code[pc] ?? Opcode.INVALID) : Opcode.INVALID;
  }

  /** What stops the instruction before it runs; a fault inside it is the frame's, not the step's. */
  #stepError(step: InterpreterStep, cost: bigint): HaltReason | undefined {
    const fault = stackFault(step.opcode.code, step.stack.length);
    if (fault !== undefined) return fault;
    if (this.#gasError === 'out of gas' || step.gasLeft < cost) return 'out of gas';
    return undefined;
  }
}
