import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import secp256k1 from 'secp256k1';
import { privateKeyToAccount } from 'viem/accounts';
import { KINDS, REFUSED_KINDS } from '../../../../chain/transaction/native/kinds.ts';
import { nativePublicKey } from '../../../../chain/transaction/native/sign.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { callData, moduleAddress, NATIVE_KEY, NATIVE_SENDER } from '../../../support/nativeTraffic.ts';
import type { DevNode } from '../../support/devNode.ts';
import { openNativeNode } from '../../support/nativeSender.ts';

let dev: DevNode;
let rich: string;
let nonce = 0n;
let sender: string;

beforeAll(async () => {
  ({ dev, rich, sender } = await openNativeNode());
});

afterAll(() => dev.close());

describe('xai_buildTransaction', () => {
  test('from native form: what is left out is filled in, and the hash can be signed', async () => {
    const publicKey = nativePublicKey(NATIVE_KEY);
    const built = await dev.call('xai_buildTransaction', {
      tx_type: 'normal',
      public_key: toHex(publicKey),
      recipient: rich,
      amount: '7',
    });
    expect(built.native).toMatchObject({ tx_type: 'normal', sender, amount: '7', nonce: nonce.toString() });
    expect(built.native.metadata).toMatchObject({ gas_limit: '21000', chain_id: '31337' });
    expect(built.ethereum).toMatchObject({
      type: '0x2',
      from: toHex(NATIVE_SENDER),
      to: rich,
      value: '0x7',
      gas: '0x5208',
    });
    const { signature } = secp256k1.ecdsaSign(fromHex(built.signing_hash), NATIVE_KEY);
    const signed = { ...built.native, public_key: toHex(publicKey), signature: toHex(signature) };
    const hash = await dev.call('xai_sendTransaction', signed);
    nonce++;
    expect(await dev.call('xai_getReceipt', hash)).toMatchObject({
      tx_type: 'normal',
      status: 'success',
      sender,
    });
  });

  test('from Ethereum form: the kind follows from recipient and function, and a wallet can sign the other', async () => {
    const to = toHex(moduleAddress(3));
    const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
    const draft = {
      from: account.address,
      to,
      value: '0x1',
      data: toHex(callData('lock()')),
      gas: '0x30d40',
    };
    const { native, ethereum, signing_hash } = await dev.call('xai_buildTransaction', draft);
    expect(native).toMatchObject({
      tx_type: 'stake',
      recipient: await dev.call('xai_fromEvmAddress', to),
      amount: '1',
    });
    expect(signing_hash).toBeNull();
    const raw = await account.signTransaction({
      type: 'eip1559',
      chainId: Number(ethereum.chainId),
      nonce: Number(ethereum.nonce),
      to: ethereum.to,
      value: BigInt(ethereum.value),
      data: ethereum.input,
      gas: BigInt(ethereum.gas),
      maxFeePerGas: BigInt(ethereum.maxFeePerGas),
      maxPriorityFeePerGas: BigInt(ethereum.maxPriorityFeePerGas),
    });
    const hash = await dev.call('eth_sendRawTransaction', raw);
    expect(await dev.call('xai_getTransaction', hash)).toMatchObject({
      tx_type: 'stake',
      origin: 'ethereum',
      ethereum_type: 2,
    });
  });

  test('the two forms give each other', async () => {
    const from = toHex(NATIVE_SENDER);
    const one = await dev.call('xai_buildTransaction', { from, to: rich, value: '0x5' });
    const two = await dev.call('xai_buildTransaction', one.native);
    expect(two).toEqual(one);
    const { type: _type, ...draft } = one.ethereum;
    expect(await dev.call('xai_buildTransaction', draft)).toEqual(one);
  });

  test('refuses what cannot be', async () => {
    const message = async (draft: object) => (await dev.refusal('xai_buildTransaction', draft)).message;
    expect(
      await message({ tx_type: 'stake', sender, recipient: rich, metadata: { data: '0xf83d08ba' } }),
    ).toBe(`kind stake: ${rich} is not a module`);
    expect(await message({ tx_type: 'normal', recipient: rich })).toBe(
      'missing field "sender" or "public_key"',
    );
    expect(await message({ from: rich, to: rich, gasPrice: '0x1' })).toBe(
      'invalid argument 0: unknown field "gasPrice"',
    );
    expect(await message({ to: rich })).toBe('invalid argument 0: missing field "tx_type" or "from"');
    expect(
      await message({ tx_type: 'normal', sender, recipient: rich, metadata: { chain_id: '1' } }),
    ).toContain('chainId does not match');
  });
});

describe('addresses and kinds', () => {
  test('to and from EVM addresses', async () => {
    expect(sender.startsWith('TXAI')).toBe(true);
    expect((await dev.call('xai_toEvmAddress', sender)).toLowerCase()).toBe(toHex(NATIVE_SENDER));
    expect(
      await dev.call('xai_toEvmAddress', sender.replace('TXAI', 'XAI').toLowerCase().replace('xai', 'XAI')),
    ).toBe(await dev.call('xai_toEvmAddress', sender));
    const refusal = await dev.refusal('xai_toEvmAddress', `TXAI${'g'.repeat(40)}`);
    expect(refusal).toMatchObject({ code: -32602 });
  });

  test('validation says what is wrong', async () => {
    expect(await dev.call('xai_validateAddress', sender)).toEqual({
      valid: true,
      reason: null,
      network: 'testnet',
      this_network: true,
      checksum: 'correct',
      address: sender,
      evm_address: await dev.call('xai_toEvmAddress', sender),
    });
    const bare = `XAI${sender.slice(4).toLowerCase()}`;
    expect(await dev.call('xai_validateAddress', bare)).toMatchObject({
      valid: true,
      checksum: 'absent',
      this_network: false,
    });
    expect(await dev.call('xai_validateAddress', 'hello')).toMatchObject({
      valid: false,
      reason: 'address must begin with XAI or TXAI',
    });
  });

  test('kinds are those of the table', async () => {
    const kinds = await dev.call('xai_transactionKinds');
    expect(kinds.map(({ tx_type }: { tx_type: string }) => tx_type)).toEqual(
      [...KINDS, ...REFUSED_KINDS].map(({ name }) => name),
    );
    expect(kinds.filter(({ sendable }: { sendable: boolean }) => sendable)).toHaveLength(9);
  });
});

test('unknown hashes and blocks are null', async () => {
  const unknown = `0x${'ab'.repeat(32)}`;
  for (const method of ['xai_getTransaction', 'xai_getReceipt', 'xai_getBlock'])
    expect(await dev.call(method, unknown)).toBeNull();
});
