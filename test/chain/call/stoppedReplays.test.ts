import { expect, test } from 'bun:test';
import { CallExecutor } from '../../../chain/call/executor.ts';
import type { Engine } from '../../../vm/engine.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { deploying, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

/** Raises slot 0 by one, logs nothing, and returns it: SSTORE(0, SLOAD(0) + 1). */
const COUNTER = Uint8Array.of(
  ...[0x5f, 0x54, 0x60, 0x01, 0x01, 0x80, 0x5f, 0x55],
  ...[0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3],
);

/** LOG0 of nothing. */
const TELLER = Uint8Array.of(0x5f, 0x5f, 0xa0);

/** A chain with a block of calls, and what running them again takes. */
async function scene() {
  const node = await openTestChain(testGenesis('osaka'));
  const { chain } = node;
  const deployed = await mine(chain, [
    transaction(0, 0, { to: undefined, data: deploying(COUNTER) }),
    transaction(0, 1, { to: undefined, data: deploying(TELLER) }),
  ]);
  const [counter, teller] = deployed.receipts.map(({ contractAddress }) => contractAddress);
  await mine(
    chain,
    [2, 3, 4, 5, 6].map((nonce) => transaction(0, nonce, { to: nonce === 2 ? teller : counter })),
  );
  let executed = 0;
  const engine = createWasmEngine();
  const counting: Engine = {
    ...engine,
    execute: (message, context) => {
      if (message.gas !== 30_000_000n) executed++;
      return engine.execute(message, context);
    },
  };
  const executor = new CallExecutor(
    { gasCap: 10_000_000n, timeout: 5_000, contractSenders: false },
    {
      engine: counting,
      chain,
      pending: () => Promise.reject(new Error('nothing is pending')),
      stateRoot: () => new Uint8Array(32),
      stateNodes: () => [],
      now: Date.now,
    },
  );
  /** What the counter gave, the logs before, and how many messages that took. */
  const again = async (index: number) => {
    const block = chain.blockByHash(chain.head().hash);
    if (block === undefined) throw new Error('no block');
    executed = 0;
    let seen: unknown;
    let logs = 0;
    await executor.replayBlock(block, {
      first: index,
      last: index,
      tracerFor(_index, _transaction, _state, before) {
        logs = before;
        return undefined;
      },
      onDone: (_index, _transaction, { result }) => {
        seen = result.returnData[31];
      },
    });
    return [seen, logs, executed];
  };
  return { again, chain, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() };
}

test('a transaction is run again as often as wanted, those before it once', async () => {
  await using made = await scene();
  const { again } = made;
  expect(await again(3)).toEqual([3, 1, 4]);
  expect(await again(3)).toEqual([3, 1, 1]);
  expect(await again(4)).toEqual([4, 1, 2]);
  expect(await again(4)).toEqual([4, 1, 1]);
});

test('one that comes before it is run from the beginning', async () => {
  await using made = await scene();
  const { again } = made;
  expect(await again(2)).toEqual([2, 1, 3]);
  expect(await again(1)).toEqual([1, 1, 2]);
  expect(await again(2)).toEqual([2, 1, 1]);
  expect(await again(0)).toEqual([undefined, 0, 1]);
});

test('a state that is no longer kept is refused, whatever has been read of it', async () => {
  await using made = await scene();
  const { again, chain } = made;
  const head = chain.head();
  const block = chain.blockByHash(head.hash);
  expect(await again(1)).toEqual([1, 1, 2]);
  chain.unwindTo(head.header.number - 2n);
  chain.blockByHash = () => block;
  await expect(again(1)).rejects.toThrow('not canonical');
});
