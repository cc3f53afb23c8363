import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { type Address, keccak256, pad, parseEther } from 'viem';
import { type Clients, receiver, sender } from './clients.ts';
import { type KnownChain, knownChain } from './knownChain.ts';

setDefaultTimeout(60_000);

/** viem's public actions on a chain with four blocks of known content. */
let chain: KnownChain;
let clients: Clients;
let probe: Address;

beforeAll(async () => {
  chain = await knownChain();
  ({ clients, probe } = chain);
});

afterAll(() => chain?.close());

describe('chain', () => {
  test('chain id, block number and gas price', async () => {
    const { reader } = clients;
    expect(await reader.getChainId()).toBe(31337);
    expect(await reader.getBlockNumber()).toBe(4n);
    expect(await reader.getGasPrice()).toBeGreaterThan(0n);
    expect(await reader.getBlobBaseFee()).toBeGreaterThan(0n);
    expect(await reader.estimateMaxPriorityFeePerGas()).toBeGreaterThanOrEqual(0n);
  });

  test('a block by number, hash and tag, with and without its transactions', async () => {
    const { reader } = clients;
    const latest = await reader.getBlock();
    expect(latest.number).toBe(4n);
    const byHash = await reader.getBlock({ blockHash: latest.hash, includeTransactions: true });
    expect(byHash.hash).toBe(latest.hash);
    expect(byHash.transactions).toHaveLength(1);
    expect(byHash.transactions[0]?.from).toBe(sender.address.toLowerCase() as Address);
    expect(byHash.transactions[0]?.blockHash).toBe(latest.hash);
    const parent = await reader.getBlock({ blockNumber: 3n });
    expect(latest.parentHash).toBe(parent.hash);
    expect(latest.timestamp).toBeGreaterThanOrEqual(parent.timestamp);
    const genesis = await reader.getBlock({ blockTag: 'earliest' });
    expect(genesis.number).toBe(0n);
    const pending = await reader.getBlock({ blockTag: 'pending' });
    expect(pending.number === null ? 0n : BigInt(pending.number)).toBe(5n);
    expect(await reader.getBlockTransactionCount({ blockNumber: 2n })).toBe(1);
    expect(await reader.getBlockTransactionCount({ blockHash: latest.hash })).toBe(1);
    await expect(reader.getBlock({ blockNumber: 999n })).rejects.toThrow('could not be found');
  });

  test('fee history and the estimate made from it', async () => {
    const { reader } = clients;
    const history = await reader.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
    expect(history.oldestBlock).toBe(1n);
    expect(history.baseFeePerGas).toHaveLength(5);
    expect(history.gasUsedRatio).toHaveLength(4);
    expect(history.reward).toHaveLength(4);
    expect(history.reward?.[0]).toHaveLength(2);
    const block = await reader.getBlock({ blockNumber: 1n });
    expect(history.baseFeePerGas[0]).toBe(block.baseFeePerGas as bigint);
    const fees = await reader.estimateFeesPerGas();
    expect(fees.maxFeePerGas).toBeGreaterThan(fees.maxPriorityFeePerGas);
  });
});

describe('transactions', () => {
  test('one by hash, by block and index, with its receipt and confirmations', async () => {
    const { reader } = clients;
    const block = await reader.getBlock({ blockNumber: 2n });
    const hash = block.transactions[0];
    if (!hash) throw new Error('block 2 is empty');
    const transaction = await reader.getTransaction({ hash });
    expect(transaction.blockNumber).toBe(2n);
    expect(transaction.type).toBe('eip1559');
    expect(transaction.chainId).toBe(31337);
    expect(await reader.getTransaction({ blockHash: block.hash, index: 0 })).toEqual(transaction);
    expect(await reader.getTransaction({ blockNumber: 2n, index: 0 })).toEqual(transaction);
    const receipt = await reader.getTransactionReceipt({ hash });
    expect(receipt.status).toBe('success');
    expect(receipt.cumulativeGasUsed).toBe(receipt.gasUsed);
    expect(receipt.effectiveGasPrice).toBe(transaction.gasPrice as bigint);
    expect(receipt.logs[0]?.transactionHash).toBe(hash);
    expect(receipt.to).toBe(probe);
    expect(await reader.getTransactionConfirmations({ hash })).toBe(3n);
    const raw = await reader.request({ method: 'eth_getRawTransactionByHash', params: [hash] } as never);
    expect(keccak256(raw as `0x${string}`)).toBe(hash);
    await expect(reader.getTransaction({ hash: pad('0x1') })).rejects.toThrow('could not be found');
    await expect(reader.getTransactionReceipt({ hash: pad('0x1') })).rejects.toThrow('could not be found');
  });

  test('all receipts of a block', async () => {
    const { reader } = clients;
    const receipts = (await reader.request({
      method: 'eth_getBlockReceipts',
      params: ['0x2'],
    } as never)) as unknown as { blockNumber: string; logs: unknown[] }[];
    expect(receipts).toHaveLength(1);
    expect(receipts[0]?.blockNumber).toBe('0x2');
    expect(receipts[0]?.logs).toHaveLength(1);
  });

  test('the sender count at every block', async () => {
    const { reader } = clients;
    for (const blockNumber of [0n, 1n, 2n, 3n, 4n]) {
      expect(await reader.getTransactionCount({ address: sender.address, blockNumber })).toBe(
        Number(blockNumber),
      );
    }
    expect(await reader.getTransactionCount({ address: sender.address, blockTag: 'pending' })).toBe(4);
  });
});

describe('state', () => {
  test('balance, code and storage, now and then', async () => {
    const { reader } = clients;
    expect(await reader.getBalance({ address: probe })).toBe(5n);
    expect(await reader.getBalance({ address: probe, blockNumber: 0n })).toBe(0n);
    expect(await reader.getBalance({ address: receiver.address })).toBe(parseEther('10000'));
    expect((await reader.getCode({ address: probe }))?.length).toBeGreaterThan(100);
    expect(await reader.getCode({ address: probe, blockNumber: 0n })).toBeUndefined();
    expect(await reader.getStorageAt({ address: probe, slot: '0x0' })).toBe(pad('0xd'));
    expect(await reader.getStorageAt({ address: probe, slot: '0x0', blockNumber: 2n })).toBe(pad('0x8'));
  });

  test('a proof that hashes up to the state root of its block, at the head and before it', async () => {
    const { reader } = clients;
    for (const blockNumber of [4n, 2n]) {
      const block = await reader.getBlock({ blockNumber });
      const proof = await reader.getProof({ address: probe, storageKeys: [pad('0x0')], blockNumber });
      expect(keccak256(proof.accountProof[0] as `0x${string}`)).toBe(block.stateRoot);
      expect(keccak256(proof.storageProof[0]?.proof[0] as `0x${string}`)).toBe(proof.storageHash);
      expect(proof.storageProof[0]?.value).toBe(blockNumber === 4n ? 13n : 8n);
      expect(proof.balance).toBe(5n);
      expect(proof.nonce).toBe(1);
    }
  });
});
