import type { BytesKey } from '../../../storage/encoding/bytes.ts';

/**
 * Which codes are compiled: those that use much gas, in a thread of their own; none; or each before it runs, for tests. The
 * usual one first.
 */
export const COMPILE_MODES = ['auto', 'off', 'always'] as const;

/** When codes are compiled. */
export type CompileMode = (typeof COMPILE_MODES)[number];

/** A compiled code, ready for machines of its rules. */
export interface ReadyCode {
  readonly module: WebAssembly.Module;
  /** by place in the code: the number of the trace that begins there; 0: none does */
  readonly entries: Uint16Array;
  /** the same for places that a jump may go to */
  readonly jumps: Uint16Array;
  /** of the module */
  readonly bytes: number;
  /** rises with each use */
  used: number;
  /** no longer kept: whoever has it shall give it up */
  dropped: boolean;
}

/** A compiled code in one machine. */
export interface InstalledCode {
  /** From the trace with that number on; answers why it came back, as the interpreter does. */
  readonly run: (entry: number, table: number) => number;
  readonly ready: ReadyCode;
  /** where its jumps are in the machine's memory */
  readonly table: number;
}

/** What a code has to do with compiling. */
export interface Compilable {
  readonly bytes: Uint8Array;
  /** undefined for initcode, which is compiled only where all is */
  hash?: BytesKey;
  /** gas that it has used in the interpreter */
  heat?: number;
  installed?: InstalledCode | undefined;
}
