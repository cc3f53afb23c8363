import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Address, Block, Hex, Log } from 'viem';
import { request, until } from '../launch.ts';
import { deploy, launchForFile, receiver } from './clients.ts';

setDefaultTimeout(60_000);

/** What clients hear while the chain moves, over polling and over subscriptions, reorganisations included. */
const dev = launchForFile();
let probe: Address;
let abi: Awaited<ReturnType<typeof deploy>>['abi'];

beforeAll(async () => {
  ({ address: probe, abi } = await deploy(dev.clients, 'Probe', [0n]));
});

async function note(number: bigint): Promise<Hex> {
  const hash = await dev.clients.wallet.writeContract({
    address: probe,
    abi,
    functionName: 'note',
    args: [number, 'n'],
  });
  await dev.clients.reader.waitForTransactionReceipt({ hash });
  return hash;
}

describe.each(['reader', 'socket'] as const)('over the %s', (transport) => {
  test('every block is seen once, in order', async () => {
    const client = dev.clients[transport];
    const start = await client.getBlockNumber();
    const seen: bigint[] = [];
    const stop = client.watchBlocks({
      emitMissed: true,
      onBlock: (block) => seen.push(block.number as bigint),
      onError: (error) => {
        throw error;
      },
    });
    await Bun.sleep(300);
    for (let i = 0; i < 5; i++) {
      await dev.clients.test.mine({ blocks: 1 });
      await Bun.sleep(60);
    }
    await until(() => seen.includes(start + 5n), 'the fifth block');
    stop();
    const expected = [1n, 2n, 3n, 4n, 5n].map((n) => start + n);
    expect(seen.filter((number) => number > start)).toEqual(expected);
  });

  test('block numbers', async () => {
    const client = dev.clients[transport];
    const seen: bigint[] = [];
    const stop = client.watchBlockNumber({ onBlockNumber: (number) => seen.push(number) });
    await Bun.sleep(200);
    await dev.clients.test.mine({ blocks: 1 });
    const head = await client.getBlockNumber();
    await until(() => seen.includes(head), 'the new block number');
    stop();
  });

  test('events, decoded, each once', async () => {
    const client = dev.clients[transport];
    const seen: Log[] = [];
    const stop = client.watchContractEvent({
      address: probe,
      abi,
      eventName: 'Noted',
      onLogs: (logs) => seen.push(...logs),
    });
    const stopEvents = client.watchEvent({ address: probe, onLogs: (logs) => raw.push(...logs) });
    const raw: Log[] = [];
    await Bun.sleep(300);
    const hashes = [await note(1n), await note(2n), await note(3n)];
    await until(() => seen.length >= 3 && raw.length >= 3, 'three events');
    stop();
    stopEvents();
    expect(seen.map((log) => log.transactionHash)).toEqual(hashes);
    expect(raw.map((log) => log.transactionHash)).toEqual(hashes);
    expect((seen[2] as unknown as { args: { number: bigint } }).args.number).toBe(3n);
    expect(seen.every((log) => log.removed === false)).toBe(true);
  });

  test('pending transactions', async () => {
    const client = dev.clients[transport];
    const seen: Hex[] = [];
    const stop = client.watchPendingTransactions({ onTransactions: (hashes) => seen.push(...hashes) });
    await Bun.sleep(300);
    const hash = await dev.clients.wallet.sendTransaction({ to: receiver.address, value: 1n });
    await until(() => seen.includes(hash), 'the pending transaction');
    stop();
    expect(seen.filter((other) => other === hash)).toHaveLength(1);
  });

  test('a receipt is waited for until its block comes', async () => {
    const client = dev.clients[transport];
    await dev.clients.test.setAutomine(false);
    try {
      const hash = await dev.clients.wallet.sendTransaction({ to: receiver.address, value: 1n });
      const waiting = client.waitForTransactionReceipt({ hash, confirmations: 2, pollingInterval: 50 });
      await dev.clients.test.mine({ blocks: 1 });
      await Bun.sleep(120);
      await dev.clients.test.mine({ blocks: 1 });
      expect((await waiting).status).toBe('success');
    } finally {
      await dev.clients.test.setAutomine(true);
    }
  });
});

describe('subscriptions', () => {
  test('newHeads carries the header, and nothing comes after unsubscribing', async () => {
    const heads: { number: bigint | null; hash: Hex | null }[] = [];
    const { unsubscribe } = await dev.clients.socket.transport.subscribe({
      params: ['newHeads'],
      onData: (data) => heads.push(data.result as never),
      onError: () => undefined,
    });
    await dev.clients.test.mine({ blocks: 1 });
    await until(() => heads.length === 1, 'a head');
    const block = (await dev.clients.reader.getBlock()) as Block;
    expect(heads[0]?.hash).toBe(block.hash);
    await unsubscribe();
    await dev.clients.test.mine({ blocks: 1 });
    await Bun.sleep(200);
    expect(heads).toHaveLength(1);
  });

  test('pending transactions with full bodies', async () => {
    const bodies: { hash: Hex; from: Address }[] = [];
    const { unsubscribe } = await dev.clients.socket.transport.subscribe({
      params: ['newPendingTransactions', true] as never,
      onData: (data) => bodies.push(data.result as never),
      onError: () => undefined,
    });
    const hash = await dev.clients.wallet.sendTransaction({ to: receiver.address, value: 1n });
    await until(() => bodies.length > 0, 'a body');
    expect(bodies[0]?.hash).toBe(hash);
    await unsubscribe();
  });

  test('a reorganisation announces the logs it removes, then those it adds', async () => {
    const logs: { removed: boolean; transactionHash: Hex; blockHash: Hex }[] = [];
    const { unsubscribe } = await dev.clients.socket.transport.subscribe({
      params: ['logs', { address: probe }],
      onData: (data) => logs.push(data.result as never),
      onError: () => undefined,
    });
    const hash = await note(9n);
    await until(() => logs.length === 1, 'the log');
    const before = logs[0];
    await request(dev.node.url, 'anvil_reorg', 1, []);
    await until(() => logs.some((log) => log.removed), 'the removed log');
    const removed = logs.find((log) => log.removed);
    expect(removed?.transactionHash).toBe(hash);
    expect(removed?.blockHash).toBe(before?.blockHash as Hex);
    // Every log added has its transaction in the canonical block it names.
    for (const log of logs.slice(2).filter((each) => !each.removed)) {
      const block = await dev.clients.reader.getBlock({ blockHash: log.blockHash });
      expect(block.transactions).toContain(log.transactionHash);
    }
    await unsubscribe();
  });

  test('a rollback: polled filters report the removed logs as well', async () => {
    const filter = await dev.clients.reader.createEventFilter({ address: probe });
    const hash = await note(12n);
    expect((await dev.clients.reader.getFilterChanges({ filter })).map((log) => log.removed)).toEqual([
      false,
    ]);
    await request(dev.node.url, 'anvil_rollback', 1);
    const [removed] = await dev.clients.reader.getFilterChanges({ filter });
    expect(removed?.transactionHash).toBe(hash);
    expect(removed?.removed).toBe(true);
  });
});
