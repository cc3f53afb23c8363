import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { MessageContext } from '../engine.ts';
import type { HaltReason } from '../haltReason.ts';
import { opcodeFacts } from '../opcodes.ts';
import type { Step, Tracer } from '../tracing/tracer.ts';
import type { Frame } from './frame.ts';
import { HALTS } from './halts.ts';
import { EXIT, REGISTER, WORD } from './layout.ts';
import type { Machine } from './machine.ts';
import type { Prices } from './prices.ts';
import { readBigInt } from './words.ts';

/*
 * What a tracer of steps is told: the machine stops after each instruction. An instruction that runs inside of it is told
 * of when it has run, as its gas is known then, with everything as it was before; one that the driver does, by its
 * handler, between its gas and its effects.
 */

const [STOP, MSTORE, MSTORE8, CALLDATACOPY, MCOPY] = [0x00, 0x52, 0x53, 0x37, 0x5e];
const PREVRANDAO = 0x44;
const [DUP1, SWAP1, LOG0] = [0x80, 0x90, 0xa0];

/** The message that runs, as far as steps show it. */
interface Running {
  readonly machine: Machine;
  readonly frame: Frame;
  readonly refund: number;
  readonly prices: Prices;
  readonly context: MessageContext;
  readonly tracer: Tracer | undefined;
}

/** The items of a frame's stack, of which the first ones are known to stand so in memory. */
interface Items {
  readonly frame: Frame;
  readonly items: bigint[];
  known: number;
}

/** Tells of the instructions of one message. */
export class Stepper {
  readonly #x: Running;
  /** False where an instruction has its former name (EIP-4399). */
  readonly #merged: boolean;
  /** by depth */
  readonly #stacks: Items[] = [];
  /** The same object for all of them. */
  readonly #step: OneStep;
  /** True while an instruction runs that has not been told of. */
  #isUntold = false;

  constructor(x: Running) {
    this.#x = x;
    this.#merged = x.context.rules.has('merge');
    this.#step = new OneStep(x.machine);
  }

  /** Runs one instruction; answers as the machine does. */
  advance(): number {
    const { machine, frame } = this.#x;
    const at = machine.register(REGISTER.pc);
    const pc = at - frame.codeAt;
    const opcode = frame.code.bytes[pc] ?? STOP;
    const facts = machine.bytes[at] === opcode ? opcodeFacts(opcode) : undefined;
    const stack = this.#stackOf(frame);
    const { items } = stack;
    const step = this.#step;
    step.pc = pc;
    step.opcode = opcode;
    step.name = opcode === PREVRANDAO && !this.#merged ? 'DIFFICULTY' : (facts?.name ?? 'INVALID');
    step.look(frame, items);
    this.#isUntold = true;
    const reason = machine.run();
    // a bad jump and an invalid opcode are faults of the frame, not of the step
    if (reason === EXIT.badJump || reason === EXIT.invalid) this.tell(undefined, reason === EXIT.invalid);
    else if (reason >= 256) this.tell(HALTS[reason]);
    stack.known = items.length;
    if (opcode >= DUP1 && opcode < SWAP1) return reason;
    if (opcode >= SWAP1 && opcode < LOG0) swap(items, opcode - SWAP1 + 1);
    else stack.known -= facts?.takes ?? 0;
    return reason;
  }

  /** Tells of the instruction that runs, unless that is done: all of its gas has been taken, and nothing else done. */
  tell(error?: HaltReason, isFree = false): void {
    if (!this.#isUntold) return;
    this.#isUntold = false;
    const step = this.#step;
    const { frame, tracer } = this.#x;
    if (frame.code.bytes.length === 0) return;
    step.cost = isFree ? 0 : this.#costOf(step);
    step.error = error;
    // what SSTORE earns is counted with its gas, as geth does
    step.refund = this.#x.refund;
    tracer?.onStep?.(step);
  }

  /** An instruction refused before its gas was taken shows what it costs in any case; what cannot be counted is nothing. */
  #costOf({ gas, opcode }: OneStep): number {
    const { machine, prices } = this.#x;
    if (!Number.isFinite(machine.gas)) return 0;
    const taken = gas - machine.gas;
    return taken === 0 ? (prices.fixed[opcode] ?? 0) : taken;
  }

  #stackOf(frame: Frame): Items {
    const { depth, stackBase } = frame;
    const { machine } = this.#x;
    let stack = this.#stacks[depth];
    if (stack?.frame !== frame) {
      stack = { frame, items: [], known: 0 };
      this.#stacks[depth] = stack;
    }
    const { items } = stack;
    const size = (machine.register(REGISTER.stack) - stackBase) / WORD;
    items.length = Math.min(items.length, size);
    for (let i = Math.max(0, stack.known); i < size; i++) items[i] = wordAt(machine, stackBase + i * WORD);
    return stack;
  }
}

/** One instruction as tracers see it. */
class OneStep implements Step {
  pc = 0;
  opcode = 0;
  name = '';
  gas = 0;
  cost = 0;
  refund = 0;
  depth = 0;
  error: HaltReason | undefined;
  address: Uint8Array = EMPTY_BYTES;
  stack: readonly bigint[] = [];
  returnData: Uint8Array = EMPTY_BYTES;
  readonly #machine: Machine;
  #memoryAt = 0;
  #memorySize = 0;
  /** What stood in memory where the instruction writes. */
  #former: Uint8Array = EMPTY_BYTES;
  #formerAt = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Sees what there is before the instruction, and keeps what it writes over, if it writes to memory inside. */
  look(frame: Frame, stack: readonly bigint[]): void {
    this.gas = this.#machine.gas;
    this.depth = frame.depth;
    this.address = frame.address;
    this.stack = stack;
    this.returnData = frame.returnData ?? EMPTY_BYTES;
    this.#memoryAt = frame.memory;
    this.#memorySize = this.#machine.register(REGISTER.memorySize);
    this.#former = EMPTY_BYTES;
    const { opcode } = this;
    let size = 0;
    if (opcode === MSTORE) size = WORD;
    else if (opcode === MSTORE8) size = 1;
    else if (opcode === MCOPY || opcode === CALLDATACOPY) size = Number(stack.at(-3) ?? 0n);
    if (size === 0) return;
    const from = Number(stack.at(-1) ?? 0n);
    if (from >= this.#memorySize) return;
    const at = this.#memoryAt;
    this.#former = this.#machine.bytes.slice(at + from, at + Math.min(from + size, this.#memorySize));
    this.#formerAt = from;
  }

  /** Memory before the instruction. */
  get memory(): Uint8Array {
    const at = this.#memoryAt;
    const { bytes } = this.#machine;
    if (this.#former.length === 0) return bytes.subarray(at, at + this.#memorySize);
    const memory = bytes.slice(at, at + this.#memorySize);
    memory.set(this.#former, this.#formerAt);
    return memory;
  }
}

/** SWAP1 to SWAP16, on what is known of the stack. */
function swap(items: bigint[], distance: number): void {
  const [top, other] = [items.length - 1, items.length - 1 - distance];
  const [a, b] = [items[top], items[other]];
  if (a === undefined || b === undefined) return;
  items[top] = b;
  items[other] = a;
}

/** Most words are small: those go without bytes. */
function wordAt({ integers }: Machine, at: number): bigint {
  const i = at >> 2;
  for (let k = 1; k < 8; k++) if (integers[i + k] !== 0) return readBigInt(integers, at);
  return BigInt((integers[i] ?? 0) >>> 0);
}
