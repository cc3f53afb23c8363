import type { BlockEnvironment } from '../environment.ts';
import type { ForkName } from '../rules/forks.ts';
import type { Rules } from '../rules/rules.ts';
import { type KnownCode, KnownCodes } from './codes.ts';
import type { CodeCompiler } from './compiler/codeCompiler.ts';
import type { InstalledCode } from './compiler/compilable.ts';
import { InstalledCodes } from './compiler/installedCodes.ts';
import { interpreterModule } from './interpreter.ts';
import { EXIT, KEPT_MEMORY, MEMORY_LIMIT, PAGE, REGISTER } from './layout.ts';

interface InterpreterExports {
  readonly memory: WebAssembly.Memory;
  run(): number;
}

/** The interpreter, and the one that stops after each instruction: made when first needed. */
const interpreters: { whole?: WebAssembly.Module; stepping?: WebAssembly.Module } = {};

function interpreterOf(isStepping: boolean): WebAssembly.Module {
  const kind = isStepping ? 'stepping' : 'whole';
  const made = interpreters[kind] ?? new WebAssembly.Module(interpreterModule(undefined, isStepping));
  interpreters[kind] = made;
  return made;
}

/** Gas that a code uses, for each of its bytes, before it is predecoded: about what that takes. */
export const PREDECODED_FROM = 20;
/** Jump destinations after which a code without cells comes back. */
const SOON = 512;

/** How a machine runs codes. */
export interface MachineOptions {
  /** it comes back after each instruction */
  readonly isStepping?: boolean;
  /** in place of PREDECODED_FROM; 0: before they first run */
  readonly predecodedFrom?: number | undefined;
}

/** One instance of the interpreter with its memory: it runs one message at a time, under one set of rules after the other. */
export class Machine {
  fork!: ForkName;
  codes!: KnownCodes;
  compiled!: InstalledCodes;
  /** What the words of the block in its memory were written from. */
  block: BlockEnvironment | undefined;
  chainId: bigint | undefined;
  readonly #memory: WebAssembly.Memory;
  readonly #run: () => number;
  readonly #exports: Bun.WebAssembly.Exports;
  readonly #compiler: CodeCompiler;
  readonly #predecodedFrom: number;
  /** The memory in three shapes. They change when it grows. */
  bytes!: Uint8Array;
  integers!: Int32Array;
  floats!: Float64Array;

  constructor(rules: Rules, compiler: CodeCompiler, options: MachineOptions = {}) {
    const { isStepping = false, predecodedFrom = PREDECODED_FROM } = options;
    const { exports } = new WebAssembly.Instance(interpreterOf(isStepping));
    const { memory, run } = exports as unknown as InterpreterExports;
    this.#memory = memory;
    this.#run = run;
    this.#exports = exports;
    this.#compiler = compiler;
    this.#predecodedFrom = predecodedFrom;
    this.serve(rules);
    this.#look();
  }

  /** Makes it a machine of other rules, while it runs nothing: codes are put into its memory anew. */
  serve(rules: Rules): void {
    this.fork = rules.fork;
    this.codes = new KnownCodes(rules);
    this.compiled = new InstalledCodes(rules, this.#compiler, this.#exports);
    this.block = undefined;
  }

  /** Before a code without cells runs: writes them when it has run for a while; until then it comes back soon. */
  prepare(code: KnownCode): void {
    if (code.place === undefined) return;
    if ((code.heat ?? 0) < this.#predecodedFrom * code.bytes.length) {
      this.setRegister(REGISTER.fuel, Math.min(this.register(REGISTER.fuel), SOON));
    } else if (this.codes.predecode(code, this.bytes)) this.setRegister(REGISTER.map, code.map);
  }

  /** Runs on from the registers; answers why it came back. */
  run(): number {
    const reason = this.#run();
    if (this.bytes.length === 0) this.#look();
    return reason;
  }

  /** The same in compiled code; EXIT.interpret where that has no way in from here. */
  runCompiled({ run, ready, table }: InstalledCode): number {
    const entry = ready.entries[this.register(REGISTER.pc) - this.register(REGISTER.code)] ?? 0;
    if (entry === 0) return EXIT.interpret;
    const reason = run(entry, table);
    if (this.bytes.length === 0) this.#look();
    return reason;
  }

  /** Makes sure that the memory reaches up to an address; false where it may not. */
  reach(end: number): boolean {
    if (end <= this.bytes.length) return true;
    if (end > MEMORY_LIMIT) {
      this.setRegister(REGISTER.refused, 1);
      return false;
    }
    const { length } = this.bytes;
    // by a quarter at least where that may be, as growing may copy all there is
    const pages = Math.max(Math.ceil((end - length) / PAGE), length / (4 * PAGE));
    this.#memory.grow(Math.min(Math.ceil(pages), (MEMORY_LIMIT - length) / PAGE));
    this.#look();
    return true;
  }

  /** Says that memory is used up to an address. */
  touch(end: number): void {
    if (end > this.register(REGISTER.untouched)) this.setRegister(REGISTER.untouched, end);
  }

  /** Makes a range zero that is to be used: what was never used is so already. */
  clear(from: number, to: number): void {
    this.bytes.fill(0, from, Math.min(to, Math.max(from, this.register(REGISTER.untouched))));
    this.touch(to);
  }

  /** True where the message asked for more memory than there may be: what came of it does not count. */
  get hasRefused(): boolean {
    return this.register(REGISTER.refused) !== 0;
  }

  /** Whether it is small enough to be kept for the next message. */
  get isKeepable(): boolean {
    return this.bytes.length <= KEPT_MEMORY;
  }

  get gas(): number {
    return this.floats[REGISTER.gas >> 3] ?? 0;
  }

  set gas(value: number) {
    this.floats[REGISTER.gas >> 3] = value;
  }

  /** A register but gas. */
  register(address: number): number {
    return this.integers[address >> 2] ?? 0;
  }

  setRegister(address: number, value: number): void {
    this.integers[address >> 2] = value;
  }

  #look(): void {
    const { buffer } = this.#memory;
    this.bytes = new Uint8Array(buffer);
    this.integers = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
  }
}
