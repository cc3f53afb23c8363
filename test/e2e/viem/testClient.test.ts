import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { type Address, keccak256, numberToHex, pad, parseEther, parseGwei } from 'viem';
import { devAccount } from '../accounts.ts';
import { deploy, launchForFile, receiver, sender } from './clients.ts';

setDefaultTimeout(60_000);

/** Every action of viem's test client, in anvil's dialect and in Hardhat's where it has the action. */
const dev = launchForFile();

const stranger: Address = '0x00000000000000000000000000000000000abcde';

describe.each(['test', 'hardhatTest'] as const)('accounts (%s)', (mode) => {
  test('balance, code, nonce and storage', async () => {
    const control = dev.clients[mode];
    const { reader } = dev.clients;
    await control.setBalance({ address: stranger, value: parseEther('3') });
    expect(await reader.getBalance({ address: stranger })).toBe(parseEther('3'));
    await control.setCode({ address: stranger, bytecode: '0x602a60005260206000f3' });
    expect(await reader.getCode({ address: stranger })).toBe('0x602a60005260206000f3');
    expect((await reader.call({ to: stranger })).data).toBe(pad('0x2a'));
    await control.setStorageAt({ address: stranger, index: 3, value: pad('0x99') });
    expect(await reader.getStorageAt({ address: stranger, slot: numberToHex(3) })).toBe(pad('0x99'));
    const other = devAccount(mode === 'test' ? 7 : 8).address;
    await control.setNonce({ address: other, nonce: 40 });
    expect(await reader.getTransactionCount({ address: other })).toBe(40);
    // What was set stands in the state root too: a proof of it verifies against the next block.
    await control.mine({ blocks: 1 });
    const block = await reader.getBlock();
    const proof = await reader.getProof({ address: stranger, storageKeys: [pad('0x3')] });
    expect(keccak256(proof.accountProof[0] as `0x${string}`)).toBe(block.stateRoot);
    expect(proof.balance).toBe(parseEther('3'));
  });

  test('impersonation', async () => {
    const control = dev.clients[mode];
    const address: Address = '0x0000000000000000000000000000000000012345';
    await control.setBalance({ address, value: parseEther('1') });
    const send = () =>
      dev.clients.nodeWallet.sendTransaction({ account: address, to: receiver.address, value: 5n });
    await expect(send()).rejects.toThrow();
    await control.impersonateAccount({ address });
    const receipt = await dev.clients.reader.waitForTransactionReceipt({ hash: await send() });
    expect(receipt.status).toBe('success');
    expect(receipt.from).toBe(address.toLowerCase() as Address);
    await control.stopImpersonatingAccount({ address });
    await expect(send()).rejects.toThrow();
  });
});

describe.each(['test', 'hardhatTest'] as const)('blocks (%s)', (mode) => {
  test('mine, time and the values of the next block', async () => {
    const control = dev.clients[mode];
    const { reader } = dev.clients;
    const start = await reader.getBlock();
    await control.mine({ blocks: 3 });
    expect(await reader.getBlockNumber()).toBe(start.number + 3n);
    await control.mine({ blocks: 2, interval: 60 });
    const [fourth, fifth] = await Promise.all([
      reader.getBlock({ blockNumber: start.number + 4n }),
      reader.getBlock({ blockNumber: start.number + 5n }),
    ]);
    expect(fifth.timestamp - fourth.timestamp).toBe(60n);
    await control.increaseTime({ seconds: 1000 });
    await control.mine({ blocks: 1 });
    expect((await reader.getBlock()).timestamp - fifth.timestamp).toBeGreaterThanOrEqual(1000n);
    const next = (await reader.getBlock()).timestamp + 5000n;
    await control.setNextBlockTimestamp({ timestamp: next });
    await control.mine({ blocks: 1 });
    expect((await reader.getBlock()).timestamp).toBe(next);
    await control.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei('7') });
    await control.mine({ blocks: 1 });
    expect((await reader.getBlock()).baseFeePerGas).toBe(parseGwei('7'));
    await control.setCoinbase({ address: stranger });
    await control.mine({ blocks: 1 });
    expect((await reader.getBlock()).miner).toBe(stranger.toLowerCase() as Address);
    await control.setBlockGasLimit({ gasLimit: 20_000_000n });
    await control.mine({ blocks: 1 });
    expect((await reader.getBlock()).gasLimit).toBe(20_000_000n);
    await control.setBlockGasLimit({ gasLimit: 30_000_000n });
  });

  test('snapshots go back in state, blocks and nonces, and are used up', async () => {
    const control = dev.clients[mode];
    const { reader, wallet } = dev.clients;
    const number = await reader.getBlockNumber();
    const nonce = await reader.getTransactionCount({ address: sender.address });
    const balance = await reader.getBalance({ address: receiver.address });
    const id = await control.snapshot();
    const hash = await wallet.sendTransaction({ to: receiver.address, value: 123n });
    await reader.waitForTransactionReceipt({ hash });
    await control.revert({ id });
    expect(await reader.getBlockNumber()).toBe(number);
    expect(await reader.getBalance({ address: receiver.address })).toBe(balance);
    expect(await reader.getTransactionCount({ address: sender.address })).toBe(nonce);
    await expect(reader.getTransactionReceipt({ hash })).rejects.toThrow('could not be found');
    // A second use of the same snapshot changes nothing: anvil and Hardhat answer false.
    await control.mine({ blocks: 1 });
    await control.revert({ id }).catch(() => undefined);
    expect(await reader.getBlockNumber()).toBe(number + 1n);
  });

  test('transactions wait without automine, and can be dropped', async () => {
    const control = dev.clients[mode];
    const { reader, wallet } = dev.clients;
    await control.setAutomine(false);
    expect(await control.getAutomine()).toBe(false);
    const hash = await wallet.sendTransaction({ to: receiver.address, value: 1n });
    expect((await reader.getTransaction({ hash })).blockNumber).toBeNull();
    await control.dropTransaction({ hash });
    await control.mine({ blocks: 1 });
    await expect(reader.getTransaction({ hash })).rejects.toThrow('could not be found');
    await control.setAutomine(true);
    expect(await control.getAutomine()).toBe(true);
  });

  test('interval mining', async () => {
    const control = dev.clients[mode];
    const { reader } = dev.clients;
    const start = await reader.getBlockNumber();
    await control.setAutomine(false);
    // viem sends 1 in anvil's dialect (seconds) and 1000 in Hardhat's (milliseconds) under the same method name.
    await control.setIntervalMining({ interval: 1 });
    await Bun.sleep(2500);
    await control.setIntervalMining({ interval: 0 });
    const mined = (await reader.getBlockNumber()) - start;
    expect(mined).toBeGreaterThanOrEqual(2n);
    await Bun.sleep(1200);
    expect(await reader.getBlockNumber()).toBe(start + mined);
    await control.setAutomine(true);
  });

  test('state dumped and loaded', async () => {
    const control = dev.clients[mode];
    const { reader } = dev.clients;
    const { address, abi } = await deploy(dev.clients, 'Probe', [77n]);
    const dump = await control.dumpState();
    const id = await control.snapshot();
    await control.setCode({ address, bytecode: '0x' });
    expect(await reader.getCode({ address })).toBeUndefined();
    await control.loadState({ state: dump });
    expect(await reader.readContract({ address, abi, functionName: 'count' })).toBe(77n);
    await control.revert({ id });
  });
});

