import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { parseEther, parseGwei } from 'viem';
import { ask } from '../launch.ts';
import { launchForFile, receiver, sender } from './clients.ts';

setDefaultTimeout(60_000);

/** What the node refuses, and what it keeps waiting. */
const dev = launchForFile();

describe('refusals', () => {
  const attempt = (request: Parameters<typeof sender.signTransaction>[0]) =>
    sender
      .signTransaction(request)
      .then((serializedTransaction) => dev.clients.reader.sendRawTransaction({ serializedTransaction }))
      .then(
        () => 'accepted',
        (error: unknown) => (error as { details?: string }).details ?? String(error),
      );

  test('are worded as geth words them', async () => {
    await dev.clients.reader.waitForTransactionReceipt({
      hash: await dev.clients.wallet.sendTransaction({ to: receiver.address, value: 1n }),
    });
    const nonce = await dev.clients.reader.getTransactionCount({ address: sender.address });
    const base = {
      chainId: 31337,
      to: receiver.address,
      gas: 21_000n,
      maxFeePerGas: parseGwei('20'),
      maxPriorityFeePerGas: 1n,
      nonce,
    } as const;
    expect(await attempt({ ...base, nonce: 0 })).toContain('nonce too low');
    expect(await attempt({ ...base, value: parseEther('1000000') })).toContain(
      'insufficient funds for gas * price + value',
    );
    expect(await attempt({ ...base, gas: 20_999n })).toContain('intrinsic gas too low');
    expect(await attempt({ ...base, chainId: 1 })).toMatch(/chain id/i);
    expect(await attempt({ ...base, gas: 10n ** 12n })).toMatch(/gas limit/i);
    // viem refuses to sign this one, so the node is asked to.
    const tip = {
      from: sender.address,
      to: receiver.address,
      maxFeePerGas: '0x1',
      maxPriorityFeePerGas: '0x2',
    };
    expect((await ask(dev.node.url, 'eth_sendTransaction', tip)).error?.message).toBe(
      'maxFeePerGas (0x1) < maxPriorityFeePerGas (0x2)',
    );
    expect(
      await dev.clients.reader.getTransactionCount({ address: sender.address, blockTag: 'pending' }),
    ).toBe(nonce);
  });

  test('bytes that are no transaction', async () => {
    for (const bytes of ['0x', '0xdeadbeef', '0x02c0', `0x02${'ff'.repeat(100)}`, '0x7f01'] as const) {
      await expect(dev.clients.reader.sendRawTransaction({ serializedTransaction: bytes })).rejects.toThrow();
    }
  });
});

describe('the pool', () => {
  test('a gap in the nonces waits; a replacement needs ten percent more', async () => {
    const { wallet, reader, test: control } = dev.clients;
    await control.setAutomine(false);
    try {
      const nonce = await reader.getTransactionCount({ address: sender.address });
      const fees = { maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: parseGwei('1') };
      const ahead = await wallet.sendTransaction({
        to: receiver.address,
        nonce: nonce + 1,
        gas: 21_000n,
        ...fees,
      });
      expect(await control.getTxpoolStatus()).toEqual({ pending: 0, queued: 1 });
      const first = await wallet.sendTransaction({ to: receiver.address, nonce, gas: 21_000n, ...fees });
      expect(await control.getTxpoolStatus()).toEqual({ pending: 2, queued: 0 });
      expect(await reader.getTransactionCount({ address: sender.address, blockTag: 'pending' })).toBe(
        nonce + 2,
      );
      await expect(
        wallet.sendTransaction({
          to: receiver.address,
          nonce,
          gas: 21_000n,
          value: 1n,
          maxFeePerGas: fees.maxFeePerGas + 1n,
          maxPriorityFeePerGas: fees.maxPriorityFeePerGas + 1n,
        }),
      ).rejects.toThrow('replacement transaction underpriced');
      await expect(
        wallet.sendTransaction({ to: receiver.address, nonce, gas: 21_000n, ...fees }),
      ).rejects.toThrow('already known');
      const replacement = await wallet.sendTransaction({
        to: receiver.address,
        nonce,
        gas: 21_000n,
        maxFeePerGas: parseGwei('11'),
        maxPriorityFeePerGas: parseGwei('1.1'),
      });
      const content = await control.getTxpoolContent();
      const mine = Object.entries(content.pending).find(
        ([address]) => address.toLowerCase() === sender.address.toLowerCase(),
      );
      expect(mine?.[1][String(nonce) as never]?.hash).toBe(replacement);
      const pending = await reader.getTransaction({ hash: replacement });
      expect(pending.blockNumber).toBeNull();
      await control.mine({ blocks: 1 });
      expect((await reader.getTransactionReceipt({ hash: replacement })).status).toBe('success');
      expect((await reader.getTransactionReceipt({ hash: ahead })).transactionIndex).toBe(1);
      await expect(reader.getTransaction({ hash: first })).rejects.toThrow('could not be found');
    } finally {
      await control.setAutomine(true);
    }
  });

  test('waitForTransactionReceipt notices a replacement', async () => {
    const { wallet, reader, test: control } = dev.clients;
    await control.setAutomine(false);
    try {
      const nonce = await reader.getTransactionCount({ address: sender.address });
      const original = { to: receiver.address, value: 7n, nonce, gas: 21_000n } as const;
      const hash = await wallet.sendTransaction({
        ...original,
        maxFeePerGas: parseGwei('10'),
        maxPriorityFeePerGas: parseGwei('1'),
      });
      let reason = '';
      const waiting = reader.waitForTransactionReceipt({
        hash,
        onReplaced: (replaced) => (reason = replaced.reason),
      });
      await Bun.sleep(200);
      const cancel = await wallet.sendTransaction({
        to: sender.address,
        value: 0n,
        nonce,
        gas: 21_000n,
        maxFeePerGas: parseGwei('20'),
        maxPriorityFeePerGas: parseGwei('2'),
      });
      await control.mine({ blocks: 1 });
      expect((await waiting).transactionHash).toBe(cancel);
      expect(reason).toBe('cancelled');
    } finally {
      await control.setAutomine(true);
    }
  });

  test('many transactions at once from several accounts all find a block', async () => {
    const { wallet, reader } = dev.clients;
    const start = await reader.getTransactionCount({ address: sender.address });
    const hashes = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        wallet.sendTransaction({
          to: receiver.address,
          value: BigInt(index),
          nonce: start + index,
          gas: 21_000n,
        }),
      ),
    );
    const receipts = await Promise.all(hashes.map(dev.receiptOf));
    expect(receipts.every((receipt) => receipt.status === 'success')).toBe(true);
    expect(await reader.getTransactionCount({ address: sender.address })).toBe(start + 30);
  });
});
