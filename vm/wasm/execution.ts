// One message from its beginning to its end: past 250 lines because the parts share the registers and the open frames.
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { MessageContext, MessageResult } from '../engine.ts';
import type { HaltReason } from '../haltReason.ts';
import type { Log } from '../log.ts';
import type { PrecompileAnswer } from '../reference/precompiles.ts';
import type { AccountEntry } from '../state/accountEntry.ts';
import { lowestBytes, wholeBytes } from '../state/words.ts';
import type { Checkpoint, WorldState } from '../state/worldState.ts';
import type { Tracer } from '../tracing/tracer.ts';
import { Clock } from './clock.ts';
import { codeOffset, jumpsOffset, placeCode, placeSize } from './codes.ts';
import { type Frame, type FrameStart, writeHeader } from './frame.ts';
import { faultOf, reportEnd } from './frameEvents.ts';
import { HALTS } from './halts.ts';
import { EXIT, FRAMES, HEADER, REGISTER, STACK_ITEMS, WORD } from './layout.ts';
import type { Machine } from './machine.ts';
import { type PlainPrecompiles, plainPrecompiles } from './plainPrecompiles.ts';
import { COLD_ACCOUNT, type Prices, pricesOf } from './prices.ts';
import { forgetSlots, writeBack } from './slotCache.ts';
import { Stepper } from './stepper.ts';
import { readBigInt, readNumber, writeBigInt, writeBytes, writeNumber } from './words.ts';

/** An instruction that the driver does, its gas included; the stack has been looked at. Answers why the frame halts. */
export type Handler = (x: Execution) => HaltReason | undefined;

/** What is done outside of the interpreter. */
export interface Host {
  /** by opcode */
  readonly handlers: Readonly<Record<number, Handler>>;
  /** Puts the code that initcode gave in its place; the gas then left, or why it may not be. */
  finishCreation(x: Execution, frame: FrameStart, code: Uint8Array, gas: number): number | HaltReason;
}

/** What an ended message left: what the engine makes its result of. */
export type Outcome = Pick<MessageResult, 'halt' | 'returnData' | 'logs'> & {
  readonly gasLeft: number;
  readonly refund: number;
};

/**
 * Runs the frames of one message on a machine. Calls do not nest here: a call instruction puts a frame on top of the
 * others, and the loop goes on with whichever frame is topmost.
 */
export class Execution {
  readonly machine: Machine;
  readonly context: MessageContext;
  readonly state: WorldState;
  readonly tracer: Tracer | undefined;
  readonly prices: Prices;
  readonly blobHashes: readonly Uint8Array[];
  readonly plainPrecompiles: PlainPrecompiles | undefined;
  /** Has to be told when an instruction's gas is taken and its effects come now. */
  readonly stepper: Stepper | undefined;
  readonly logs: Log[] = [];
  /** the frame that runs */
  frame!: Frame;
  readonly #host: Host;
  readonly #frames: Frame[] = [];
  #outcome: Outcome | undefined;
  /** What has to come in before the frame can go on. */
  #waiting: Promise<void> | undefined;
  readonly #clock: Clock;

