import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createPublicClient, http } from 'viem';
import { signNative } from '../../chain/transaction/native/sign.ts';
import { formatted } from '../../scripts/sdk-types.ts';
import { xaiActions } from '../../sdk/actions.ts';
import { xaiMainnet, xaiTestnet } from '../../sdk/chains.ts';
import { moduleAbis } from '../../sdk/moduleAbis.ts';
import { nativeAccount, toXaiAddress } from '../../sdk/nativeAccount.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { type DevNode, openDevNode } from '../rpc/support/devNode.ts';

const KEY = `0x${'11'.repeat(32)}` as const;
const TO = `0x${'22'.repeat(20)}` as const;
let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
});
afterAll(async () => {
  await dev.close();
});

test('the types of xai_* are what the method table gives', async () => {
  expect(await Bun.file(new URL('../../sdk/methods.ts', import.meta.url)).text()).toBe(formatted());
});

test('the networks are those of the presets', () => {
  expect([xaiMainnet.id, xaiTestnet.id]).toEqual([22593, 43981]);
});

test('a native account signs as the node does, and as the vector of the documents', async () => {
  const account = nativeAccount(KEY);
  expect(account.address.toLowerCase()).toBe('0xb4e84a53cd74a3ed9bf15e1edd92c2a69e567462');
  const common = { chainId: 22593, nonce: 7, maxPriorityFeePerGas: 10n ** 9n, maxFeePerGas: 3n * 10n ** 9n };
  const raw = await account.signTransaction({ ...common, kind: 1, gas: 21_000n, to: TO, value: 10n ** 18n });
  const { maxPriorityFeePerGas, maxFeePerGas } = common;
  const own = signNative(fromHex(KEY), {
    ...{ kind: 'normal', chainId: 22593n, nonce: 7n, maxPriorityFeePerGas, maxFeePerGas },
    ...{ gasLimit: 21_000n, to: fromHex(TO), value: 10n ** 18n, data: new Uint8Array(0) },
  });
  expect(raw).toBe(toHex(own.raw));
  expect(toHex(own.hash)).toBe('0xeeda7d06b2c6062186fc3e26da6e6a97d39e9c96765c65c2b5051e2b1daf5e35');
});

test('a client of viem sends it and reads its native view', async () => {
  const client = createPublicClient({ transport: http(dev.url), pollingInterval: 20 }).extend(xaiActions);
  const account = nativeAccount(KEY);
  await dev.call('anvil_setBalance', account.address, '0xde0b6b3a7640000');
  const chainId = await client.getChainId();
  const fees = await client.estimateFeesPerGas();
  const serializedTransaction = await account.signTransaction({
    ...fees,
    chainId,
    kind: 1,
    nonce: 0,
    gas: 21_000n,
    to: TO,
    value: 5n,
  });
  const hash = await client.sendRawTransaction({ serializedTransaction });
  expect((await client.waitForTransactionReceipt({ hash })).status).toBe('success');
  expect(await client.xai.fromEvmAddress(account.address)).toBe(toXaiAddress(account.address, 'testnet'));
  const seen = await client.xai.getTransaction(hash);
  expect(seen).toMatchObject({
    tx_type: 'normal',
    sender: toXaiAddress(account.address, 'testnet'),
    amount: '5',
  });
  const registry = await client.readContract({
    ...{
      address: '0x5841490000000000000000000000000000000001',
      abi: moduleAbis.moduleRegistry,
      functionName: 'modules',
    },
  });
  expect(registry.length).toBeGreaterThan(0);
});
