/**
 * Makes the npm package `solc` (the compiler in WebAssembly) answer as the native `solc` does, so that forge and Hardhat
 * compile with the version that bun.lock pins and download nothing. Understands `--version` and `--standard-json`; paths
 * given with `--base-path` and `--include-path` are searched for sources that the input does not hold.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';

/** The values that follow `name` among the arguments, also as `name=value`. */
function values(args: readonly string[], name: string): string[] {
  return args.flatMap((arg, index) => {
    if (arg.startsWith(`${name}=`)) return [arg.slice(name.length + 1)];
    const next = args[index + 1];
    return arg === name && next !== undefined ? [next] : [];
  });
}

const args = process.argv.slice(2);
if (args.includes('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (args.includes('--standard-json')) {
  const folders = [...values(args, '--base-path'), ...values(args, '--include-path'), ''];
  const input = await Bun.stdin.text();
  const output = solc.compile(input, {
    import(path: string) {
      const found = folders.map((folder) => join(folder, path)).find((file) => existsSync(file));
      return found ? { contents: readFileSync(found, 'utf8') } : { error: `File not found: ${path}` };
    },
  });
  await Bun.write(Bun.stdout, output);
} else {
  process.stderr.write('Only --version and --standard-json are understood.\n');
  process.exit(1);
}