  constructor(machine: Machine, context: MessageContext, blobHashes: readonly Uint8Array[], host: Host) {
    this.#host = host;
    this.machine = machine;
    this.context = context;
    this.state = context.state;
    this.tracer = context.tracer;
    this.stepper = context.tracer?.onStep === undefined ? undefined : new Stepper(this);
    this.prices = pricesOf(context.rules);
    this.blobHashes = blobHashes;
    this.plainPrecompiles = plainPrecompiles(context);
    machine.setRegister(REGISTER.refused, 0);
    machine.setRegister(REGISTER.warmSlotGas, this.prices.warmSlot);
    machine.setRegister(REGISTER.clearRefund, this.prices.storage.clearRefund);
    this.refund = 0;
    forgetSlots(machine);
    machine.setRegister(REGISTER.exponentByteGas, this.prices.exponentByte);
    this.#clock = new Clock(context.deadline);
    machine.setRegister(REGISTER.fuel, this.#clock.fuel);
  }

  /** Goes on until the message has ended, or has to wait. */
  run(): Outcome | Promise<Outcome> {
    for (;;) {
      const waiting = this.#waiting;
      if (waiting !== undefined) {
        this.#waiting = undefined;
        return waiting.then(() => this.run());
      }
      if (this.#outcome !== undefined) return this.#outcome;
      const reason = this.#advance();
      if (reason === EXIT.fuel) this.#refuel();
      else if (reason !== EXIT.step) {
        const halt = reason < 256 ? this.#host.handlers[reason]?.(this) : HALTS[reason];
        this.stepper?.tell(halt === 'out of gas' ? halt : undefined);
        if (halt !== undefined) this.end(halt, EMPTY_BYTES);
      }
    }
  }

  /** Runs the topmost frame until it leaves: compiled where its code is, and where that gives over in the interpreter. */
  #advance(): number {
    const { machine } = this;
    if (this.stepper !== undefined) return this.stepper.advance();
    const { code } = this.frame;
    if (code.installed !== undefined) {
      const reason = machine.runCompiled(code.installed);
      if (reason !== EXIT.interpret) return reason;
      if (machine.register(REGISTER.fuel) === 0) return EXIT.fuel;
    }
    if (code.map === 0) machine.prepare(code);
    const before = machine.gas;
    const reason = machine.run();
    code.heat = (code.heat ?? 0) + before - machine.gas;
    return reason;
  }

  // Storage and refunds, which the machine changes too

  /** The refund counter. */
  get refund(): number {
    return this.machine.floats[REGISTER.refund >> 3] as number;
  }

  set refund(value: number) {
    this.machine.floats[REGISTER.refund >> 3] = value;
  }

  /** Tells the state which slots the machine has written: before anybody reads it. */
  writeBack(): void {
    writeBack(this.machine, this.state.slots);
  }

  /** A mark that what follows may be taken back to. */
  checkpoint(): Checkpoint {
    this.writeBack();
    return this.state.checkpoint();
  }

  // Operands and gas of the running frame

  /** Address of an item of the stack: 0 is the topmost. */
  item(index: number): number {
    return this.machine.register(REGISTER.stack) - WORD * (index + 1);
  }

  /** Drops items and makes room for others. */
  moveStack(items: number): void {
    const { machine } = this;
    machine.setRegister(REGISTER.stack, machine.register(REGISTER.stack) + WORD * items);
  }

  number(index: number): number {
    return readNumber(this.machine.integers, this.item(index));
  }

  bigInt(index: number): bigint {
    return readBigInt(this.machine.integers, this.item(index));
  }

  word(index: number): Uint8Array {
    return wholeBytes(this.machine.integers, this.item(index) >> 2);
  }

  address(index: number): Uint8Array {
    return lowestBytes(this.machine.integers, this.item(index) >> 2, 5);
  }

  putNumber(index: number, value: number): void {
    writeNumber(this.machine.integers, this.item(index), value);
  }

  /** At most 32 bytes, big-endian. */
  putBytes(index: number, bytes: Uint8Array): void {
    writeBytes(this.machine.integers, this.item(index), bytes);
  }

  putBigInt(index: number, value: bigint): void {
    writeBigInt(this.machine.integers, this.item(index), value);
  }

  /** Takes gas; false where there is not enough. */
  charge(gas: number): boolean {
    const left = this.machine.gas - gas;
    this.machine.gas = left;
    return left >= 0;
  }

  /** Takes the gas of reaching an account, and makes it warm (EIP-2929); 0 before Berlin. */
  accessGas(address: Uint8Array, warmGas: number): number {
    return this.prices.access ? this.reachGas(this.state.entry(address), warmGas) : 0;
  }

  /** The same of an entry. */
  reachGas(account: AccountEntry, warmGas: number): number {
    if (!this.prices.access) return 0;
    return this.state.warm(account) ? COLD_ACCOUNT : warmGas;
  }

  /** Makes a range of memory usable, and takes the gas for it; false where that is too much. */
  touchMemory(offset: number, length: number): boolean {
    if (length === 0) return true;
    const { machine } = this;
    const end = offset + length;
    const before = machine.register(REGISTER.memorySize);
    if (end <= before) return true;
    if (end > 2 ** 32) return false;
    const words = Math.ceil(end / WORD);
    if (!this.charge(memoryGas(words) - memoryGas(before / WORD))) return false;
    const at = machine.register(REGISTER.memory);
    if (!machine.reach(at + words * WORD)) return false;
    machine.clear(at + before, at + words * WORD);
    machine.setRegister(REGISTER.memorySize, words * WORD);
    return true;
  }

  /** A copy of a range that has been touched. */
  readMemory(offset: number, length: number): Uint8Array {
    if (length === 0) return EMPTY_BYTES;
    const at = this.frame.memory + offset;
    return this.machine.bytes.slice(at, at + length);
  }

  /** Writes from a source, which zeros follow, into a range that has been touched. */
  writeMemory(offset: number, length: number, source: Uint8Array, from: number): void {
    if (length === 0) return;
    const at = this.frame.memory + offset;
    const { bytes } = this.machine;
    const count = Math.max(0, Math.min(length, source.length - from));
    if (count === source.length) bytes.set(source, at);
    // a loop is faster than a view made for so few
    else if (count <= 64) for (let i = 0; i < count; i++) bytes[at + i] = source[from + i] ?? 0;
    else bytes.set(source.subarray(from, from + count), at);
    if (count < length) bytes.fill(0, at + count, at + length);
  }

  // Frames

  /** Puts a frame on top. Its code is there. */
  begin(start: FrameStart): void {
    this.#waiting ??= this.#clock.countFrame();
    const { machine } = this;
    const caller = this.#frames.at(-1);
    if (caller !== undefined) this.#save(caller);
    const base = caller === undefined ? FRAMES : (caller.memory + caller.memorySize + 63) & ~63;
    const { bytes } = start.code;
    const inputAt = base + HEADER.size;
    const ownPlace = (inputAt + start.input.length + WORD + 63) & ~63;
    const kept = machine.codes.settle(start.code, machine.bytes);
    const place = kept ? (start.code.place ?? 0) : ownPlace;
    const stackBase = kept ? ownPlace : ownPlace + placeSize(bytes.length);
    const memory = stackBase + STACK_ITEMS * WORD;
    const frame: Frame = {
      kind: start.kind,
      address: start.address,
      account: start.account,
      caller: start.caller,
      value: start.value,
      gas: start.gas,
      isStatic: start.isStatic,
      code: start.code,
      input: start.input,
      mark: start.mark,
      outputAt: start.outputAt,
      outputSize: start.outputSize,
      depth: this.#frames.length,
      logs: this.logs.length,
      refund: this.refund,
      returnData: EMPTY_BYTES,
      base,
      codeAt: place + codeOffset,
      stackBase,
      memory,
      gasLeft: start.gas,
      pc: place + codeOffset,
      stack: stackBase,
      memorySize: 0,
    };
    this.#frames.push(frame);
    this.frame = frame;
    machine.touch(memory);
    if (!machine.reach(memory)) {
      this.end('out of gas', EMPTY_BYTES);
      return;
    }
    if (!kept) placeCode(machine.bytes, place, bytes, machine.codes.available);
    machine.compiled.prepare(start.code, machine.bytes);
    writeHeader(machine, frame, inputAt);
    this.#load(frame);
  }

  /** Ends the running frame. A halt takes back what it did, and all but a revert take its gas. */
  end(halt: HaltReason | undefined, output: Uint8Array): void {
    const { frame, tracer } = this;
    const fault = halt === undefined || tracer === undefined ? undefined : faultOf(this, halt);
    let gasLeft = this.machine.gas;
    let reason = halt;
    if (halt === undefined && (frame.kind === 'CREATE' || frame.kind === 'CREATE2')) {
      const finished = this.#host.finishCreation(this, frame, output, gasLeft);
      if (typeof finished === 'number') gasLeft = finished;
      else reason = finished;
    }
    if (reason !== undefined) {
      if (reason !== 'revert') gasLeft = 0;
      this.takeBack(frame.mark);
      this.logs.length = frame.logs;
      this.refund = frame.refund;
    }
    const given = reason === undefined || reason === 'revert' ? output : EMPTY_BYTES;
    this.#frames.pop();
    const caller = this.#frames.at(-1);
    if (tracer !== undefined || caller === undefined) this.writeBack();
    if (tracer !== undefined) reportEnd(this, frame, { output: given, gasLeft, halt: reason, fault });
    if (caller === undefined) {
      this.#outcome = { halt: reason, returnData: given, logs: this.logs, gasLeft, refund: this.refund };
      return;
    }
    this.frame = caller;
    this.#load(caller);
    this.resume(frame, reason, given, gasLeft);
  }

  takeBack(mark: number): void {
    this.state.revertTo(mark);
    forgetSlots(this.machine);
  }

  /** Gives a caller what its call came to. The call's operands are off its stack. */
  resume(
    ended: Pick<FrameStart, 'kind' | 'address' | 'outputAt' | 'outputSize'>,
    halt: HaltReason | undefined,
    output: Uint8Array,
    gasLeft: number,
  ): void {
    this.machine.gas += gasLeft;
    this.moveStack(1);
    const creates = ended.kind === 'CREATE' || ended.kind === 'CREATE2';
    if (halt !== undefined) this.putNumber(0, 0);
    else if (creates) this.putBytes(0, ended.address);
    else this.putNumber(0, 1);
    this.setReturnData(creates && halt === undefined ? EMPTY_BYTES : output);
    if (creates) return;
    const { length } = output;
    this.writeMemory(ended.outputAt, length < ended.outputSize ? length : ended.outputSize, output, 0);
  }

  setReturnData(data: Uint8Array): void {
    this.frame.returnData = data;
    this.machine.setRegister(this.frame.base + HEADER.RETURNDATASIZE, data.length);
  }

  /** Lets the message wait for a precompile's answer. */
  waitFor(answer: Promise<PrecompileAnswer>, then: (answer: PrecompileAnswer) => void): void {
    this.#waiting = answer.then(then);
  }

  /** Ends the message without any frame of its own. */
  finish(halt: HaltReason | undefined, returnData: Uint8Array, gasLeft: number): void {
    this.#outcome = { halt, returnData, logs: this.logs, gasLeft, refund: 0 };
  }

  #save(frame: Frame): void {
    const { machine } = this;
    frame.gasLeft = machine.gas;
    frame.pc = machine.register(REGISTER.pc);
    frame.stack = machine.register(REGISTER.stack);
    frame.memorySize = machine.register(REGISTER.memorySize);
  }

