import { describe, expect, test } from 'bun:test';
import { decodeBlock, encodeBlock } from '../../../../chain/block/blockCodec.ts';
import { signNative } from '../../../../chain/transaction/native/sign.ts';
import { systemTransaction } from '../../../../chain/transaction/native/system.ts';
import type { Transaction } from '../../../../chain/transaction/transaction.ts';
import { toKey } from '../../../../storage/encoding/bytes.ts';
import {
  everyKind,
  moduleAddress,
  NATIVE_KEY,
  NATIVE_SENDER,
  signWanted,
} from '../../../support/nativeTraffic.ts';
import {
  mine,
  nextAttributes,
  openTestChain,
  sourceOf,
  testGenesis,
  transaction,
} from '../../support/chain.ts';
import { openDevNode } from '../../support/devNode.ts';

const funding = (nonce = 0) => transaction(0, nonce, { to: NATIVE_SENDER, value: 10n ** 20n });
const plain = () => {
  const genesis = testGenesis('osaka');
  return { ...genesis, config: { ...genesis.config, nativeTransactions: undefined } };
};

describe('blocks', () => {
  test('with every kind are executed again by another node from their bytes, to the same roots', async () => {
    await using maker = await openTestChain(testGenesis('osaka'));
    await using other = await openTestChain(testGenesis('osaka'));
    const natives = everyKind(new Uint8Array(20).fill(0xaa)).map((wanted, nonce) =>
      signWanted(wanted, BigInt(nonce)),
    );
    const built = [
      await mine(maker.chain, [funding()]),
      await mine(maker.chain, [...natives, transaction(1, 0)]),
    ];
    expect(built[1]?.receipts.map(({ type }) => type)).toEqual([...Array(9).fill(0x58), 0]);
    const copies = built.map(({ block }) => decodeBlock(encodeBlock(block)));
    expect(copies.map(({ transactions }) => transactions)).toEqual(
      built.map(({ block }) => [...block.transactions]),
    );
    expect(await other.chain.importBlocks(copies)).toBe(2);
    expect(other.chain.head().hash).toEqual(maker.chain.head().hash);
    for (const { hash, nonce } of natives) {
      expect(other.chain.transaction(hash)?.transaction.sender).toEqual(NATIVE_SENDER);
      expect(other.chain.transactionBySenderAndNonce(NATIVE_SENDER, nonce)?.transaction.hash).toEqual(hash);
    }
  });

  test('a transaction that was changed under its hash does not decode', async () => {
    await using maker = await openTestChain(testGenesis('osaka'));
    await mine(maker.chain, [funding()]);
    const { block } = await mine(maker.chain, [
      signWanted({ kind: 'normal', to: NATIVE_SENDER, value: 5n }, 0n),
    ]);
    const bytes = encodeBlock(block);
    const at = Buffer.from(bytes).indexOf(Buffer.from(block.transactions[0]?.raw.slice(-64) ?? []));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(() => decodeBlock(bytes)).toThrow(expect.objectContaining({ code: 'signature' }));
  });

  test('on a chain that is none of XAI’s they are no valid blocks', async () => {
    await using maker = await openTestChain(testGenesis('osaka'));
    await using other = await openTestChain(plain());
    const funded = await mine(maker.chain, [funding()]);
    const native = await mine(maker.chain, [signWanted({ kind: 'normal', to: NATIVE_SENDER }, 0n)]);
    expect(other.chain.head().hash).toEqual(funded.block.header.parentHash);
    await other.chain.importBlock(funded.block);
    await expect(other.chain.importBlock(native.block)).rejects.toMatchObject({ code: 'transaction' });
  });

  test('nor before London, whose fees they have', async () => {
    await using opened = await openTestChain(testGenesis('berlin'));
    await mine(opened.chain, [funding()]);
    const refused: unknown[] = [];
    const { chain } = opened;
    const built = await chain.build(
      nextAttributes(chain),
      sourceOf([signWanted({ kind: 'normal', to: NATIVE_SENDER }, 0n)], refused),
    );
    expect(built.block.transactions).toEqual([]);
    expect(refused).toEqual([expect.objectContaining({ code: 'tx-type-not-supported' })]);
  });

  test('of another chain id are not valid either', async () => {
    await using maker = await openTestChain({
      ...testGenesis('osaka'),
      config: { ...testGenesis('osaka').config, chainId: 22593n },
    });
    await using other = await openTestChain(testGenesis('osaka'));
    const funded = await mine(maker.chain, [funding()]);
    const native = await mine(maker.chain, [signWanted({ kind: 'normal', to: NATIVE_SENDER }, 0n, 22593n)]);
    await other.chain.importBlock(funded.block);
    await expect(other.chain.importBlock(native.block)).rejects.toMatchObject({ code: 'signature' });
  });
});

describe('the pool', () => {
  const code = async (access: { submitRaw(raw: Uint8Array): Promise<Transaction> }, tx: Transaction) => {
    try {
      await access.submitRaw(tx.raw);
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };

  test('takes native transactions in order of nonce, and gives them back after a reorganisation', async () => {
    await using node = await openDevNode();
    await node.access.submitRaw(funding().raw);
    const [first, second] = [0n, 1n].map((nonce) =>
      signWanted({ kind: 'normal', to: new Uint8Array(20).fill(7), value: 1n }, nonce),
    ) as [Transaction, Transaction];
    await node.access.submitRaw(second.raw);
    expect(node.access.queued().get(toKey(NATIVE_SENDER))).toEqual([second]);
    await node.access.submitRaw(first.raw);
    expect(node.access.status()).toEqual({ pending: 0, queued: 0 });
    const mined = node.chain.transaction(second.hash);
    expect(mined).toBeDefined();
    await node.chain.lock.run(async () => node.chain.unwindTo(1n));
    expect(
      node.access
        .pending()
        .get(toKey(NATIVE_SENDER))
        ?.map(({ hash }) => hash),
    ).toEqual([first.hash, second.hash]);
  });

  test('refuses the system transaction, and any native one on a chain without them', async () => {
    await using node = await openDevNode();
    expect(await code(node.access, systemTransaction(31337n, 1n, moduleAddress(1)))).toBe(
      'type-not-supported',
    );
    const { config } = node.chain;
    Object.assign(config, { nativeTransactions: undefined });
    const sent = signNative(NATIVE_KEY, {
      kind: 'normal',
      chainId: 31337n,
      nonce: 0n,
      maxPriorityFeePerGas: 1n,
      maxFeePerGas: 2_000_000_000n,
      gasLimit: 21_000n,
      to: NATIVE_SENDER,
      value: 0n,
      data: new Uint8Array(0),
    });
    expect(await code(node.access, sent)).toBe('type-not-supported');
  });
});
