import { beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Address, encodeFunctionData, type Hex } from 'viem';
import { request, until } from '../launch.ts';
import { deploy, launchForFile } from '../viem/clients.ts';
import { startIndexer } from './indexer.ts';

setDefaultTimeout(120_000);

/** An indexer sees each log of the canonical chain once: through its backfill, while blocks come, and across reorgs. */
const dev = launchForFile();
let probe: Address;
let abi: Awaited<ReturnType<typeof deploy>>['abi'];

beforeAll(async () => {
  ({ address: probe, abi } = await deploy(dev.clients, 'Probe', [0n]));
  for (let i = 0; i < 40; i++) await emit(BigInt(i % 4));
});

/** One transaction that emits `times` logs and one without topics, in a block of its own. */
async function emit(times: bigint): Promise<void> {
  const hash = await dev.clients.wallet.writeContract({
    address: probe,
    abi,
    functionName: 'word',
    args: ['w', times],
  });
  await dev.clients.reader.waitForTransactionReceipt({ hash });
}

/** Every log of the canonical chain, from the receipts. */
async function truth(): Promise<string[]> {
  const head = await dev.clients.reader.getBlockNumber();
  const found: string[] = [];
  for (let number = 0n; number <= head; number++) {
    const receipts = await request<{ logs: { blockHash: Hex; logIndex: Hex; transactionHash: Hex }[] }[]>(
      dev.node.url,
      'eth_getBlockReceipts',
      `0x${number.toString(16)}`,
    );
    for (const { logs } of receipts)
      found.push(...logs.map((log) => `${log.blockHash} ${Number(log.logIndex)} ${log.transactionHash}`));
  }
  return found;
}

test('none missed, none twice: backfill, new blocks, reorganisations', async () => {
  // Blocks keep coming while the indexer is still filling in.
  const indexing = startIndexer(dev.node.webSocketUrl, 7n);
  for (let i = 0; i < 5; i++) await emit(2n);
  const indexer = await indexing;
  const held = async () => {
    await until(async () => {
      await indexer.settled();
      return indexer.blocks().at(-1)?.hash === (await dev.clients.reader.getBlock()).hash;
    }, 'the head');
    return indexer
      .blocks()
      .flatMap(({ logs }) =>
        logs.map((log) => `${log.blockHash} ${Number(log.logIndex)} ${log.transactionHash}`),
      );
  };
  expect(await held()).toEqual(await truth());
  for (let i = 0; i < 5; i++) await emit(1n);
  expect(await held()).toEqual(await truth());

  await request(dev.node.url, 'anvil_reorg', 4, []);
  await emit(3n);
  expect(await held()).toEqual(await truth());

  // Other transactions in the new blocks than in the old ones.
  const data = encodeFunctionData({ abi, functionName: 'word', args: ['other', 5n] });
  await request(dev.node.url, 'anvil_reorg', 6, [
    [{ from: dev.clients.wallet.account.address, to: probe, data, gas: '0x100000' }, 2],
  ]);
  expect(await held()).toEqual(await truth());

  await request(dev.node.url, 'anvil_rollback', 3);
  for (let i = 0; i < 4; i++) await emit(1n);
  expect(await held()).toEqual(await truth());
  await indexer.close();
});

test('a log subscription alone tells the same story: what is removed was added before', async () => {
  const present = new Map<string, number>();
  const { unsubscribe } = await dev.clients.socket.transport.subscribe({
    params: ['logs', {}],
    onData: ({ result }) => {
      const log = result as unknown as { blockHash: Hex; logIndex: Hex; removed: boolean };
      const key = `${log.blockHash} ${Number(log.logIndex)}`;
      present.set(key, (present.get(key) ?? 0) + (log.removed ? -1 : 1));
    },
    onError: () => undefined,
  });
  const start = await dev.clients.reader.getBlockNumber();
  for (let i = 0; i < 6; i++) await emit(2n);
  await request(dev.node.url, 'anvil_reorg', 3, []);
  await emit(1n);
  const canonical = (await truth()).map((line) => line.split(' ').slice(0, 2).join(' '));
  const head = await dev.clients.reader.getBlock();
  const later: string[] = [];
  for (let number = start + 1n; number <= head.number; number++) {
    const { hash } = await dev.clients.reader.getBlock({ blockNumber: number });
    later.push(...canonical.filter((key) => key.startsWith(hash)));
  }
  const kept = () => [...present].filter(([, times]) => times !== 0).map(([key]) => key);
  await until(() => kept().length === later.length, 'the last log');
  expect(kept().toSorted()).toEqual(later.toSorted());
  expect([...present.values()].every((times) => times === 0 || times === 1)).toBe(true);
  await unsubscribe();
});
