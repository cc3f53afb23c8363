import { expect, test } from 'bun:test';
import { temporaryDirectory } from './support/temporaryStore.ts';

const program = new URL('./support/filler.ts', import.meta.url).pathname;

test('a commit that the disk refuses fails alone: the blocks before it are there, now and after opening again', () => {
  const directory = temporaryDirectory();
  // Files of at most 2 MiB stand for a small disk; without the trap the system would end the process instead.
  const limited = `trap '' XFSZ; ulimit -f 4096; exec "$0" "$@"`;
  const child = Bun.spawnSync(['sh', '-c', limited, process.execPath, program, directory.path], {
    stderr: 'inherit',
  });
  expect(child.stdout.toString().trim()).toBe('write-failed true true true');
  directory.remove();
});
