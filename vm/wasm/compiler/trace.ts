import {
  DUP1,
  INVALID,
  type Instruction,
  JUMP,
  JUMPDEST,
  JUMPI,
  POP,
  type Program,
  PUSH0,
  PUSH32,
  REVERT,
  STOP,
  SWAP1,
  usesSlot,
} from './program.ts';

/** How a trace goes on after a step: behind it, at the destination of its jump, or not at all. */
export type Follow = 'next' | 'taken' | 'none';

/** An instruction of a trace, with where it goes on. */
export interface Step extends Instruction {
  readonly follow: Follow;
}

/**
 * A piece of a trace that runs through once it is entered: gas and stack are looked at where it begins. Heights are
 * counted from the stack at the beginning of the trace.
 */
export interface Segment {
  readonly at: number;
  readonly steps: readonly Step[];
  /** gas that no operand changes, of all steps that are compiled */
  readonly gas: number;
  /** items that must be there below the beginning */
  readonly need: number;
  /** items that there must be room for above it */
  readonly room: number;
}

/** What is compiled in one go: segments one after another, along jumps whose destination is known. */
export interface Trace {
  readonly at: number;
  readonly segments: readonly Segment[];
  /** where it goes on after the last step; undefined where that step ends it */
  readonly next: number | undefined;
  /** destinations that were on the stack where it is left: jumps lead there, and functions return there */
  readonly reaches: ReadonlySet<number>;
}

/** Steps of a trace at most; the same where it may not follow jumps. */
const LONGEST = 160;

/** Steps that are looked at to see whether a way ends in a failure. */
const COLD_WAY = 60;

/** Which instructions end a trace: those the driver does, and INVALID. */
export type Leaves = (opcode: number) => boolean;

/**
 * Reads the trace that begins at `at`. Where `follows`, it goes on through jumps to known destinations that it has not
 * been at: so parts of the code are compiled more than once.
 */
export function traceAt(program: Program, at: number, leaves: Leaves, follows: boolean): Trace {
  const segments: Segment[] = [];
  const seen = new Set<number>();
  const known: (bigint | undefined)[] = [];
  const reaches = new Set<number>();
  let here = at;
  let steps: Step[] = [];
  let begin = at;
  let gas = 0;
  let height = 0;
  let need = 0;
  let room = 0;
  let count = 0;
  const close = (): void => {
    if (steps.length > 0) segments.push({ at: begin, steps, gas, need, room });
    steps = [];
    gas = 0;
  };
  const leave = (): void => {
    for (const item of known)
      if (item !== undefined && program.isDestination(item)) reaches.add(Number(item));
  };
  for (;;) {
    const instruction = program.instructionAt(here);
    const { opcode, takes, puts, next } = instruction;
    const lands = opcode === JUMPDEST && here !== at;
    if ((lands && (!follows || seen.has(here))) || count >= LONGEST) break;
    if (opcode === JUMPDEST) seen.add(here);
    if (steps.length === 0) begin = here;
    count++;
    const destination = opcode === JUMP || opcode === JUMPI ? known.at(-1) : undefined;
    const follow = followed(program, instruction, destination, seen, follows, leaves);
    steps.push({ ...instruction, follow });
    if (height - takes < -need) need = takes - height;
    height += puts - takes;
    if (height > room) room = height;
    if (follow === 'none' || (opcode === JUMPI && follow === 'next')) leave();
    evaluate(instruction, known);
    if (opcode === INVALID || leaves(opcode)) {
      leave();
      close();
      return { at, segments, next: undefined, reaches };
    }
    if (!usesSlot(opcode)) gas += program.pricing.fixed[opcode] ?? 0;
    if (opcode === JUMPI || usesSlot(opcode) || follow === 'none') close();
    if (follow === 'none') return { at, segments, next: undefined, reaches };
    here = follow === 'taken' ? Number(destination) : next;
  }
  leave();
  close();
  return { at, segments, next: here, reaches };
}

function followed(
  program: Program,
  { opcode, next }: Instruction,
  destination: bigint | undefined,
  seen: ReadonlySet<number>,
  follows: boolean,
  leaves: Leaves,
): Follow {
  if (opcode !== JUMP && opcode !== JUMPI) return 'next';
  const free =
    follows &&
    destination !== undefined &&
    program.isDestination(destination) &&
    !seen.has(Number(destination));
  if (opcode === JUMP) return free ? 'taken' : 'none';
  if (free && fails(program, next, leaves)) return 'taken';
  return 'next';
}

/** Whether the way from here ends in REVERT or INVALID without a choice: what compilers put behind a check. */
function fails(program: Program, from: number, leaves: Leaves): boolean {
  const known: (bigint | undefined)[] = [];
  let here = from;
  for (let i = 0; i < COLD_WAY; i++) {
    const instruction = program.instructionAt(here);
    const { opcode, next } = instruction;
    if (opcode === REVERT || opcode === INVALID) return true;
    if (opcode === JUMPI || opcode === STOP || leaves(opcode)) return false;
    const destination = opcode === JUMP ? known.at(-1) : undefined;
    if (opcode === JUMP && (destination === undefined || !program.isDestination(destination))) return false;
    evaluate(instruction, known);
    here = destination === undefined ? next : Number(destination);
  }
  return false;
}

/** Follows constants through pushes, copies and swaps; the list holds what is known of the topmost items. */
function evaluate({ opcode, operand, takes, puts }: Instruction, known: (bigint | undefined)[]): void {
  if (opcode >= PUSH0 && opcode <= PUSH32) known.push(operand);
  else if (opcode >= DUP1 && opcode < SWAP1) known.push(known.at(DUP1 - opcode - 1));
  else if (opcode >= SWAP1 && opcode < SWAP1 + 16) {
    const depth = opcode - SWAP1 + 2;
    while (known.length < depth) known.unshift(undefined);
    const [top, other] = [known.length - 1, known.length - depth];
    [known[top], known[other]] = [known[other], known[top]];
  } else if (opcode === POP) known.pop();
  else {
    for (let i = 0; i < takes; i++) known.pop();
    for (let i = 0; i < puts; i++) known.push(undefined);
  }
}
