/** A Python with web3 and mypy for tests of clients in Python: npm installs none, and not every machine has one. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REQUIREMENTS = join(import.meta.dir, 'requirements.txt');
/** Milliseconds that pip may take before the tests go on without it. */
const PATIENCE = 180_000;

/**
 * The interpreter's path: of XAI_PYTHON, else python3 where it has the packages, else of a virtual environment in the
 * system's temporary folder, made from requirements.txt when it is first asked for. Undefined, and said aloud, where
 * none of that works.
 */
export async function pythonWithPackages(): Promise<string | undefined> {
  const named = process.env.XAI_PYTHON;
  if (named !== undefined && named !== '') return named;
  const plain = Bun.which('python3');
  if (plain === null) return without('there is no python3');
  if ((await run(plain, '-c', 'import web3, mypy')) === '') return plain;
  const lock = Bun.hash(await Bun.file(REQUIREMENTS).text()).toString(16);
  const folder = join(tmpdir(), `xai-e2e-${process.getuid?.() ?? 0}`, `python-${lock}`);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, '.installed');
  if (existsSync(stamp)) return python;
  rmSync(folder, { recursive: true, force: true });
  const problem =
    (await run(plain, '-m', 'venv', folder)) ||
    (await run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS));
  if (problem !== '') return without(problem);
  writeFileSync(stamp, '');
  return python;
}

function without(reason: string): undefined {
  console.warn(`SKIPPED, no Python with web3 and mypy (XAI_PYTHON names one): ${reason.slice(-300)}`);
  return undefined;
}

/** Empty where the program ended well, else what it said. */
async function run(...line: string[]): Promise<string> {
  const child = Bun.spawn(line, { stdout: 'pipe', stderr: 'pipe', timeout: PATIENCE });
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return (await child.exited) === 0 ? '' : `${out}${error}`.trim() || `${line.join(' ')} failed`;
}
