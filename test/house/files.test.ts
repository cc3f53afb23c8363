import { expect, test } from 'bun:test';
import { FLOORS, sourceFiles } from './tree.ts';

/** The SDK is no floor, but written by the same rules. */
const FOLDERS = [...FLOORS, 'sdk'];

/** Past this a file says at its top why it is long. */
const EXPLAIN_PAST = 250;
/** Past this it is split. */
const SPLIT_PAST = 400;

const files = sourceFiles(FOLDERS).map(({ path, text }) => ({
  path,
  text,
  lines: text.split('\n').length - 1,
}));

test('no file is longer than 400 lines', () => {
  const long = files.filter(({ lines }) => lines > SPLIT_PAST);
  expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
});

test('a file of more than 250 lines says why at its top', () => {
  const unexplained = files.filter(
    ({ lines, text }) => lines > EXPLAIN_PAST && !/^(#!.*\n)?\s*\/[*/]/.test(text),
  );
  expect(unexplained.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
});

test('files are about 120 lines long', () => {
  const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)] ?? 0).toBeLessThanOrEqual(120);
});
