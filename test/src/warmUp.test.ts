import { expect, test } from 'bun:test';
import type { SealedHeader } from '../../chain/block/header.ts';
import type { CallExecutor } from '../../rpc/context/calls.ts';
import { firstCall, warmUp } from '../../src/warmUp.ts';
import { openDevNode } from '../rpc/support/devNode.ts';

/** Counts the calls that are made. */
function counting() {
  const codes = new Set<string>();
  const calls: Pick<CallExecutor, 'call'> = {
    call: (_request, { stateOverride }) => {
      codes.add(String(stateOverride?.[0]?.account.code));
      throw new Error('nothing can be called here');
    },
  };
  return { codes, calls: calls as CallExecutor };
}

test('a few codes are called, whatever comes of it', async () => {
  const { codes, calls } = counting();
  const end = warmUp(calls, () => ({}) as SealedHeader);
  await Bun.sleep(700);
  end();
  expect(codes.size).toBe(8);
});

test('one is called before, and nothing comes of it either', async () => {
  const { codes, calls } = counting();
  await firstCall(calls, () => ({}) as SealedHeader);
  expect(codes.size).toBe(1);
});

test('no more once it is ended', async () => {
  const { codes, calls } = counting();
  warmUp(calls, () => ({}) as SealedHeader)();
  await Bun.sleep(120);
  expect(codes.size).toBe(0);
});

test('leaves a chain as it was', async () => {
  const dev = await openDevNode();
  try {
    const before = await dev.call('eth_getBlockByNumber', 'latest', true);
    await Bun.sleep(400);
    expect(await dev.call('eth_getBlockByNumber', 'latest', true)).toEqual(before);
    expect(await dev.call('eth_getCode', `0x${'ee'.repeat(20)}`, 'latest')).toBe('0x');
  } finally {
    await dev.close();
  }
});
