import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test';
import {
  type BaseContract,
  Contract,
  ContractFactory,
  type EventLog,
  HDNodeWallet,
  Interface,
  JsonRpcProvider,
  NonceManager,
  parseEther,
  parseUnits,
  TypedDataEncoder,
  verifyMessage,
  verifyTypedData,
  WebSocketProvider,
  ZeroAddress,
} from 'ethers';
import { mnemonic } from '../accounts.ts';
import { artefact } from '../contracts/compile.ts';
import { launchDev, type RunningNode, until } from '../launch.ts';

setDefaultTimeout(60_000);

/** ethers v6 as scripts and front ends use it, over HTTP and over WebSocket. */
let node: RunningNode;
let provider: JsonRpcProvider;
const polling = { polling: true, pollingInterval: 50, cacheTimeout: -1 };
const account = (index: number) => HDNodeWallet.fromPhrase(mnemonic, '', `m/44'/60'/0'/0/${index}`);

beforeAll(async () => {
  node = await launchDev();
  provider = new JsonRpcProvider(node.url, undefined, {
    polling: true,
    pollingInterval: 50,
    cacheTimeout: -1,
  });
});

afterAll(async () => {
  provider?.destroy();
  await node?.stop();
});

/** A contract whose functions are called by name. */
async function deploy(
  name: string,
  args: unknown[],
  signer = account(0).connect(provider),
): Promise<Contract> {
  const { abi, bytecode } = artefact(name);
  const factory = new ContractFactory(new Interface(abi as never), bytecode, signer);
  const made: BaseContract = await factory.deploy(...args);
  await made.waitForDeployment();
  return new Contract(await made.getAddress(), abi as never, signer);
}

describe('provider', () => {
  test('network, fee data, blocks and prefetched transactions', async () => {
    const network = await provider.getNetwork();
    expect(network.chainId).toBe(31337n);
    const fees = await provider.getFeeData();
    expect(fees.maxFeePerGas).toBeGreaterThan(0n);
    expect(fees.gasPrice).toBeGreaterThan(0n);
    const sent = await account(1)
      .connect(provider)
      .sendTransaction({ to: account(2).address, value: 5n });
    const receipt = await sent.wait();
    expect(receipt?.status).toBe(1);
    expect(receipt?.fee).toBe((receipt?.gasUsed ?? 0n) * (receipt?.gasPrice ?? 0n));
    const block = await provider.getBlock(receipt?.blockNumber ?? 0, true);
    expect(block?.prefetchedTransactions.map((each) => each.hash)).toEqual([sent.hash]);
    expect(block?.prefetchedTransactions[0]?.value).toBe(5n);
    expect(block?.hash).toBe(receipt?.blockHash as string);
    expect(await provider.getBlock('pending')).not.toBeNull();
    expect(await provider.getBlock(999_999)).toBeNull();
    expect(await provider.getTransaction(`0x${'00'.repeat(32)}`)).toBeNull();
    expect((await provider.getTransaction(sent.hash))?.blockHash).toBe(receipt?.blockHash as string);
    expect(await provider.getTransactionResult(sent.hash).catch(() => '0x')).toBe('0x');
    expect(await provider.getCode(ZeroAddress)).toBe('0x');
    expect(await provider.getStorage(ZeroAddress, 0)).toBe(`0x${'00'.repeat(32)}`);
  });

  test('the node’s own signer: transactions, messages, typed data', async () => {
    const signer = await provider.getSigner(0);
    expect(signer.address).toBe(account(0).address);
    const sent = await signer.sendTransaction({ to: account(1).address, value: 1n });
    expect((await sent.wait())?.status).toBe(1);
    expect(verifyMessage('hello', await signer.signMessage('hello'))).toBe(signer.address);
    const domain = { name: 'Test', chainId: 31337 };
    const types = { Note: [{ name: 'text', type: 'string' }] };
    const signature = await signer.signTypedData(domain, types, { text: 'hi' });
    expect(verifyTypedData(domain, types, { text: 'hi' }, signature)).toBe(signer.address);
    expect(TypedDataEncoder.hash(domain, types, { text: 'hi' })).toHaveLength(66);
    expect((await provider.listAccounts()).map((each) => each.address)).toHaveLength(10);
  });

  test('a nonce manager sends many without waiting', async () => {
    const managed = new NonceManager(account(3).connect(provider));
    const sent = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        managed.sendTransaction({ to: account(4).address, value: index, gasLimit: 21_000 }),
      ),
    );
    const receipts = await Promise.all(sent.map((each) => each.wait()));
    expect(receipts.every((receipt) => receipt?.status === 1)).toBe(true);
    expect(new Set(sent.map((each) => each.nonce)).size).toBe(10);
  });
});

