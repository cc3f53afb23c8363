import { expect, test } from 'bun:test';
import { CallExecutor } from '../../../chain/call/executor.ts';
import type { Engine } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { deploying, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

/** What CALLDATALOAD(0) was added to slot 0 of: SSTORE(0, SLOAD(0) + CALLDATALOAD(0)), and the sum is returned. */
const COUNTER = Uint8Array.of(
  ...[0x5f, 0x54, 0x5f, 0x35, 0x01, 0x80, 0x5f, 0x55],
  ...[0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3],
);

const word = (value: number) => {
  const bytes = new Uint8Array(32);
  bytes[31] = value;
  return bytes;
};

test('calls on the same block find what others have read, and nothing that others have changed', async () => {
  await using node = await openTestChain(testGenesis('osaka'));
  const { chain } = node;
  const executorOn = (engine: Engine) =>
    new CallExecutor(
      { gasCap: 10_000_000n, timeout: 5_000, contractSenders: false },
      {
        engine,
        chain,
        pending: () => Promise.reject(new Error('nothing is pending')),
        stateRoot: () => new Uint8Array(32),
        stateNodes: () => [],
        now: Date.now,
      },
    );
  const executor = executorOn(createWasmEngine());
  const { receipts } = await mine(chain, [transaction(0, 0, { to: undefined, data: deploying(COUNTER) })]);
  const to = receipts[0]?.contractAddress as Uint8Array;
  const ask = async (added: number, stateOverride: { address: Uint8Array; value: number }[] = []) => {
    const result = await executor.call(
      { to, data: word(added) },
      {
        base: { kind: 'block', block: chain.head() },
        stateOverride: stateOverride.map(({ address, value }) => ({
          address,
          account: { stateDiff: [{ key: word(0), value: word(value) }] },
        })),
      },
    );
    return result.returnData[31];
  };
  expect(await ask(3)).toBe(3);
  expect(await ask(4)).toBe(4);
  expect(await ask(1, [{ address: to, value: 9 }])).toBe(10);
  expect(await ask(1)).toBe(1);
  const atHead = { base: { kind: 'block', block: chain.head() } } as const;
  const estimate = await executor.estimateGas({ to, data: word(1) }, atHead);
  expect(estimate).toBe(await executorOn(createReferenceEngine()).estimateGas({ to, data: word(1) }, atHead));
  await mine(chain, [transaction(0, 1, { to, value: 0n, data: word(5) })]);
  expect(await ask(1)).toBe(6);
  node.store.editLatest({
    accounts: new Map(),
    codes: new Map(),
    storage: new Map([
      [
        Buffer.from(to).toString('latin1'),
        { cleared: false, slots: new Map([['\0'.repeat(32), Uint8Array.of(40)]]) },
      ],
    ]),
  });
  expect(await ask(2)).toBe(42);
  expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([41, 42, 43]);
});
