import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createMPT, verifyMerkleProof } from '@ethereumjs/mpt';
import { decodeBlock } from '../../../../chain/block/blockCodec.ts';
import { decodeTransaction } from '../../../../chain/transaction/decode.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../../storage/encoding/keccak.ts';
import {
  NATIVE_SENDER,
  type NativeBlocks,
  nativeBlocks,
  signWanted,
} from '../../../support/nativeTraffic.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

let dev: DevNode;
let made: NativeBlocks;
let tag: string;
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
let block: any;

beforeAll(async () => {
  dev = await openDevNode();
  made = await nativeBlocks(dev.call);
  tag = `0x${made.number.toString(16)}`;
  block = await dev.call('eth_getBlockByNumber', tag, true);
});

afterAll(() => dev.close());

describe('one view of a block of both origins', () => {
  test('the block by number and hash, whole and as hashes', async () => {
    expect(block.transactions.map(({ hash }: { hash: string }) => hash)).toEqual(made.hashes);
    expect(await dev.call('eth_getBlockByHash', block.hash, true)).toEqual(block);
    const hashes = await dev.call('eth_getBlockByNumber', tag, false);
    expect(hashes.transactions).toEqual(made.hashes);
    expect(await dev.call('eth_getBlockTransactionCountByNumber', tag)).toBe(
      `0x${made.hashes.length.toString(16)}`,
    );
  });

  test('native transactions appear as legacy ones without a signature, with every field of their own', () => {
    for (const shown of block.transactions) {
      const native = made.native.get(shown.hash);
      if (native === undefined) {
        expect(shown.type).toBe('0x2');
        continue;
      }
      expect(shown).toEqual({
        blockHash: block.hash,
        blockNumber: tag,
        blockTimestamp: block.timestamp,
        from: toHex(NATIVE_SENDER),
        gas: '0x1e8480',
        gasPrice: `0x${(BigInt(block.baseFeePerGas) + 1_000_000_000n).toString(16)}`,
        hash: toHex(native.hash),
        input: toHex(native.data),
        nonce: `0x${native.nonce.toString(16)}`,
        to: native.to === undefined ? null : toHex(native.to),
        transactionIndex: `0x${made.hashes.indexOf(shown.hash).toString(16)}`,
        value: `0x${native.value.toString(16)}`,
        type: '0x0',
        chainId: '0x7a69',
        v: '0x0',
        r: '0x0',
        s: '0x0',
      });
    }
  });

  test('by hash, by place, by sender and nonce', async () => {
    for (const [index, shown] of block.transactions.entries()) {
      const at = `0x${index.toString(16)}`;
      expect(await dev.call('eth_getTransactionByHash', shown.hash)).toEqual(shown);
      expect(await dev.call('eth_getTransactionByBlockNumberAndIndex', tag, at)).toEqual(shown);
      expect(await dev.call('eth_getTransactionByBlockHashAndIndex', block.hash, at)).toEqual(shown);
      expect(await dev.call('eth_getTransactionBySenderAndNonce', shown.from, shown.nonce)).toEqual(shown);
    }
  });

  test('receipts agree with the transactions, alone and by block', async () => {
    const receipts = await dev.call('eth_getBlockReceipts', tag);
    expect(await dev.call('alchemy_getTransactionReceipts', { blockHash: block.hash })).toEqual({ receipts });
    for (const [index, shown] of block.transactions.entries()) {
      const receipt = receipts[index];
      expect(await dev.call('eth_getTransactionReceipt', shown.hash)).toEqual(receipt);
      expect(receipt).toMatchObject({
        transactionHash: shown.hash,
        transactionIndex: shown.transactionIndex,
        blockHash: block.hash,
        from: shown.from,
        to: shown.to,
        type: shown.type,
        effectiveGasPrice: shown.gasPrice,
      });
    }
    const cumulative = receipts.map(({ cumulativeGasUsed }: { cumulativeGasUsed: string }) =>
      BigInt(cumulativeGasUsed),
    );
    expect(cumulative.at(-1)).toBe(BigInt(block.gasUsed));
  });

  test('logs by range, by block and in receipts are the same', async () => {
    const receipts = await dev.call('eth_getBlockReceipts', tag);
    const inReceipts = receipts.flatMap(({ logs }: { logs: object[] }) => logs);
    const logs = await dev.call('eth_getLogs', { fromBlock: tag, toBlock: tag });
    expect(logs).toEqual(inReceipts);
    expect(
      await dev.call('eth_getLogs', { blockHash: block.hash, address: toHex(made.logger) }),
    ).toHaveLength(3);
    const native = made.hashes.filter((hash) => made.native.has(hash));
    expect(
      logs.some(({ transactionHash }: { transactionHash: string }) => native.includes(transactionHash)),
    ).toBe(true);
  });

  test('traces name the same sender, recipient and hash', async () => {
    const traced = await dev.call('debug_traceBlockByNumber', tag, { tracer: 'callTracer' });
    expect(traced.map(({ txHash }: { txHash: string }) => txHash)).toEqual(made.hashes);
    for (const [index, shown] of block.transactions.entries()) {
      const frame = traced[index].result;
      expect(frame).toMatchObject({ from: shown.from, input: shown.input, gas: shown.gas });
      if (shown.to !== null) expect(frame.to).toBe(shown.to);
      expect(await dev.call('debug_traceTransaction', shown.hash, { tracer: 'callTracer' })).toEqual(frame);
      const [first] = await dev.call('trace_transaction', shown.hash);
      expect(first).toMatchObject({ transactionHash: shown.hash, transactionPosition: index });
      expect(first.action.from).toBe(shown.from);
    }
  });

  test('raw forms are the envelopes, and the block carries them', async () => {
    const raws: Uint8Array[] = [];
    for (const [index, hash] of made.hashes.entries()) {
      const raw = await dev.call('eth_getRawTransactionByHash', hash);
      expect(await dev.call('debug_getRawTransaction', hash)).toBe(raw);
      expect(
        await dev.call('eth_getRawTransactionByBlockNumberAndIndex', tag, `0x${index.toString(16)}`),
      ).toBe(raw);
      expect(toHex(keccak256(fromHex(raw)))).toBe(hash as `0x${string}`);
      expect(raw.startsWith('0x58')).toBe(made.native.has(hash));
      raws.push(fromHex(raw));
    }
    const rawBlock = decodeBlock(fromHex(await dev.call('debug_getRawBlock', tag)));
    expect(toHex(rawBlock.hash)).toBe(block.hash);
    expect(rawBlock.transactions.map(({ raw }) => raw)).toEqual(raws);
  });

  test('the receipts root is that of the typed receipts, the transactions root that of the envelopes', async () => {
    const receipts = (await dev.call('debug_getRawReceipts', tag)).map(fromHex) as Uint8Array[];
    for (const [index, hash] of made.hashes.entries())
      expect(receipts[index]?.[0]).toBe(made.native.has(hash) ? 0x58 : 2);
    const raws = await Promise.all(made.hashes.map((hash) => dev.call('eth_getRawTransactionByHash', hash)));
    expect(await rootOf(receipts)).toBe(block.receiptsRoot);
    expect(await rootOf(raws.map(fromHex))).toBe(block.transactionsRoot);
  });

  test('proofs of the native account verify against the header', async () => {
    const { accountProof, nonce } = await dev.call('eth_getProof', toHex(NATIVE_SENDER), [], tag);
    const proof = accountProof.map(fromHex);
    const record = await verifyMerkleProof(keccak256(NATIVE_SENDER), proof);
    expect(record).not.toBeNull();
    expect(toHex(keccak256(proof[0]))).toBe(block.stateRoot);
    expect(nonce).toBe('0xa');
  });

  test('the native views give the same facts under the same hashes', async () => {
    const native = await dev.call('xai_getBlock', tag, true);
    expect(native).toMatchObject({ hash: block.hash, number: String(made.number), transaction_count: 20 });
    expect((await dev.call('xai_getBlock', block.hash, false)).transactions).toEqual(made.hashes);
    const calls = [
      ...['contract_deploy', 'contract_call', 'module_call', 'governance', 'governance_vote'],
      ...['stake', 'unstake', 'treasury_allocation'],
    ];
    expect(native.transactions.map(({ tx_type }: { tx_type: string }) => tx_type)).toEqual([
      'contract_call',
      ...['normal', ...calls],
      ...['transfer', ...calls],
      'transfer',
    ]);
    for (const [index, shown] of block.transactions.entries()) {
      const view = native.transactions[index];
      expect(await dev.call('xai_getTransaction', shown.hash)).toEqual(view);
      expect(view).toMatchObject({
        txid: shown.hash,
        origin: made.native.has(shown.hash) ? 'native' : 'ethereum',
        amount: BigInt(shown.value).toString(),
        nonce: BigInt(shown.nonce).toString(),
        block_hash: block.hash,
        transaction_index: index,
      });
      expect((await dev.call('xai_toEvmAddress', view.sender)).toLowerCase()).toBe(shown.from);
      const receipt = await dev.call('eth_getTransactionReceipt', shown.hash);
      expect(await dev.call('xai_getReceipt', shown.hash)).toMatchObject({
        txid: shown.hash,
        tx_type: view.tx_type,
        status: receipt.status === '0x1' ? 'success' : 'failed',
        gas_used: BigInt(receipt.gasUsed).toString(),
        fee: (BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice)).toString(),
        block_hash: block.hash,
      });
    }
  });
});

