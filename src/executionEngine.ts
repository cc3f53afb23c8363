import type { Engine } from '../vm/engine.ts';
import { createReferenceEngine } from '../vm/reference/engine.ts';
import { createWasmEngine } from '../vm/wasm/engine.ts';

/** The engines that can be chosen, the usual one first. */
export const EXECUTION_ENGINES = ['wasm', 'reference'] as const;

export type ExecutionEngineName = (typeof EXECUTION_ENGINES)[number];

const CREATE: Readonly<Record<ExecutionEngineName, () => Engine>> = {
  wasm: createWasmEngine,
  reference: createReferenceEngine,
};

export function createExecutionEngine(name: ExecutionEngineName): Engine {
  return CREATE[name]();
}
