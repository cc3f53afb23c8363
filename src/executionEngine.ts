import type { Engine } from '../vm/engine.ts';
import { COMPILE_MODES, type CompileMode } from '../vm/wasm/compiler/compilable.ts';
import { createWasmEngine } from '../vm/wasm/engine.ts';

/** The engines that can be chosen, the usual one first. */
export const EXECUTION_ENGINES = ['wasm', 'reference'] as const;

/** An engine by its name on the command line. */
export type ExecutionEngineName = (typeof EXECUTION_ENGINES)[number];

/** What executes transactions. */
export interface ExecutionOptions {
  readonly engine: ExecutionEngineName;
  /** which contracts the WebAssembly engine compiles */
  readonly compile: CompileMode;
}

/** What runs where nobody chooses. */
export const DEFAULT_EXECUTION: ExecutionOptions = {
  engine: EXECUTION_ENGINES[0],
  compile: COMPILE_MODES[0],
};

/** Makes an engine. Whoever has it closes it. */
export function createExecutionEngine({ engine, compile }: ExecutionOptions): Engine {
  if (engine === 'wasm') return createWasmEngine(compile);
  // loaded where it is asked for: its libraries are large
  const { createReferenceEngine } =
    require('../vm/reference/engine.ts') as typeof import('../vm/reference/engine.ts');
  return createReferenceEngine();
}
