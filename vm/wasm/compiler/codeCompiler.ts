import { type BytesKey, toKey } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { Rules } from '../../rules/rules.ts';
import { availableOpcodes } from '../codes.ts';
import { pricesOf } from '../prices.ts';
import type { CompileMode, ReadyCode } from './compilable.ts';
import type { CompiledCode } from './compile.ts';
import { CompileThread } from './compileThread.ts';
import type { Pricing } from './program.ts';

/** Gas that a code uses in the interpreter before it is compiled: some ten milliseconds. */
export const HOT = 20e6;

/** Bytes of modules that are kept; what they become in JavaScriptCore is a few times as much. */
const KEPT_BYTES = 32 * 2 ** 20;

/** The compiled codes of an engine, for all its machines. Owns a thread in the mode `auto`: close it. */
export class CodeCompiler {
  readonly mode: CompileMode;
  readonly #kept: number;
  readonly #ready = new Map<string, ReadyCode>();
  /** asked for and not there yet, or of no use */
  readonly #others = new Set<string>();
  readonly #rules = new WeakMap<Rules, { readonly number: number; readonly pricing: Pricing }>();
  #thread: CompileThread | undefined;
  #bytes = 0;
  #uses = 0;
  #rulesSeen = 0;

  /** `kept`: bytes of modules at most. */
  constructor(mode: CompileMode, kept = KEPT_BYTES) {
    this.mode = mode;
    this.#kept = kept;
  }

  /** The compiled form of a code, if there is one by now. Where there is none it is asked for. */
  find(rules: Rules, code: Uint8Array, hash: BytesKey | undefined): ReadyCode | undefined {
    const key = this.#keyOf(rules, hash ?? toKey(keccak256(code)));
    const ready = this.#ready.get(key);
    if (ready !== undefined || this.#others.has(key)) return ready;
    const { pricing } = this.#aboutRules(rules);
    if (this.mode === 'always') return this.#compileNow(key, code, pricing);
    if (this.mode === 'auto') this.#ask(key, code, pricing);
    return undefined;
  }

  /** Whether a code is there, so that it need not be found hot again. */
  has(rules: Rules, hash: BytesKey): boolean {
    return this.#ready.size > 0 && this.#ready.has(this.#keyOf(rules, hash));
  }

  /** Tells that a frame runs it. */
  use(ready: ReadyCode): void {
    ready.used = ++this.#uses;
  }

  close(): void {
    this.#thread?.close();
    this.#thread = undefined;
  }

  #compileNow(key: string, code: Uint8Array, pricing: Pricing): ReadyCode | undefined {
    // The usual mode compiles in a thread, which loads the compiler for itself.
    const { compileCode } = require('./compile.ts') as typeof import('./compile.ts');
    const compiled = compileCode(code, pricing);
    if (compiled === undefined) {
      this.#others.add(key);
      return undefined;
    }
    return this.#keep(key, new WebAssembly.Module(compiled.module), compiled.module.length, compiled);
  }

  #ask(key: string, code: Uint8Array, pricing: Pricing): void {
    this.#others.add(key);
    this.#thread ??= new CompileThread();
    this.#thread.compile(code, pricing, (done) => {
      if (done === undefined) return;
      this.#others.delete(key);
      this.#keep(key, done.module, done.bytes, done);
    });
  }

  #keep(
    key: string,
    module: WebAssembly.Module,
    bytes: number,
    { entries, jumps }: Pick<CompiledCode, 'entries' | 'jumps'>,
  ): ReadyCode {
    const ready = { module, entries, jumps, bytes, used: ++this.#uses, dropped: false };
    this.#ready.set(key, ready);
    this.#bytes += bytes;
    while (this.#bytes > this.#kept && this.#ready.size > 1) this.#dropOldest();
    return ready;
  }

  #dropOldest(): void {
    const [[key, ready] = []] = [...this.#ready].sort(([, a], [, b]) => a.used - b.used);
    if (key === undefined || ready === undefined) return;
    ready.dropped = true;
    this.#ready.delete(key);
    this.#bytes -= ready.bytes;
  }

  #keyOf(rules: Rules, hash: BytesKey): string {
    return `${this.#aboutRules(rules).number} ${hash}`;
  }

  #aboutRules(rules: Rules): { readonly number: number; readonly pricing: Pricing } {
    let about = this.#rules.get(rules);
    if (about === undefined) {
      const { fixed, exponentByte } = pricesOf(rules);
      about = {
        number: ++this.#rulesSeen,
        pricing: { available: availableOpcodes(rules), fixed, exponentByte },
      };
      this.#rules.set(rules, about);
    }
    return about;
  }
}
