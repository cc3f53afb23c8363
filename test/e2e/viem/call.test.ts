/* 270 lines: one suite, so that all the ways to call share the node they run against. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  decodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  pad,
  parseEther,
} from 'viem';
import { artefact } from '../contracts/compile.ts';
import { type Clients, receiver, sender } from './clients.ts';
import { type KnownChain, knownChain } from './knownChain.ts';

setDefaultTimeout(60_000);

/** Calls and estimates: results, failures decoded, overrides. */
let chain: KnownChain;
let clients: Clients;
let probe: Address;
const { abi } = artefact('Probe');

beforeAll(async () => {
  chain = await knownChain();
  ({ clients, probe } = chain);
});

afterAll(() => chain?.close());

describe('calls', () => {
  test('a contract read, now and at an older block', async () => {
    const { reader } = clients;
    const read = { address: probe, abi, functionName: 'count' } as const;
    expect(await reader.readContract(read)).toBe(13n);
    expect(await reader.readContract({ ...read, blockNumber: 1n })).toBe(7n);
    expect(await reader.readContract({ ...read, blockNumber: 2n })).toBe(8n);
  });

  test('block values inside a call are those of the block asked for', async () => {
    const { reader } = clients;
    const block = await reader.getBlock({ blockNumber: 3n });
    const values = (await reader.readContract({
      address: probe,
      abi,
      functionName: 'surroundings',
      blockNumber: 3n,
    })) as readonly unknown[];
    expect(values[0]).toBe(3n);
    expect(values[1]).toBe(block.timestamp);
    expect(values[3]).toBe(BigInt(block.mixHash));
    expect(values[4]).toBe(block.gasLimit);
    expect(values[6]).toBe(31337n);
    const parent = await reader.getBlock({ blockNumber: 2n });
    expect(
      await reader.readContract({ address: probe, abi, functionName: 'hashOf', args: [2n], blockNumber: 3n }),
    ).toBe(parent.hash);
  });

  test('simulate gives the result and a request that can be sent', async () => {
    const { reader } = clients;
    const { result, request } = await reader.simulateContract({
      account: sender,
      address: probe,
      abi,
      functionName: 'note',
      args: [10n, 'ten'],
    });
    expect<unknown>(result).toBe(23n);
    expect(request.args).toEqual([10n, 'ten']);
  });

  test('a custom error arrives decoded', async () => {
    const failure = await clients.reader
      .readContract({ address: probe, abi, functionName: 'refuse', args: [9n], account: sender })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    if (!(failure instanceof BaseError)) throw new Error('the call did not fail as viem reports failures');
    const revert = failure.walk((error) => error instanceof ContractFunctionRevertedError);
    if (!(revert instanceof ContractFunctionRevertedError)) throw new Error('the failure is not a revert');
    expect(revert.data?.errorName).toBe('Refused');
    expect(revert.data?.args).toEqual([sender.address, 9n, 'not today']);
  });

  test('revert strings, panics, empty reverts and invalid opcodes are told apart', async () => {
    const { reader } = clients;
    const fail = (functionName: string, args: readonly unknown[] = []) =>
      reader.readContract({ address: probe, abi, functionName, args } as never).then(
        () => 'no error',
        (error: unknown) => String(error),
      );
    expect(await fail('complain')).toContain('a plain reason');
    expect(await fail('overflow', [1n])).toContain('Arithmetic operation resulted in underflow or overflow');
    expect(await fail('silent')).toContain('reverted');
    expect(await fail('stop')).toContain('invalid opcode');
  });

  test('state overrides: balance, nonce, code, whole storage and single slots', async () => {
    const { reader } = clients;
    const read = { address: probe, abi, functionName: 'count' } as const;
    const slot = pad('0x0');
    expect(
      await reader.readContract({
        ...read,
        stateOverride: [{ address: probe, stateDiff: [{ slot, value: pad('0x63') }] }],
      }),
    ).toBe(99n);
    expect(
      await reader.readContract({
        ...read,
        stateOverride: [{ address: probe, state: [{ slot: pad('0x5'), value: pad('0x1') }] }],
      }),
    ).toBe(0n);
    const nobody = '0x00000000000000000000000000000000000000aa';
    expect(
      await reader.readContract({
        ...read,
        address: nobody,
        stateOverride: [
          {
            address: nobody,
            code: (await reader.getCode({ address: probe })) ?? '0x',
            stateDiff: [{ slot, value: pad('0x2a') }],
          },
        ],
      }),
    ).toBe(42n);
    const { data } = await reader.call({
      to: probe,
      account: nobody,
      value: 10n,
      gas: 1_000_000n,
      data: encodeFunctionData({ abi, functionName: 'note', args: [1n, ''] }),
      stateOverride: [{ address: nobody, balance: parseEther('1') }],
    });
    expect(data).toBe(pad('0xe'));
    // Nothing of it stayed.
    expect(await reader.readContract(read)).toBe(13n);
  });

  test('block overrides', async () => {
    const values = (await clients.reader
      .call({
        to: probe,
        data: encodeFunctionData({ abi, functionName: 'surroundings' }),
        blockOverrides: {
          number: 77n,
          time: 99_999_999_999n,
          feeRecipient: receiver.address,
          gasLimit: 12_345_678n,
        },
      })
      .then(({ data }) =>
        decodeAbiParameters(
          ['uint256', 'uint256', 'uint256', 'uint256', 'uint256', 'address', 'uint256'].map((type) => ({
            type,
          })),
          data ?? '0x',
        ),
      )) as readonly unknown[];
    expect(values[0]).toBe(77n);
    expect(values[1]).toBe(99_999_999_999n);
    expect(values[4]).toBe(12_345_678n);
    expect(values[5]).toBe(receiver.address);
  });

  test('a deployless call: code that exists for this call only', async () => {
    const { data } = await clients.reader.call({
      code: encodeDeployData({ abi, bytecode: artefact('Probe').bytecode, args: [3n] }),
      data: encodeFunctionData({ abi, functionName: 'count' }),
    });
    expect(data).toBe(pad('0x3'));
    const viaFactory = await clients.reader.call({
      factory: '0x4e59b44847b379578588920cA78FbF26c0B4956C',
      factoryData: `${pad('0x1')}${encodeDeployData({ abi, bytecode: artefact('Probe').bytecode, args: [5n] }).slice(2)}`,
      to: getContractAddress({
        from: '0x4e59b44847b379578588920cA78FbF26c0B4956C',
        opcode: 'CREATE2',
        salt: pad('0x1'),
        bytecode: encodeDeployData({ abi, bytecode: artefact('Probe').bytecode, args: [5n] }),
      }),
      data: encodeFunctionData({ abi, functionName: 'count' }),
    });
    expect(viaFactory.data).toBe(pad('0x5'));
  });

  test('multicall, and calls gathered into one by the client', async () => {
    const { reader } = clients;
    const results = await reader.multicall({
      contracts: [
        { address: probe, abi, functionName: 'count' },
        { address: probe, abi, functionName: 'complain' },
        { address: probe, abi, functionName: 'notes', args: [sender.address] },
      ],
    });
    expect(results.map((result) => result.status)).toEqual(['success', 'failure', 'success']);
    expect(results[0]?.result).toBe(13n);
    expect(results[2]?.result).toBe(3n);
  });

  test('an access list for a call', async () => {
    const { accessList, gasUsed } = await clients.reader.createAccessList({
      account: sender.address,
      to: probe,
      data: encodeFunctionData({ abi, functionName: 'note', args: [1n, 'x'] }),
    });
    expect(gasUsed).toBeGreaterThan(21_000n);
    const entry = accessList.find(({ address }) => address.toLowerCase() === probe.toLowerCase());
    expect(entry?.storageKeys).toContain(pad('0x0'));
  });

  test('gas estimates: a transfer, a call, a deployment, and failures', async () => {
    const { reader } = clients;
    expect(await reader.estimateGas({ account: sender.address, to: receiver.address, value: 1n })).toBe(
      21_000n,
    );
    const gas = await reader.estimateContractGas({
      account: sender.address,
      address: probe,
      abi,
      functionName: 'burnGas',
      args: [10n],
    });
    expect(gas).toBeGreaterThan(200_000n);
    const deployment = await reader.estimateGas({
      account: sender.address,
      data: encodeDeployData({ abi, bytecode: artefact('Probe').bytecode, args: [1n] }),
    });
    expect(deployment).toBeGreaterThan(500_000n);
    await expect(
      reader.estimateGas({ account: sender.address, to: receiver.address, value: parseEther('20000') }),
    ).rejects.toThrow(/insufficient|exceeds/i);
    await expect(
      reader.estimateContractGas({
        account: sender.address,
        address: probe,
        abi,
        functionName: 'refuse',
        args: [1n],
      }),
    ).rejects.toThrow('Refused');
  });

  test('simulateBlocks runs several calls over several blocks', async () => {
    const { reader } = clients;
    const [first, second] = await reader.simulateBlocks({
      blocks: [
        {
          calls: [
            {
              account: sender.address,
              to: probe,
              data: encodeFunctionData({ abi, functionName: 'note', args: [100n, 'a'] }),
            },
            { account: sender.address, to: receiver.address, value: 1n },
          ],
        },
        { calls: [{ to: probe, data: encodeFunctionData({ abi, functionName: 'count' }) }] },
      ],
    });
    expect(first?.calls[0]?.status).toBe('success');
    expect(first?.calls[0]?.logs).toHaveLength(1);
    expect(first?.calls[1]?.gasUsed).toBe(21_000n);
    expect(second?.calls[0]?.data).toBe(pad('0x71'));
    expect(second?.number).toBe((first?.number ?? 0n) + 1n);
  });
});
