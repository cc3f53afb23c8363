import { threadUrl } from '../../binary.ts';
import type { CompileAnswer, CompileJob } from './compileWorker.ts';
import type { Pricing } from './program.ts';

/** What is waited for at most: a code that is asked for beyond that is not compiled. */
const MOST_WAITING = 64;

type Done = (answer: CompileAnswer['compiled']) => void;

/** A thread that compiles codes. It does not keep the process alive. */
export class CompileThread {
  readonly #waiting = new Map<number, Done>();
  #worker: Worker | undefined;
  #asked = 0;

  /** `done` hears of the module, or of undefined where there is none: then the interpreter goes on with that code. */
  compile(code: Uint8Array, pricing: Pricing, done: Done): void {
    if (this.#waiting.size >= MOST_WAITING) return;
    const id = ++this.#asked;
    this.#waiting.set(id, done);
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, code, pricing } satisfies CompileJob);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#waiting.clear();
  }

  #start(): Worker {
    const worker = new Worker(threadUrl('vm/wasm/compiler/compileWorker.ts'));
    worker.unref();
    worker.onmessage = ({ data }: MessageEvent<CompileAnswer>) => {
      const done = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      done?.(data.compiled);
    };
    // without the thread everything is interpreted
    worker.onerror = (event) => {
      event.preventDefault();
      process.emitWarning(`contracts are interpreted, not compiled: ${event.message}`);
      this.#waiting.clear();
    };
    return worker;
  }
}
