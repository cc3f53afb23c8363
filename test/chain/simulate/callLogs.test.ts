import { expect, test } from 'bun:test';
import { callLogs } from '../../../chain/simulate/callLogs.ts';
import type { FrameEntry } from '../../../vm/tracing/tracer.ts';

const address = new Uint8Array(20).fill(1);
const log = { address, topics: [], data: new Uint8Array(0) };
const entry = (depth: number, kind: FrameEntry['kind'], value: bigint): FrameEntry => ({
  ...{ depth, kind, value },
  from: address,
  to: address,
  input: new Uint8Array(0),
  gas: 0n,
  precompile: false,
});
const exit = (depth: number, halt?: 'revert') => ({ depth, output: new Uint8Array(0), gasUsed: 0n, halt });

/** A call with value that logs, inside it one that logs and reverts, then another log. */
function play(transfers: boolean) {
  const { tracer, logs } = callLogs(transfers);
  tracer.onEnter?.(entry(0, 'CALL', 5n));
  tracer.onLog?.(log, 0);
  tracer.onEnter?.(entry(1, 'CALL', 1n));
  tracer.onLog?.(log, 1);
  tracer.onExit?.(exit(1, 'revert'));
  tracer.onEnter?.(entry(1, 'DELEGATECALL', 5n));
  tracer.onLog?.(log, 1);
  tracer.onExit?.(exit(1));
  tracer.onExit?.(exit(0));
  return logs().map(({ index, log: { topics } }) => [index, topics.length]);
}

test('logs of failed frames are dropped but keep their numbers', () => {
  expect(play(false)).toEqual([
    [0, 0],
    [2, 0],
  ]);
});

test('transfers of ether are logs among the others; a delegate call moves none', () => {
  expect(play(true)).toEqual([
    [0, 3],
    [1, 0],
    [4, 0],
  ]);
});
