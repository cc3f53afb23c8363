import { assemble } from '../emit/module.ts';
import { onlyNeeded } from '../emit/needed.ts';
import { FRAMES, MEMORY_LIMIT, PAGE } from '../layout.ts';
import { leaves } from './emission.ts';
import { COMPILED_FUNCTIONS, IMPORTS } from './functions.ts';
import { type Part, partFunction, trampoline } from './part.ts';
import { JUMPI, type Pricing, type Program, programOf, usesSlot } from './program.ts';
import { type Trace, traceAt } from './trace.ts';

/** A code as a module of its own, for one set of rules. */
export interface CompiledCode {
  /** exports `run(entry, table)`: as the interpreter's, from the trace with that number on */
  readonly module: Uint8Array<ArrayBuffer>;
  /** by place in the code: the number of the trace that begins there; 0: none does */
  readonly entries: Uint16Array<ArrayBuffer>;
  /** the same for places that a jump may go to: what dynamic jumps look at, in linear memory */
  readonly jumps: Uint16Array<ArrayBuffer>;
}

/** Steps that one function holds at most: JavaScriptCore's best compiler refuses much longer ones. */
const FUNCTION_STEPS = 2500;
/** Following jumps compiles code more than once: at most so many times as many steps as bytes, all in all. */
const GROWTH = 2;
/** A code with more traces is left to the interpreter. */
const MOST_TRACES = 60_000;

/** Compiles a code; undefined where it is one of those that are left to the interpreter. */
export function compileCode(code: Uint8Array, pricing: Pricing): CompiledCode | undefined {
  const program = programOf(code, pricing);
  const traces = tracesOf(program);
  if (traces.length > MOST_TRACES) return undefined;
  const entries = new Uint16Array(code.length + 64);
  traces.forEach(({ at }, index) => {
    entries[at] = index + 1;
  });
  const jumps = new Uint16Array(code.length);
  for (const at of program.destinations) jumps[at] = entries[at] ?? 0;
  const parts = partsOf(traces);
  const module = assemble(
    onlyNeeded({
      imports: IMPORTS,
      globals: [],
      memory: { initial: FRAMES / PAGE, maximum: MEMORY_LIMIT / PAGE, imported: true },
      functions: [
        ...COMPILED_FUNCTIONS,
        ...parts.map((part, number) => partFunction(program, part, number, entries, traces.length)),
        trampoline(parts),
      ],
      exports: ['run'],
      data: [],
    }),
  );
  return { module, entries, jumps };
}

/**
 * The traces of a code, by their place. First those that a run gets to from the beginning, along jumps while there is
 * room; then what else computed jumps may enter, each place once.
 */
function tracesOf(program: Program): Trace[] {
  const traces = new Map<number, Trace>();
  let budget = GROWTH * program.code.length + 200;
  const add = (begin: number, follows: boolean): void => {
    const waiting = [begin];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (traces.has(at)) continue;
      const trace = traceAt(program, at, leaves, follows && budget > 0);
      traces.set(at, trace);
      if (follows) waiting.push(...trace.reaches);
      if (trace.next !== undefined) waiting.push(trace.next);
      for (const { steps } of trace.segments) {
        budget -= steps.length;
        const last = steps.at(-1);
        if (last === undefined) continue;
        if (last.opcode === JUMPI && last.follow === 'taken') waiting.push(last.next);
        if (usesSlot(last.opcode) || (leaves(last.opcode) && goesOn(last.opcode))) waiting.push(last.next);
      }
    }
  };
  add(0, true);
  for (const at of program.destinations) add(at, false);
  return [...traces.values()].sort((x, y) => x.at - y.at);
}

/** Whether a frame goes on after an instruction of the driver. */
function goesOn(opcode: number): boolean {
  return ![0x00, 0xf3, 0xfd, 0xfe, 0xff].includes(opcode);
}

function partsOf(traces: readonly Trace[]): Part[] {
  const parts: { first: number; traces: Trace[] }[] = [];
  let room = 0;
  traces.forEach((trace, index) => {
    if (room <= 0) {
      parts.push({ first: index + 1, traces: [] });
      room = FUNCTION_STEPS;
    }
    parts.at(-1)?.traces.push(trace);
    room -= trace.segments.reduce((sum, { steps }) => sum + steps.length, 8);
  });
  return parts;
}
