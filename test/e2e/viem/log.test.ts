import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { type Address, createPublicClient, http, recoverMessageAddress, zeroAddress } from 'viem';
import { artefact } from '../contracts/compile.ts';
import { type Clients, receiver, sender } from './clients.ts';
import { type KnownChain, knownChain } from './knownChain.ts';

setDefaultTimeout(60_000);

/** Logs and filters, signatures of the node, and both transports. */
let chain: KnownChain;
let clients: Clients;
let probe: Address;
const { abi } = artefact('Probe');

beforeAll(async () => {
  chain = await knownChain();
  ({ clients, probe } = chain);
});

afterAll(() => chain?.close());

describe('logs', () => {
  const noted = {
    type: 'event',
    ...abi.find((item) => item.type === 'event' && item.name === 'Noted'),
  } as never;

  test('by address, range, block hash, event and indexed values', async () => {
    const { reader } = clients;
    const all = await reader.getLogs({ address: probe, fromBlock: 'earliest', toBlock: 'latest' });
    expect(all.map((log) => log.blockNumber)).toEqual([2n, 3n, 4n]);
    const one = await reader.getLogs({
      address: [zeroAddress, probe],
      event: noted,
      args: { number: [2n, 9n] } as never,
      fromBlock: 0n,
    });
    expect(one).toHaveLength(1);
    expect((one[0] as unknown as { args: { text: string } }).args.text).toBe('two');
    const block = await reader.getBlock({ blockNumber: 3n });
    const byHash = await reader.getLogs({ blockHash: block.hash });
    expect(byHash).toHaveLength(1);
    expect(byHash[0]?.blockHash).toBe(block.hash);
    expect(
      await reader.getContractEvents({
        address: probe,
        abi,
        eventName: 'Noted',
        args: { who: receiver.address },
        fromBlock: 0n,
      }),
    ).toEqual([]);
  });

  test('filters: blocks, pending transactions and events', async () => {
    const { reader } = clients;
    const blocks = await reader.createBlockFilter();
    const pending = await reader.createPendingTransactionFilter();
    const events = await reader.createContractEventFilter({ address: probe, abi, eventName: 'Noted' });
    const everything = await reader.createEventFilter({ address: probe, fromBlock: 0n });
    const hash = await clients.wallet.writeContract({
      address: probe,
      abi,
      functionName: 'note',
      args: [4n, 'four'],
    });
    const { blockHash } = await reader.waitForTransactionReceipt({ hash });
    expect(await reader.getFilterChanges({ filter: blocks })).toEqual([blockHash]);
    expect(await reader.getFilterChanges({ filter: pending })).toEqual([hash]);
    const changes = await reader.getFilterChanges({ filter: events });
    expect(changes.map((log) => log.transactionHash)).toEqual([hash]);
    expect(await reader.getFilterChanges({ filter: events })).toEqual([]);
    expect(await reader.getFilterLogs({ filter: everything })).toHaveLength(4);
    expect(await reader.uninstallFilter({ filter: events })).toBe(true);
    expect(await reader.uninstallFilter({ filter: events })).toBe(false);
    await expect(reader.getFilterChanges({ filter: events })).rejects.toThrow(/filter not found/i);
  });
});

describe('signatures', () => {
  test('a message signed by the node recovers to its account', async () => {
    const signature = await clients.nodeWallet.signMessage({ message: 'by the node' });
    expect(await recoverMessageAddress({ message: 'by the node', signature })).toBe(sender.address);
    expect(
      await clients.reader.verifyMessage({ address: sender.address, message: 'by the node', signature }),
    ).toBe(true);
  });

  test('typed data signed by the node verifies', async () => {
    const typed = {
      domain: { name: 'Probe', version: '1', chainId: 31337, verifyingContract: probe },
      types: {
        Mail: [
          { name: 'to', type: 'address' },
          { name: 'words', type: 'string' },
        ],
      },
      primaryType: 'Mail',
      message: { to: receiver.address, words: 'hello' },
    } as const;
    const signature = await clients.nodeWallet.signTypedData(typed);
    expect(await clients.reader.verifyTypedData({ ...typed, address: sender.address, signature })).toBe(true);
    expect(signature).toBe(await sender.signTypedData(typed));
  });

  test('addresses the node has keys for', async () => {
    const addresses = await clients.nodeWallet.getAddresses();
    expect(addresses).toHaveLength(10);
    expect(addresses[0]).toBe(sender.address);
  });
});

describe('transports', () => {
  test('the same answers over WebSocket', async () => {
    const { reader, socket } = clients;
    expect(await socket.getBlock({ blockNumber: 2n })).toEqual(await reader.getBlock({ blockNumber: 2n }));
    expect(await socket.getTransactionCount({ address: sender.address })).toBe(
      await reader.getTransactionCount({ address: sender.address }),
    );
    await expect(socket.readContract({ address: probe, abi, functionName: 'complain' })).rejects.toThrow(
      'a plain reason',
    );
  });

  test('requests gathered into batches are answered each', async () => {
    const batched = createPublicClient({
      chain: clients.chain,
      transport: http(chain.node.url, { batch: { batchSize: 100, wait: 10 } }),
    });
    const numbers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => batched.getBlock({ blockNumber: BigInt(index % 4) })),
    );
    expect(numbers.map((block) => Number(block.number))).toEqual(
      Array.from({ length: 40 }, (_, index) => index % 4),
    );
  });
});