  #load(frame: Frame): void {
    const { machine } = this;
    const { length } = frame.code.bytes;
    machine.gas = frame.gasLeft;
    machine.setRegister(REGISTER.pc, frame.pc);
    machine.setRegister(REGISTER.stack, frame.stack);
    machine.setRegister(REGISTER.stackBase, frame.stackBase);
    machine.setRegister(REGISTER.frame, frame.base);
    machine.setRegister(REGISTER.code, frame.codeAt);
    machine.setRegister(REGISTER.codeSize, length);
    machine.setRegister(REGISTER.map, frame.code.map);
    machine.setRegister(REGISTER.jumps, frame.codeAt + jumpsOffset(length));
    machine.setRegister(REGISTER.memory, frame.memory);
    machine.setRegister(REGISTER.memorySize, frame.memorySize);
    const writes = this.prices.access && !frame.isStatic && this.stepper === undefined;
    machine.setRegister(REGISTER.writesInside, writes ? 1 : 0);
  }

  #refuel(): void {
    this.machine.setRegister(REGISTER.fuel, this.#clock.fuel);
    this.#waiting ??= this.#clock.read();
  }
}

/** Gas of so many words of memory (yellow paper, equation 326). */
function memoryGas(words: number): number {
  return words * 3 + Math.floor((words * words) / 512);
}