describe('contracts', () => {
  test('deploy, call, send, and find the events again', async () => {
    const probe = await deploy('Probe', [5n]);
    expect(await probe.getFunction('count')()).toBe(5n);
    const sent = await probe.getFunction('note')(2n, 'two', { value: 3n });
    const receipt = await sent.wait();
    const [event] = receipt.logs as EventLog[];
    expect(event?.eventName).toBe('Noted');
    expect(event?.args.getValue('text')).toBe('two');
    expect(await probe.getFunction('note').staticCall(1n, '')).toBe(8n);
    expect(await probe.getFunction('note').estimateGas(1n, '')).toBeGreaterThan(21_000n);
    const found = await probe.queryFilter(probe.filters.Noted?.(null, 2n) ?? '*', 0);
    expect(found).toHaveLength(1);
    expect(await probe.queryFilter(probe.filters.Noted?.(null, 99n) ?? '*', 0)).toEqual([]);
    expect(await provider.getBalance(probe)).toBe(3n);
    expect(await probe.getFunction('count')({ blockTag: receipt.blockNumber - 1 })).toBe(5n);
  });

  test('failures are decoded: custom error, reason, panic', async () => {
    const probe = await deploy('Probe', [0n]);
    const failure = (name: string, ...args: unknown[]) =>
      probe
        .getFunction(name)
        .staticCall(...args)
        .then(() => undefined)
        .catch(
          (error: { code: string; revert?: { name: string; args: unknown[] }; reason?: string }) => error,
        );
    const custom = await failure('refuse', 4n);
    expect(custom?.code).toBe('CALL_EXCEPTION');
    expect(custom?.revert?.name).toBe('Refused');
    expect(custom?.revert?.args[1]).toBe(4n);
    expect((await failure('complain'))?.reason).toBe('a plain reason');
    expect((await failure('overflow', 1n))?.revert?.name).toBe('Panic');
    // The estimate before sending fails in the same way.
    const sending = await probe
      .getFunction('complain')
      .send()
      .catch((error: { reason?: string }) => error);
    expect((sending as { reason?: string }).reason).toBe('a plain reason');
    // Without an estimate the failure is in the receipt.
    const sent = await probe.getFunction('complain').send({ gasLimit: 100_000 });
    const failed = await sent.wait().catch((error: { receipt?: { status: number } }) => error);
    expect((failed as { receipt?: { status: number } }).receipt?.status).toBe(0);
  });

  test('errors of the pool carry ethers’ own codes', async () => {
    const wallet = account(5).connect(provider);
    const code = (request: object) =>
      wallet.sendTransaction(request).then(
        () => 'sent',
        (error: { code: string }) => error.code,
      );
    expect(await code({ to: ZeroAddress, value: parseEther('1000000') })).toBe('INSUFFICIENT_FUNDS');
    await (await wallet.sendTransaction({ to: ZeroAddress })).wait();
    expect(await code({ to: ZeroAddress, nonce: 0, gasLimit: 21_000 })).toBe('NONCE_EXPIRED');
    await provider.send('evm_setAutomine', [false]);
    try {
      await wallet.sendTransaction({
        to: ZeroAddress,
        nonce: 1,
        gasLimit: 21_000,
        gasPrice: parseUnits('5', 'gwei'),
      });
      expect(
        await code({ to: ZeroAddress, nonce: 1, gasLimit: 21_000, gasPrice: parseUnits('5', 'gwei') + 1n }),
      ).toBe('REPLACEMENT_UNDERPRICED');
    } finally {
      await provider.send('evm_setAutomine', [true]);
      await provider.send('evm_mine', []);
    }
  });

  test('a replaced transaction is told to the one who waits', async () => {
    const wallet = account(6).connect(provider);
    await provider.send('evm_setAutomine', [false]);
    try {
      const first = await wallet.sendTransaction({
        to: ZeroAddress,
        nonce: 0,
        gasLimit: 21_000,
        gasPrice: parseUnits('5', 'gwei'),
      });
      const waiting = first.wait().catch((error: { code: string; reason: string }) => error);
      // ethers looks once and then only when a block comes: it must be listening first.
      await Bun.sleep(300);
      await wallet.sendTransaction({
        to: ZeroAddress,
        nonce: 0,
        gasLimit: 21_000,
        gasPrice: parseUnits('9', 'gwei'),
      });
      await provider.send('evm_mine', []);
      expect(await waiting).toMatchObject({ code: 'TRANSACTION_REPLACED', reason: 'repriced' });
    } finally {
      await provider.send('evm_setAutomine', [true]);
    }
  });
});

describe.each([
  ['polling', () => new JsonRpcProvider(node.url, undefined, polling)],
  ['WebSocket', () => new WebSocketProvider(node.webSocketUrl)],
] as const)('listening by %s', (_name, open) => {
  let listening: JsonRpcProvider | WebSocketProvider;
  beforeEach(() => {
    listening = open();
  });
  afterEach(async () => {
    await listening.removeAllListeners();
    // Its eth_unsubscribe must be answered before the socket goes.
    await Bun.sleep(200);
    await listening.destroy();
  });

  test('blocks, pending hashes and contract events', async () => {
    const deployed = await deploy('Probe', [0n]);
    const probe = new Contract(await deployed.getAddress(), deployed.interface, listening);
    const blocks: number[] = [];
    const texts: string[] = [];
    const once: unknown[] = [];
    await listening.on('block', (number: number) => blocks.push(number));
    await probe.on('Noted', (_who: string, _number: bigint, _topic: string, text: string) =>
      texts.push(text),
    );
    await probe.once('Bare', (event: unknown) => once.push(event));
    await Bun.sleep(300);
    const start = await provider.getBlockNumber();
    for (const text of ['a', 'b', 'c']) await (await deployed.getFunction('note')(1n, text)).wait();
    await (
      await account(0)
        .connect(provider)
        .sendTransaction({ to: await deployed.getAddress(), value: 1n })
    ).wait();
    await until(() => texts.length >= 3 && blocks.includes(start + 4) && once.length === 1, 'the events');
    expect(texts).toEqual(['a', 'b', 'c']);
    expect(blocks.filter((number) => number > start)).toEqual([1, 2, 3, 4].map((each) => start + each));
    await probe.removeAllListeners();
    await listening.removeAllListeners();
  });

  test('waits for confirmations', async () => {
    const sent = await account(7).connect(listening).sendTransaction({ to: ZeroAddress });
    const waiting = sent.wait(3);
    // ethers looks only when a block comes, and believes in a block number for a quarter of a second.
    await Bun.sleep(400);
    await provider.send('hardhat_mine', ['0x2']);
    expect((await waiting)?.status).toBe(1);
  });
});
