import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import {
  type Address,
  concat,
  encodeFunctionData,
  type Hex,
  type Kzg,
  keccak256,
  parseGwei,
  zeroAddress,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { isOther } from '../launch.ts';
import { deploy, launchForFile, receiver, sender } from './clients.ts';

setDefaultTimeout(60_000);

/** Every kind of transaction through viem's wallet client, and what the chain says of it afterwards. */
const dev = launchForFile();

describe('transaction types', () => {
  test('legacy, with and without replay protection in the signature', async () => {
    const { wallet, reader } = dev.clients;
    const receipt = await dev.receiptOf(
      await wallet.sendTransaction({
        to: receiver.address,
        value: 1n,
        type: 'legacy',
        gasPrice: parseGwei('3'),
      }),
    );
    expect(receipt.type).toBe('legacy');
    expect(receipt.effectiveGasPrice).toBe(parseGwei('3'));
    const raw = await sender.signTransaction({
      type: 'legacy',
      to: receiver.address,
      gas: 21_000n,
      gasPrice: parseGwei('3'),
      nonce: await reader.getTransactionCount({ address: sender.address }),
    });
    const unprotected = await dev.receiptOf(await reader.sendRawTransaction({ serializedTransaction: raw }));
    const transaction = await reader.getTransaction({ hash: unprotected.transactionHash });
    expect(transaction.type).toBe('legacy');
    expect(transaction.chainId).toBeUndefined();
    expect([27n, 28n]).toContain(transaction.v);
  });

  test('with an access list', async () => {
    const { wallet, reader } = dev.clients;
    const accessList = [{ address: receiver.address, storageKeys: [keccak256('0x01')] }] as const;
    const receipt = await dev.receiptOf(
      await wallet.sendTransaction({
        to: receiver.address,
        value: 2n,
        type: 'eip2930',
        accessList,
        gasPrice: parseGwei('3'),
      }),
    );
    expect(receipt.type).toBe('eip2930');
    expect(receipt.gasUsed).toBe(21_000n + 2_400n + 1_900n);
    const transaction = await reader.getTransaction({ hash: receipt.transactionHash });
    expect(transaction.accessList).toEqual([
      { address: receiver.address.toLowerCase() as Address, storageKeys: [keccak256('0x01')] },
    ]);
  });

  test('dynamic fees: what is paid is base fee plus tip', async () => {
    const { wallet, reader } = dev.clients;
    const before = await reader.getBalance({ address: sender.address });
    const receipt = await dev.receiptOf(
      await wallet.sendTransaction({
        to: receiver.address,
        value: 3n,
        maxFeePerGas: parseGwei('10'),
        maxPriorityFeePerGas: parseGwei('2'),
      }),
    );
    const block = await reader.getBlock({ blockNumber: receipt.blockNumber });
    expect(receipt.effectiveGasPrice).toBe((block.baseFeePerGas ?? 0n) + parseGwei('2'));
    const after = await reader.getBalance({ address: sender.address });
    expect(before - after).toBe(3n + receipt.gasUsed * receipt.effectiveGasPrice);
  });

  test('blobs', async () => {
    const { wallet, reader } = dev.clients;
    const blobs = [new Uint8Array(131_072)];
    const hash = await wallet.sendTransaction({
      to: receiver.address,
      blobs,
      kzg: zeroBlobKzg(),
      maxFeePerBlobGas: parseGwei('5'),
      type: 'eip4844',
    });
    const receipt = await dev.receiptOf(hash);
    expect(receipt.status).toBe('success');
    expect(receipt.type).toBe('eip4844');
    expect(receipt.blobGasUsed).toBe(131_072n);
    expect(receipt.blobGasPrice).toBeGreaterThan(0n);
    const transaction = await reader.getTransaction({ hash });
    expect(transaction.blobVersionedHashes).toHaveLength(1);
    const block = await reader.getBlock({ blockNumber: receipt.blockNumber });
    expect(block.blobGasUsed).toBe(131_072n);
  });

  test('an account takes on code by its own authorization, sent by another', async () => {
    const { wallet, reader } = dev.clients;
    const delegate = await deploy(dev.clients, 'Delegate');
    const owner = privateKeyToAccount(generatePrivateKey());
    const authorization = await wallet.signAuthorization({
      account: owner,
      contractAddress: delegate.address,
    });
    const run = encodeFunctionData({
      abi: delegate.abi,
      functionName: 'run',
      args: [[{ to: receiver.address, value: 5n, data: '0x' }]],
    });
    const estimate = await reader.estimateGas({
      account: sender.address,
      to: owner.address,
      value: 5n,
      data: run,
      authorizationList: [authorization],
    });
    const hash = await wallet.sendTransaction({
      to: owner.address,
      value: 5n,
      data: run,
      authorizationList: [authorization],
      gas: estimate,
    });
    const receipt = await dev.receiptOf(hash);
    expect(receipt.status).toBe('success');
    expect(receipt.type).toBe('eip7702');
    expect(await reader.getCode({ address: owner.address })).toBe(
      concat(['0xef0100', delegate.address.toLowerCase() as Hex]),
    );
    expect((await reader.getDelegation({ address: owner.address }))?.toLowerCase()).toBe(
      delegate.address.toLowerCase(),
    );
    expect(await reader.getTransactionCount({ address: owner.address })).toBe(1);
    expect(
      await reader.readContract({ address: owner.address, abi: delegate.abi, functionName: 'runs' }),
    ).toBe(1n);
    const transaction = await reader.getTransaction({ hash });
    expect(transaction.authorizationList?.[0]?.address.toLowerCase()).toBe(delegate.address.toLowerCase());
    // And gives it up again.
    const release = await wallet.signAuthorization({ account: owner, contractAddress: zeroAddress });
    await dev.receiptOf(await wallet.sendTransaction({ to: receiver.address, authorizationList: [release] }));
    expect(await reader.getCode({ address: owner.address })).toBeUndefined();
  });
});

/** Commitment and proof of a blob of zeros are the point at infinity, so that no trusted setup is needed to make them. */
function zeroBlobKzg(): Kzg {
  const infinity = () => Uint8Array.from({ length: 48 }, (_, index) => (index === 0 ? 0xc0 : 0));
  return { blobToKzgCommitment: infinity, computeBlobKzgProof: infinity };
}

describe('sent by the node', () => {
  test('eth_sendTransaction fills in what is missing, and its block exists when it answers', async () => {
    const { nodeWallet, reader } = dev.clients;
    const hash = await nodeWallet.sendTransaction({ to: receiver.address, value: 1n } as never);
    const receipt = await reader.getTransactionReceipt({ hash }).catch((error: unknown) => error);
    if (!isOther) expect((receipt as { status: string }).status).toBe('success');
    expect((await dev.receiptOf(hash)).from.toLowerCase()).toBe(sender.address.toLowerCase());
  });

  test('eth_sendRawTransactionSync answers with the receipt', async () => {
    const { wallet, reader } = dev.clients;
    const request = await wallet.prepareTransactionRequest({ to: receiver.address, value: 1n });
    const raw = await wallet.signTransaction(request);
    const receipt = await reader.sendRawTransactionSync({ serializedTransaction: raw });
    expect(receipt.status).toBe('success');
    expect(receipt.transactionHash).toBe(keccak256(raw));
  });
});
