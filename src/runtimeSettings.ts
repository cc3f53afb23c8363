/**
 * What a node asks of JavaScriptCore.
 *
 * - **When it compiles for the last time.** Its highest tier takes tens of milliseconds of CPU for a function, and by its
 *   defaults every function of a busy node gets there within the first minute, often more than once: on few cores that is time
 *   that requests wait for. Ten times as many runs before it take a tenth to a half of the CPU time off each figure of
 *   docs/performance.md, and code that is really hot gets there all the same.
 * - **How much it lets lie before it collects.** It goes by the memory of the machine, and on a large one a node that needs
 *   some ten MiB of objects holds two hundred. On a machine of one GiB, which it is told this is, it holds half of that for the same
 *   CPU time; a node that needs more still gets it.
 *
 * Bun reads such options from the environment when a process begins, so a node begins again, in the same process, with them.
 * Where the system cannot do that the node runs with the defaults; who sets one of the variables has their own way with it.
 */
import { dlopen, ptr } from 'bun:ffi';
import { IS_BINARY } from '../vm/binary.ts';
import { beginStart } from './startPace.ts';

const SETTINGS = {
  /** runs of a function */
  BUN_JSC_thresholdForFTLOptimizeAfterWarmUp: '1000000',
  /** bytes */
  BUN_JSC_forceRAMSize: `${2 ** 30}`,
};
/** The commands that run for long. */
const NODES = ['dev', 'start'];
const LIBRARIES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libc.so.6', 'libc.musl-x86_64.so.1', 'libc.musl-aarch64.so.1'],
  darwin: ['libSystem.B.dylib'],
};

if (NODES.includes(process.argv[2] ?? '')) {
  if (Object.keys(SETTINGS).some((name) => process.env[name] === undefined)) beginAgain();
  beginStart();
}

/** Returns only where the system refuses. */
function beginAgain(): void {
  const execute = findExecve();
  if (execute === undefined) return;
  // A compiled binary has its script inside.
  const script = IS_BINARY ? [] : [...process.execArgv, Bun.main];
  const program = process.execPath;
  const environment = Object.entries({ ...SETTINGS, ...process.env });
  // what is passed by address has to stay until the call
  const kept: (Uint8Array | BigUint64Array)[] = [];
  const addressOf = (value: Uint8Array | BigUint64Array) => {
    kept.push(value);
    return ptr(value);
  };
  const text = (value: string) => addressOf(new TextEncoder().encode(`${value}\0`));
  const list = (values: readonly string[]) =>
    addressOf(BigUint64Array.from([...values.map((value) => BigInt(text(value))), 0n]));
  execute(
    text(program),
    list([program, ...script, ...process.argv.slice(2)]),
    list(environment.map(([name, value]) => `${name}=${value}`)),
  );
}

/** execve(2). */
function findExecve() {
  for (const library of LIBRARIES[process.platform] ?? []) {
    try {
      return dlopen(library, { execve: { args: ['ptr', 'ptr', 'ptr'], returns: 'int' } }).symbols.execve;
    } catch {
      // another name of it
    }
  }
  return undefined;
}
