import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { type Address, keccak256, parseAbi, parseEther, parseSignature } from 'viem';
import { artefact } from '../contracts/compile.ts';
import { deploy, launchForFile, receiver, sender } from './clients.ts';

setDefaultTimeout(60_000);

/** The everyday work with contracts: a token, a failure, a contract that makes another. */
const dev = launchForFile();

const tokenAbi = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function transfer(address,uint256) returns (bool)',
  'function approve(address,uint256) returns (bool)',
  'function transferFrom(address,address,uint256) returns (bool)',
  'function allowance(address,address) view returns (uint256)',
  'function nonces(address) view returns (uint256)',
  'function permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
]);

describe('a token', () => {
  test('deploy, transfer, approve, spend, permit, and a refusal decoded', async () => {
    const { wallet, reader } = dev.clients;
    const { address } = await deploy(dev.clients, 'Token', ['Coin', 'CN', parseEther('1000')]);
    const token = { address, abi: tokenAbi } as const;
    const sent = await dev.receiptOf(
      await wallet.writeContract({ ...token, functionName: 'transfer', args: [receiver.address, 40n] }),
    );
    expect(sent.logs).toHaveLength(1);
    expect(await reader.readContract({ ...token, functionName: 'balanceOf', args: [receiver.address] })).toBe(
      40n,
    );
    const [transfer] = await reader.getContractEvents({
      ...token,
      eventName: 'Transfer',
      args: { to: receiver.address },
      fromBlock: sent.blockNumber,
      strict: true,
    });
    expect(transfer?.args).toEqual({ from: sender.address, to: receiver.address, value: 40n });

    await dev.receiptOf(
      await wallet.writeContract({ ...token, functionName: 'approve', args: [receiver.address, 30n] }),
    );
    await dev.receiptOf(
      await wallet.writeContract({
        ...token,
        account: receiver,
        functionName: 'transferFrom',
        args: [sender.address, receiver.address, 25n],
      }),
    );
    expect(
      await reader.readContract({
        ...token,
        functionName: 'allowance',
        args: [sender.address, receiver.address],
      }),
    ).toBe(5n);

    const deadline = 10n ** 12n;
    const signature = await receiver.signTypedData({
      domain: { name: 'Coin', version: '1', chainId: 31337, verifyingContract: address },
      types: {
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: { owner: receiver.address, spender: sender.address, value: 9n, nonce: 0n, deadline },
    });
    const { r, s, yParity } = parseSignature(signature);
    await dev.receiptOf(
      await wallet.writeContract({
        ...token,
        functionName: 'permit',
        args: [receiver.address, sender.address, 9n, deadline, 27 + yParity, r, s],
      }),
    );
    expect(
      await reader.readContract({
        ...token,
        functionName: 'allowance',
        args: [receiver.address, sender.address],
      }),
    ).toBe(9n);
    await expect(
      reader.simulateContract({
        ...token,
        account: receiver,
        functionName: 'transfer',
        args: [sender.address, 10n ** 30n],
      }),
    ).rejects.toThrow('ERC20InsufficientBalance');
  });

  test('a transaction that fails in its block has a receipt that says so', async () => {
    const { wallet, reader } = dev.clients;
    const probe = await deploy(dev.clients, 'Probe', [0n]);
    const hash = await wallet.writeContract({
      address: probe.address,
      abi: probe.abi,
      functionName: 'refuse',
      args: [1n],
      gas: 100_000n,
    });
    const receipt = await dev.receiptOf(hash);
    expect(receipt.status).toBe('reverted');
    expect(receipt.logs).toEqual([]);
    expect(receipt.gasUsed).toBeLessThan(100_000n);
    expect((await reader.getTransaction({ hash })).blockNumber).toBe(receipt.blockNumber);
  });

  test('CREATE2 from a contract gives the address the tools compute', async () => {
    const { wallet, reader } = dev.clients;
    const probe = await deploy(dev.clients, 'Probe', [11n]);
    const call = {
      address: probe.address,
      abi: probe.abi,
      functionName: 'child',
      args: [keccak256('0x07')],
    } as const;
    const { result } = await reader.simulateContract({ ...call, account: sender });
    await dev.receiptOf(await wallet.writeContract(call));
    expect(
      await reader.readContract({
        address: result as Address,
        abi: artefact('Child').abi,
        functionName: 'born',
      }),
    ).toBe(11n);
  });
});
