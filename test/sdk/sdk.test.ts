import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createPublicClient, createWalletClient, type Hex, http } from 'viem';
import { signNative } from '../../chain/transaction/native/sign.ts';
import { outdatedFiles } from '../../scripts/sdk-types.ts';
import { xaiActions } from '../../sdk/actions.ts';
import { xaiMainnet, xaiTestnet } from '../../sdk/chains.ts';
import { kindOf } from '../../sdk/kindOf.ts';
import { moduleAbis } from '../../sdk/moduleAbis.ts';
import { privateKeyToXaiAccount } from '../../sdk/xaiAccount.ts';
import { fromXaiAddress, toXaiAddress } from '../../sdk/xaiAddress.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { type DevNode, openDevNode } from '../rpc/support/devNode.ts';
import { everyKind, moduleAddress } from '../support/nativeTraffic.ts';

const KEY = `0x${'11'.repeat(32)}` as const;
const TO = `0x${'22'.repeat(20)}` as const;
let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
});
afterAll(async () => {
  await dev.close();
});

test('types of xai_* and kinds are what the tables of the node give: bun scripts/sdk-types.ts', async () => {
  expect(await outdatedFiles()).toEqual([]);
}, 30_000);

test('the networks are those of the presets', () => {
  expect([xaiMainnet.id, xaiTestnet.id]).toEqual([22593, 43981]);
});

test('an account signs as the node does, and as the vector of the documents', async () => {
  const account = privateKeyToXaiAccount(KEY);
  expect(account.address.toLowerCase()).toBe('0xb4e84a53cd74a3ed9bf15e1edd92c2a69e567462');
  const common = { chainId: 22593, nonce: 7, maxPriorityFeePerGas: 10n ** 9n, maxFeePerGas: 3n * 10n ** 9n };
  const raw = await account.signTransaction({ ...common, gas: 21_000n, to: TO, value: 10n ** 18n });
  const { maxPriorityFeePerGas, maxFeePerGas } = common;
  const own = signNative(fromHex(KEY), {
    ...{ kind: 'normal', chainId: 22593n, nonce: 7n, maxPriorityFeePerGas, maxFeePerGas },
    ...{ gasLimit: 21_000n, to: fromHex(TO), value: 10n ** 18n, data: new Uint8Array(0) },
  });
  expect(raw).toBe(toHex(own.raw) as Hex);
  expect(toHex(own.hash)).toBe('0xeeda7d06b2c6062186fc3e26da6e6a97d39e9c96765c65c2b5051e2b1daf5e35');
});

test('an account signs nothing that verifiers could not check, and nothing that the envelope cannot carry', async () => {
  const account = privateKeyToXaiAccount(KEY);
  await expect(account.signMessage({ message: 'x' })).rejects.toThrow('signs transactions, no messages');
  const fields = { chainId: 1, nonce: 0, gas: 21_000n, maxFeePerGas: 1n, to: TO } as const;
  const accessList = [{ address: TO, storageKeys: [] }];
  await expect(account.signTransaction({ ...fields, accessList })).rejects.toThrow('has no accessList');
  await expect(account.signTransaction({ to: TO, type: 'eip1559' } as never)).rejects.toThrow(
    'needs chainId',
  );
});

test('the kind of a transaction is the node’s', () => {
  for (const { kind, to, data } of everyKind(new Uint8Array(20).fill(0x99))) {
    expect(kindOf(to === undefined ? undefined : (toHex(to) as Hex), toHex(data ?? new Uint8Array(0)))).toBe(
      kind,
    );
  }
});

test('addresses of XAI are read and written, and a slip is seen', () => {
  const text = toXaiAddress(TO.replace('22', 'ab') as Hex, 'mainnet');
  expect(text).toStartWith('XAI');
  expect(fromXaiAddress(text).toLowerCase()).toBe(TO.replace('22', 'ab'));
  const other = text.includes('aB') ? text.replace('aB', 'AB') : text.replace(/[ab]{2}/i, 'aB');
  expect(() => fromXaiAddress(other)).toThrow('checksum');
  expect(() => fromXaiAddress('XAI12')).toThrow('no address');
});

test('viem’s own actions send natively: transfer, deployment, call, stake', async () => {
  const transport = http(dev.url);
  const client = createPublicClient({ transport, pollingInterval: 20 }).extend(xaiActions);
  const account = privateKeyToXaiAccount(KEY);
  await dev.call('anvil_setBalance', account.address, '0x56bc75e2d63100000');
  const chain = { ...xaiTestnet, id: await client.getChainId() };
  const wallet = createWalletClient({ account, chain, transport });
  const sent = async (hash: Hex) => {
    expect((await client.waitForTransactionReceipt({ hash })).status).toBe('success');
    return client.xai.getTransaction(hash);
  };
  const sender = toXaiAddress(account.address, 'testnet');
  expect(await client.xai.fromEvmAddress(account.address)).toBe(sender);
  const transfer = await sent(await wallet.sendTransaction({ to: TO, value: 5n }));
  expect(transfer).toMatchObject({ origin: 'native', tx_type: 'normal', sender, amount: '5' });
  const deployed = await sent(await wallet.deployContract({ abi: [], bytecode: '0x600160005260016000f3' }));
  expect(deployed).toMatchObject({ origin: 'native', tx_type: 'contract_deploy', recipient: null });
  const staking = toHex(moduleAddress(3)) as Hex;
  const lock = {
    address: staking,
    abi: moduleAbis.staking,
    functionName: 'lock',
    value: 10n ** 18n,
  } as const;
  expect(await sent(await wallet.writeContract(lock))).toMatchObject({ origin: 'native', tx_type: 'stake' });
  const call = {
    ...(await wallet.prepareTransactionRequest({ to: staking, value: 1n, data: '0xf83d08ba' })),
  };
  const chosen = await account.signTransaction({ ...call, kind: 'module_call' } as never);
  const hash = await client.sendRawTransaction({ serializedTransaction: chosen });
  expect(await sent(hash)).toMatchObject({ tx_type: 'module_call' });
  const registry = toHex(moduleAddress(1)) as Hex;
  const read = { address: registry, abi: moduleAbis.moduleRegistry, functionName: 'modules' } as const;
  expect((await client.readContract(read)).length).toBeGreaterThan(0);
});
