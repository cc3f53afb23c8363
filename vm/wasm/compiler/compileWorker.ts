import { compileCode } from './compile.ts';
import type { Pricing } from './program.ts';

/*
 * The thread that compiles codes. A binary made by `bun build --compile` has to be given this file as an entry point of
 * its own.
 */

declare const self: Worker;

/** What the thread is asked for. */
export interface CompileJob {
  readonly id: number;
  readonly code: Uint8Array;
  readonly pricing: Pricing;
}

/** What the thread answers. */
export interface CompileAnswer {
  readonly id: number;
  /** undefined: the code is left to the interpreter */
  readonly compiled:
    | {
        readonly module: WebAssembly.Module;
        /** of the module */
        readonly bytes: number;
        readonly entries: Uint16Array<ArrayBuffer>;
        readonly jumps: Uint16Array<ArrayBuffer>;
      }
    | undefined;
}

self.onmessage = ({ data: { id, code, pricing } }: MessageEvent<CompileJob>) => {
  self.postMessage({ id, compiled: compile(code, pricing) } satisfies CompileAnswer);
};

function compile(code: Uint8Array, pricing: Pricing): CompileAnswer['compiled'] {
  try {
    const compiled = compileCode(code, pricing);
    if (compiled === undefined) return undefined;
    const { module, entries, jumps } = compiled;
    return { module: new WebAssembly.Module(module), bytes: module.length, entries, jumps };
  } catch {
    // whatever cannot be compiled runs in the interpreter
    return undefined;
  }
}
