import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../vm/engine.ts';
import { createReferenceEngine } from '../../vm/reference/engine.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { type BlockchainVector, runBlockchainCase } from './blockchainVector.ts';
import type { CaseResult, FileResult } from './report.ts';
import { runStateCase, type StateVector, stateCases } from './stateVector.ts';

declare const self: Worker;

/** One file for a worker to run. */
export interface Job {
  readonly kind: 'state' | 'blockchain';
  readonly folder: string;
  readonly file: string;
  /** only cases whose name or fork holds this */
  readonly filter: string | undefined;
  /** state tests under a tracer that hears of every step: the engine runs otherwise then */
  readonly traced: boolean;
  /** each block of a blockchain test again with its witness alone */
  readonly witness: boolean;
  readonly engine: EngineName;
}

/** Listens to everything and keeps nothing. */
const LISTENER: Tracer = { onEnter() {}, onExit() {}, onStep() {}, onLog() {} };

/** The engines that vectors can be run on. */
const ENGINES = {
  reference: createReferenceEngine(),
  wasm: createWasmEngine('off'),
  /** every code is predecoded before it runs */
  predecoded: createWasmEngine('off', 0),
  /** every code is compiled before it runs */
  compiled: createWasmEngine('always'),
} as const;

export type EngineName = keyof typeof ENGINES;

self.onmessage = async ({ data }: MessageEvent<Job>) => postMessage(await runFile(data));
postMessage('ready'); // what is sent before is lost while the modules above still load

async function runFile({
  kind,
  folder,
  file,
  filter,
  traced,
  witness,
  engine: engineName,
}: Job): Promise<FileResult> {
  const text = readFileSync(join(folder, file), 'utf8');
  if (filter !== undefined && !file.includes(filter) && !text.includes(filter)) return { file, cases: [] };
  let vectors: Record<string, StateVector & BlockchainVector>;
  try {
    vectors = JSON.parse(text);
  } catch {
    return { file, cases: [], unreadable: 'not JSON (perhaps a Git LFS pointer)' };
  }
  const cases: CaseResult[] = [];
  const engine = ENGINES[engineName];
  const runs =
    kind === 'state' ? stateRuns(engine, vectors, traced) : blockchainRuns(engine, vectors, witness);
  for (const { name, fork, run } of runs) {
    if (filter !== undefined && !`${file} ${name} ${fork}`.includes(filter)) continue;
    let failure: string | undefined;
    try {
      failure = await run();
    } catch (error) {
      failure = `threw ${error instanceof Error ? error.stack : String(error)}`;
    }
    cases.push({ name, fork, failure });
  }
  return { file, cases };
}

/** A case with the means to run it, which answers what is wrong. */
interface CaseRun {
  readonly name: string;
  readonly fork: string;
  run(): Promise<string | undefined>;
}

function stateRuns(engine: Engine, vectors: Record<string, StateVector>, traced: boolean): CaseRun[] {
  const tracer = traced ? LISTENER : undefined;
  return [...stateCases(vectors)].map((item) => ({ ...item, run: () => runStateCase(engine, item, tracer) }));
}

function blockchainRuns(
  engine: Engine,
  vectors: Record<string, BlockchainVector>,
  witness: boolean,
): CaseRun[] {
  return Object.entries(vectors).map(([name, vector]) => ({
    name,
    fork: vector.network,
    run: () => runBlockchainCase(engine, vector, witness),
  }));
}
