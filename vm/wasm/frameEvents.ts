import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { HaltReason } from '../haltReason.ts';
import type { Fault, FrameEntry, Tracer } from '../tracing/tracer.ts';
import type { Frame } from './frame.ts';
import { REGISTER, WORD } from './layout.ts';
import type { Machine } from './machine.ts';
import type { Prices } from './prices.ts';

/*
 * What a tracer hears of the frames of a message; of steps it hears in stepper.ts.
 */

const SSTORE = 0x55;

/** The message that runs, as far as it is told of. */
interface Running {
  readonly tracer: Tracer | undefined;
  readonly frame: Frame;
  readonly machine: Machine;
  readonly prices: Prices;
}

/** A call or a creation that the running frame has asked for, its gas and operands seen to. */
export type Asked = Omit<FrameEntry, 'depth' | 'from'>;

/** Tells of a frame that a call instruction begins. */
export function reportCall(x: Running, asked: Asked): void {
  const { address, depth } = x.frame;
  x.tracer?.onEnter?.({ ...asked, from: address, depth: depth + 1 });
}

/** Tells that such a frame has ended without having run code here. */
export function reportAnswer(
  x: Running,
  output: Uint8Array,
  gasUsed: number,
  halt: HaltReason | undefined,
): void {
  if (x.tracer?.onExit === undefined) return;
  const given = halt === undefined || halt === 'revert' ? output : EMPTY_BYTES;
  x.tracer.onExit({ depth: x.frame.depth + 1, output: given, gasUsed: BigInt(gasUsed), halt });
}

/** Tells of a call that failed before its frame began: it is entered and left at once. */
export function reportUnstarted(x: Running, asked: Asked, halt: HaltReason): void {
  reportCall(x, { ...asked, precompile: false });
  reportAnswer(x, EMPTY_BYTES, 0, halt);
}

/** The instruction at which the running frame halts. */
export function faultOf({ machine, prices, frame }: Running, halt: HaltReason): Fault {
  const opcode = frame.code.bytes[machine.register(REGISTER.pc) - frame.codeAt - 1] ?? 0;
  const stackSize = (machine.register(REGISTER.stack) - frame.stackBase) / WORD;
  const { sentry } = prices.storage;
  const isShort = sentry > 0 && machine.gas >= 0 && machine.gas <= sentry;
  return { opcode, stackSize, reentrancySentry: opcode === SSTORE && halt === 'out of gas' && isShort };
}

/** Tells that a frame that ran code has ended. */
export function reportEnd(
  x: Running,
  { depth, gas }: Frame,
  ended: {
    readonly output: Uint8Array;
    readonly gasLeft: number;
    readonly halt: HaltReason | undefined;
    readonly fault: Fault | undefined;
  },
): void {
  const { output, gasLeft, halt, fault } = ended;
  x.tracer?.onExit?.({ depth, output, gasUsed: BigInt(gas - gasLeft), halt, fault });
}