test('a waiting native transaction looks alike in the pool, as pending and in subscriptions', async () => {
  await dev.call('evm_setAutomine', false);
  const waiting = signWanted({ kind: 'normal', to: NATIVE_SENDER, value: 1n }, 10n);
  const hash = await dev.call('eth_sendRawTransaction', toHex(waiting.raw));
  const shown = await dev.call('eth_getTransactionByHash', hash);
  expect(shown).toMatchObject({
    type: '0x0',
    blockHash: null,
    gasPrice: '0x12a05f200',
    v: '0x0',
    r: '0x0',
    s: '0x0',
  });
  expect(await dev.call('eth_pendingTransactions')).toEqual([shown]);
  const content = await dev.call('txpool_contentFrom', shown.from);
  expect(Object.values(content.pending)).toEqual([shown]);
  const pending = await dev.call('eth_getBlockByNumber', 'pending', true);
  expect(pending.transactions).toEqual([shown]);
  expect((await dev.call('xai_getBlock', 'pending', true)).transactions).toEqual([
    await dev.call('xai_getTransaction', hash),
  ]);
  await dev.call('evm_mine');
  await dev.call('evm_setAutomine', true);
  expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  expect(decodeTransaction(fromHex(await dev.call('eth_getRawTransactionByHash', hash))).hash).toEqual(
    waiting.hash,
  );
});

async function rootOf(values: readonly Uint8Array[]): Promise<string> {
  const { RLP } = await import('@ethereumjs/rlp');
  const trie = await createMPT();
  for (const [index, value] of values.entries()) await trie.put(RLP.encode(index), value);
  return toHex(trie.root());
}
