import { describe, expect, test } from 'bun:test';
import { moduleProtocol } from '../../../modules/protocol/protocol.ts';
import { mine, nextAttributes, sourceOf, transaction } from '../../chain/support/chain.ts';
import { openDevNode } from '../../chain/support/devNode.ts';
import {
  adding,
  calls,
  eventsOf,
  HOOK,
  hookGenesis,
  openHookChain,
  SECOND_HOOK,
  telling,
  toRegistry,
  VALIDATE,
} from './support.ts';

describe('validateTransaction', () => {
  test('denies: the transaction is not in the block, and nothing of the asking is left', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [
      adding(0, VALIDATE, HOOK, 500_000n, 'first'),
      adding(1, VALIDATE, SECOND_HOOK, 500_000n, 'second'),
      telling(2, 0, 1),
      telling(3, 0, 6, SECOND_HOOK),
    ]);
    const refused: unknown[] = [];
    const source = sourceOf(
      [transaction(1, 0, { data: Uint8Array.of(1), gasLimit: 50_000n }), transaction(2, 0)],
      refused,
    );
    const built = await opened.chain.build(nextAttributes(opened.chain), source);
    opened.chain.append(built);
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'denied-by-module',
        message: 'transaction denied by module second: not today',
      }),
    ]);
    expect(built.block.transactions).toHaveLength(2);
    expect(eventsOf(built.receipts.at(-1)?.logs ?? [])).toHaveLength(1);
    expect([calls(opened.chain, 0), calls(opened.chain, 0, SECOND_HOOK)]).toEqual([1n, 1n]);

    await using follower = await openHookChain();
    for (const number of [1n, 2n]) {
      const block = opened.chain.blockByNumber(number);
      if (block !== undefined) await follower.chain.importBlock(block);
    }
    expect(follower.chain.head().hash).toEqual(built.block.hash);
  });

  test('is told of the transaction what IXaiModule says', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, VALIDATE), telling(1, 0, 1)]);
    const sent = transaction(1, 0, { data: new Uint8Array(33).fill(7), value: 5n, gasLimit: 60_000n });
    const created = transaction(2, 0, { to: undefined, data: Uint8Array.of(0), gasLimit: 90_000n });
    const { receipts } = await mine(opened.chain, [sent, created]);
    const [first, second] = eventsOf(receipts.at(-1)?.logs ?? []).map(({ args }) => args);
    expect(first).toMatchObject({
      hash: `0x${Buffer.from(sent.hash).toString('hex')}`,
      value: 5n,
      nonce: 0n,
      gasLimit: 60_000n,
      isCreate: false,
      data: `0x${'07'.repeat(33)}`,
    });
    expect(second).toMatchObject({ isCreate: true, to: `0x${'0'.repeat(40)}`, data: '0x00' });
  });

  test('is not asked about governance’s own transactions', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, VALIDATE), telling(1, 0, 2)]);
    const { block } = await mine(opened.chain, [toRegistry(2, 'setMode', 0n)]);
    expect(block.transactions).toHaveLength(1);
  });

  test('a transaction that cannot be executed after all leaves nothing of the asking', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, VALIDATE), telling(1, 0, 1)]);
    const { block } = await mine(opened.chain, [transaction(1, 7)]);
    expect(block.transactions).toHaveLength(0);
    expect(calls(opened.chain, 0)).toBe(0n);
  });

  test('one that fails for a denied transaction is not recorded: no other node would know of it', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [
      adding(0, VALIDATE, HOOK, 50_000n, 'fails'),
      adding(1, VALIDATE, SECOND_HOOK, 500_000n, 'denies'),
      telling(2, 0, 3),
      telling(3, 0, 2, SECOND_HOOK),
    ]);
    const { block } = await mine(opened.chain, [transaction(1, 0)]);
    expect(block.transactions).toHaveLength(0);
  });

  test('takes at most its share of a block: what does not fit waits for the next one', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, VALIDATE, HOOK, 2_000_000n), telling(1, 0, 7)]);
    // each call spends half a million of the million that it is granted: the last of a block could spend it all
    const sent = Array.from({ length: 130 }, (_, nonce) => transaction(1, nonce));
    const refused: unknown[] = [];
    const built = await opened.chain.build(nextAttributes(opened.chain), sourceOf(sent, refused));
    opened.chain.append(built);
    expect(built.block.transactions.length).toBeGreaterThan(110);
    expect(built.block.transactions.length).toBeLessThan(120);
    expect(refused[0]).toBe('gas');
    await using follower = await openHookChain();
    for (const number of [1n, 2n]) {
      const block = opened.chain.blockByNumber(number);
      if (block !== undefined) await follower.chain.importBlock(block);
    }
    expect(follower.chain.head().hash).toEqual(built.block.hash);
  });
});

describe('the pool', () => {
  test('refuses what a module denies, with its reason, and takes it when it does no more', async () => {
    await using node = await openDevNode({ genesis: hookGenesis(), protocol: moduleProtocol });
    for (const sent of [adding(0, VALIDATE), telling(1, 0, 2)]) await node.access.submitRaw(sent.raw);
    const sent = transaction(1, 0);
    await expect(node.access.submitRaw(sent.raw)).rejects.toMatchObject({
      name: 'PoolError',
      code: 'denied-by-module',
      message: 'transaction denied by module test: not today',
    });
    // suspended by its own faults, which only blocks can record
    await expect(node.access.submitRaw(telling(2, 0, 3).raw)).rejects.toMatchObject({
      code: 'denied-by-module',
    });
    expect(node.failures).toEqual([]);
  });

  test('takes a transaction about which a module fails', async () => {
    await using node = await openDevNode({ genesis: hookGenesis(), protocol: moduleProtocol });
    for (const sent of [adding(0, VALIDATE), telling(1, 0, 4)]) await node.access.submitRaw(sent.raw);
    await node.access.submitRaw(transaction(1, 0).raw);
    expect(node.chain.head().header.number).toBe(3n);
    expect(node.failures).toEqual([]);
  });
});
