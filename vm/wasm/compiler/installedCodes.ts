import type { Rules } from '../../rules/rules.ts';
import { JUMP_TABLES, JUMP_TABLES_SIZE } from '../layout.ts';
import { type CodeCompiler, HOT } from './codeCompiler.ts';
import type { Compilable, InstalledCode, ReadyCode } from './compilable.ts';

/** The compiled codes of one machine. */
export class InstalledCodes {
  readonly #rules: Rules;
  readonly #compiler: CodeCompiler;
  /** memory and functions of the interpreter's instance */
  readonly #shared: Bun.WebAssembly.ModuleImports;
  readonly #codes = new Set<Compilable>();
  #free = JUMP_TABLES;
  #full = false;

  constructor(rules: Rules, compiler: CodeCompiler, shared: Bun.WebAssembly.Exports) {
    this.#rules = rules;
    this.#compiler = compiler;
    this.#shared = shared as Bun.WebAssembly.ModuleImports;
  }

  /** Before a frame runs a code: installs its compiled form, if there is one or it is time to ask for one. */
  prepare(code: Compilable, memory: Uint8Array): void {
    const { installed } = code;
    if (installed !== undefined) {
      if (installed.ready.dropped) this.#remove(code);
      else this.#compiler.use(installed.ready);
      return;
    }
    const { mode } = this.#compiler;
    if (mode === 'off' || (mode === 'auto' && !this.#isHot(code))) return;
    const ready = this.#compiler.find(this.#rules, code.bytes, code.hash);
    if (ready !== undefined) this.#install(code, ready, memory);
  }

  /** Between messages, when nothing runs: gives all up if there was no more room. */
  tidy(): void {
    if (!this.#full) return;
    for (const code of this.#codes) this.#remove(code);
    this.#free = JUMP_TABLES;
    this.#full = false;
  }

  /** A code that is compiled already, for another machine, has been hot there. */
  #isHot(code: Compilable): boolean {
    const { hash, heat } = code;
    if (hash === undefined) return false;
    if (heat === undefined) code.heat = this.#compiler.has(this.#rules, hash) ? HOT : 0;
    return (code.heat ?? 0) >= HOT;
  }

  #install(code: Compilable, ready: ReadyCode, memory: Uint8Array): void {
    const table = this.#free;
    const end = table + ((ready.jumps.byteLength + 63) & ~63);
    if (end > JUMP_TABLES + JUMP_TABLES_SIZE) {
      this.#full = true;
      return;
    }
    this.#free = end;
    memory.set(new Uint8Array(ready.jumps.buffer, 0, ready.jumps.byteLength), table);
    const { exports } = new WebAssembly.Instance(ready.module, { host: this.#shared });
    const { run } = exports as unknown as Pick<InstalledCode, 'run'>;
    code.installed = { run, ready, table };
    this.#codes.add(code);
  }

  #remove(code: Compilable): void {
    code.installed = undefined;
    this.#codes.delete(code);
  }
}
