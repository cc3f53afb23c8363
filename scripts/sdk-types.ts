/** Writes sdk/methods/, the types of xai_*, and sdk/kinds.ts from the node's own tables: bun scripts/sdk-types.ts [--check] */
import { readdirSync } from 'node:fs';
import { kindsFile } from './sdk/kindsFile.ts';
import { methodFiles } from './sdk/methodFiles.ts';

const ROOT = new URL('..', import.meta.url).pathname;

/** Path from the root → text, formatted as the rest of the repository. */
export function writtenFiles(): ReadonlyMap<string, string> {
  const files = new Map([...methodFiles(), ['sdk/kinds.ts', kindsFile()] as const]);
  return new Map([...files].map(([path, text]) => [path, formatted(path, text)]));
}

/** Paths whose text is not what the tables give, and files of sdk/methods/ that they give no more. */
export async function outdatedFiles(): Promise<string[]> {
  const files = writtenFiles();
  const gone = readdirSync(`${ROOT}sdk/methods`).map((name) => `sdk/methods/${name}`);
  const outdated = gone.filter((path) => !files.has(path));
  for (const [path, text] of files) {
    const file = Bun.file(ROOT + path);
    if (!(await file.exists()) || (await file.text()) !== text) outdated.push(path);
  }
  return outdated;
}

function formatted(path: string, text: string): string {
  const ended = Bun.spawnSync(
    [`${ROOT}node_modules/.bin/biome`, 'check', '--write', `--stdin-file-path=${path}`],
    {
      cwd: ROOT,
      stdin: Buffer.from(text),
    },
  );
  return ended.stdout.toString();
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const outdated = await outdatedFiles();
    if (outdated.length > 0)
      process.stderr.write(`outdated, run bun scripts/sdk-types.ts: ${outdated.join(', ')}\n`);
    process.exit(outdated.length === 0 ? 0 : 1);
  }
  for (const [path, text] of writtenFiles()) await Bun.write(ROOT + path, text);
}
