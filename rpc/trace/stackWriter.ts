import type { Step } from '../../vm/tracing/tracer.ts';
import type { AsciiWriter } from './asciiWriter.ts';
import { stackEffect } from './opcodes.ts';

const [DUP1, DUP16] = [0x80, 0x8f];

/** The stack of one depth, as it was written last. */
interface Written {
  /** where its first item begins */
  start: number;
  /** characters from there to the end of each item */
  readonly ends: number[];
  /** items that the instruction since has left as they were */
  unchanged: number;
}

/** Writes stacks as JSON. An instruction changes a few items at the top: those below are copied from the step before. */
export class StackWriter {
  /** by depth: a frame goes on where the calls that it made have ended */
  readonly #written: Written[] = [];

  constructor(private readonly writer: AsciiWriter) {}

  /** The list of the items that a step finds, bottom first; to be called for every step. */
  write({ stack, depth, opcode }: Step): void {
    const { writer } = this;
    const { length } = stack;
    this.#written[depth] ??= { start: 0, ends: [], unchanged: 0 };
    const written = this.#written[depth];
    const { ends } = written;
    const same = Math.min(written.unchanged, length);
    writer.text('[');
    const start = writer.size;
    if (same > 0) writer.repeat(written.start, ends[same - 1] ?? 0);
    for (let i = same; i < length; i++) {
      writer.text(i === 0 ? '"0x' : ',"0x');
      writer.text((stack[i] ?? 0n).toString(16));
      writer.text('"');
      ends[i] = writer.size - start;
    }
    writer.text(']');
    written.start = start;
    written.unchanged = length - changedBy(opcode);
  }
}

/** Items of the stack, from the top, that are not the same after the instruction. */
function changedBy(opcode: number): number {
  return opcode >= DUP1 && opcode <= DUP16 ? 0 : stackEffect(opcode)[0];
}