describe('anvil only', () => {
  test('timestamp interval', async () => {
    const { test: control, reader } = dev.clients;
    await control.setBlockTimestampInterval({ interval: 17 });
    await control.mine({ blocks: 2 });
    const head = await reader.getBlock();
    const parent = await reader.getBlock({ blockNumber: head.number - 1n });
    expect(head.timestamp - parent.timestamp).toBe(17n);
    await control.removeBlockTimestampInterval();
  });

  test('the pool: content, inspection and status', async () => {
    const { test: control, wallet } = dev.clients;
    await control.setAutomine(false);
    const hash = await wallet.sendTransaction({ to: receiver.address, value: 1n });
    const content = await control.getTxpoolContent();
    expect(
      Object.values(content.pending)
        .flatMap((each) => Object.values(each))
        .map((each) => each.hash),
    ).toEqual([hash]);
    const inspected = await control.inspectTxpool();
    expect(Object.values(Object.values(inspected.pending)[0] ?? {})[0]).toMatch(
      /^0x[0-9a-f]{40}: 1 wei \+ \d+ gas × \d+ wei$/i,
    );
    expect(await control.getTxpoolStatus()).toEqual({ pending: 1, queued: 0 });
    await control.dropTransaction({ hash });
    await control.setAutomine(true);
  });

  test('unsigned transactions, minimum gas price, logging, auto-impersonation', async () => {
    const { test: control, reader } = dev.clients;
    await control.setLoggingEnabled(false);
    await control.setLoggingEnabled(true);
    await control.setBalance({ address: stranger, value: parseEther('1') });
    const { setCode } = control;
    await setCode({ address: stranger, bytecode: '0x' });
    const hash = await control.sendUnsignedTransaction({
      from: stranger,
      to: receiver.address,
      value: 2n,
    } as never);
    expect((await reader.waitForTransactionReceipt({ hash })).from).toBe(stranger.toLowerCase() as Address);
    await control.request({ method: 'anvil_autoImpersonateAccount' as never, params: [true] as never });
    const sent = await dev.clients.nodeWallet.sendTransaction({
      account: stranger,
      to: receiver.address,
      value: 3n,
    });
    expect((await reader.waitForTransactionReceipt({ hash: sent })).status).toBe('success');
    await control.request({ method: 'anvil_autoImpersonateAccount' as never, params: [false] as never });
  });

  test('reset goes back to genesis', async () => {
    const { test: control, reader } = dev.clients;
    await control.reset({} as never);
    expect(await reader.getBlockNumber()).toBe(0n);
    expect(await reader.getTransactionCount({ address: sender.address })).toBe(0);
    expect(await reader.getBalance({ address: stranger })).toBe(0n);
  });
});
