import { createReferenceEngine } from '../../vm/reference/engine.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { judgeExecutor } from './judge.ts';
import { ourExecutor } from './ours.ts';
import type { Executor } from './outcome.ts';

/** What can be compared, by the names that --engines takes. A new engine is one more row. */
const EXECUTORS: Readonly<Record<string, () => Executor>> = {
  /** our transactions, our state, our interpreter in WebAssembly */
  wasm: () => ourExecutor(createWasmEngine('off'), 'wasm'),
  /** the same with every code predecoded before it runs, not only one that has run for a while */
  predecoded: () => ourExecutor(createWasmEngine('off', 0), 'predecoded'),
  /** the same with every code compiled before it runs */
  compiled: () => ourExecutor(createWasmEngine('always'), 'compiled'),
  /** the same interpreter under a tracer of steps, which stops after each instruction */
  stepped: () => ourExecutor(createWasmEngine('off'), 'stepped', { onStep: () => {} }),
  /** our transactions, our state, @ethereumjs/evm with our runs of plain instructions */
  ethereumjs: () => ourExecutor(createReferenceEngine(), 'ethereumjs'),
  /** the same as tracers see it, which takes the library's own loop */
  traced: () => ourExecutor(createReferenceEngine(), 'traced', { onStep: () => {} }),
  /** @ethereumjs/vm with its own state */
  judge: judgeExecutor,
};

/** The names there are. */
export const EXECUTOR_NAMES: readonly string[] = Object.keys(EXECUTORS);

/** The executor of that name. Throws where there is none. */
export function executorNamed(name: string): Executor {
  const make = EXECUTORS[name];
  if (make === undefined) {
    throw new Error(`no engine is called ${name}; there are ${EXECUTOR_NAMES.join(', ')}`);
  }
  return make();
}
