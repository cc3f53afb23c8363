import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { REFUSED_KINDS } from '../../../../chain/transaction/native/kinds.ts';
import { signNative } from '../../../../chain/transaction/native/sign.ts';
import type { Transaction } from '../../../../chain/transaction/transaction.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { NATIVE_KEY, NATIVE_SENDER, signWanted } from '../../../support/nativeTraffic.ts';
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

/** The native JSON form of a signed transaction. */
function jsonOf(tx: Transaction) {
  return {
    tx_type: tx.native?.kind,
    sender,
    recipient: tx.to === undefined ? null : toHex(tx.to),
    amount: tx.value.toString(),
    nonce: tx.nonce.toString(),
    metadata: {
      data: toHex(tx.data),
      gas_limit: tx.gasLimit.toString(),
      max_fee_per_gas: tx.maxFeePerGas.toString(),
      max_priority_fee_per_gas: tx.maxPriorityFeePerGas.toString(),
      chain_id: '31337',
    },
    public_key: toHex(tx.native?.publicKey ?? new Uint8Array(0)).slice(2),
    signature: toHex(tx.native?.signature ?? new Uint8Array(0)).slice(2),
  };
}

const transfer = (value = 1n) => signWanted({ kind: 'normal', to: fromHex(rich), value }, nonce);

describe('xai_sendTransaction', () => {
  test('takes the JSON form; the block has the transaction under the hash of its envelope', async () => {
    const signed = transfer();
    expect(await dev.call('xai_sendTransaction', jsonOf(signed))).toBe(toHex(signed.hash));
    nonce++;
    expect(await dev.call('eth_getTransactionByHash', toHex(signed.hash))).toMatchObject({
      from: toHex(NATIVE_SENDER),
      blockNumber: '0x2',
    });
    expect(await dev.call('eth_getRawTransactionByHash', toHex(signed.hash))).toBe(toHex(signed.raw));
  });

  test('counts may be JSON numbers, amounts may not', async () => {
    const json = jsonOf(transfer());
    const counts = {
      ...json,
      nonce: Number(json.nonce),
      metadata: { ...json.metadata, gas_limit: 2_000_000, chain_id: 31337 },
    };
    await dev.call('xai_sendTransaction', counts);
    nonce++;
    expect(await dev.refusal('xai_sendTransaction', { ...json, amount: 1 })).toMatchObject({
      code: -32602,
      message: 'invalid argument 0: amount: expected an amount as text, got number',
    });
    expect((await dev.refusal('xai_sendTransaction', { ...json, amount: '0.5' })).message).toBe(
      'invalid argument 0: amount: invalid amount "0.5": an integer in the smallest unit expected',
    );
  });

  test('unknown and missing fields are refused by name', async () => {
    const json = jsonOf(transfer());
    const message = async (change: object) =>
      (await dev.refusal('xai_sendTransaction', { ...json, ...change })).message;
    expect(await message({ fee: '1' })).toBe('invalid argument 0: unknown field "fee"');
    expect(await message({ metadata: { ...json.metadata, memo: 'x' } })).toBe(
      'invalid argument 0: metadata: unknown field "memo"',
    );
    expect(await message({ metadata: { ...json.metadata, gas_limit: undefined } })).toBe(
      'invalid argument 0: metadata: missing field "gas_limit"',
    );
    expect(await message({ public_key: 'ab' })).toBe(
      'invalid argument 0: public_key: 128 hex digits expected, got "ab"',
    );
    expect(await message({ nonce: '18446744073709551616' })).toBe(
      'nonce: 18446744073709551616 is above 18446744073709551615',
    );
  });

  test('kinds that do not exist here are answered with what to do instead', async () => {
    const json = jsonOf(transfer());
    for (const { name, refusal } of REFUSED_KINDS)
      expect(await dev.refusal('xai_sendTransaction', { ...json, tx_type: name })).toMatchObject({
        code: -32602,
        message: `tx_type: ${refusal}`,
      });
    expect((await dev.refusal('xai_sendTransaction', { ...json, tx_type: 'gift' })).message).toBe(
      'tx_type: unknown transaction kind gift',
    );
    expect((await dev.refusal('xai_sendTransaction', { ...json, tx_type: 'system' })).message).toBe(
      'tx_type: transactions of kind system are not for sending',
    );
  });

  test('a changed field, another sender, another kind of call', async () => {
    const json = jsonOf(transfer());
    const message = async (change: object) =>
      (await dev.refusal('xai_sendTransaction', { ...json, ...change })).message;
    const wrong = 'invalid signature: the public key did not sign these fields';
    expect(await message({ amount: '2' })).toBe(wrong);
    expect(await message({ metadata: { ...json.metadata, chain_id: '1' } })).toBe(wrong);
    expect(await message({ sender: rich })).toContain('not the address of public_key');
    expect(await message({ tx_type: 'stake' })).toBe(`kind stake: ${rich} is not a module`);
    expect(await message({ recipient: `XAI${rich.slice(2)}` })).toBe(
      'address is of the mainnet, this chain is a testnet',
    );
    expect(await message({ recipient: sender.replace(/[a-f]/, (digit) => digit.toUpperCase()) })).toContain(
      'checksum',
    );
  });
});

describe('the rules of Ethereum accounts', () => {
  const raw = (tx: Transaction) => toHex(tx.raw);
  const refused = async (tx: Transaction) => (await dev.refusal('eth_sendRawTransaction', raw(tx))).message;
  const fields = {
    kind: 'normal' as const,
    chainId: 31337n,
    maxPriorityFeePerGas: 1_000_000_000n,
    maxFeePerGas: 5_000_000_000n,
    gasLimit: 21_000n,
    to: new Uint8Array(20).fill(1),
    value: 0n,
    data: new Uint8Array(0),
  };

  test('nonce, chain, gas, fees and funds', async () => {
    const base = { ...fields, nonce };
    expect(await refused(signNative(NATIVE_KEY, { ...base, nonce: 0n }))).toContain('nonce too low');
    expect(await refused(signNative(NATIVE_KEY, { ...base, chainId: 1n }))).toContain(
      'invalid chain id for signer',
    );
    expect(await refused(signNative(NATIVE_KEY, { ...base, gasLimit: 20_999n }))).toContain(
      'intrinsic gas too low',
    );
    expect(await refused(signNative(NATIVE_KEY, { ...base, gasLimit: 31_000_000n }))).toMatch(/gas limit/);
    expect(await refused(signNative(NATIVE_KEY, { ...base, value: 10n ** 20n }))).toContain(
      'insufficient funds',
    );
    expect(
      await refused(signNative(NATIVE_KEY, { ...base, maxPriorityFeePerGas: 6_000_000_000n })),
    ).toContain('max priority fee per gas higher than max fee per gas');
  });

  test('the same twice, and replacement by a tenth more', async () => {
    await dev.call('evm_setAutomine', false);
    const at = (maxFeePerGas: bigint, maxPriorityFeePerGas: bigint) =>
      signNative(NATIVE_KEY, { ...fields, nonce, maxFeePerGas, maxPriorityFeePerGas });
    const first = at(10_000_000_000n, 1_000_000_000n);
    await dev.call('eth_sendRawTransaction', raw(first));
    expect(await refused(first)).toBe('already known');
    expect(await refused(at(10_000_000_001n, 1_000_000_001n))).toBe('replacement transaction underpriced');
    const second = at(11_000_000_000n, 1_100_000_000n);
    await dev.call('eth_sendRawTransaction', raw(second));
    expect(await dev.call('eth_getTransactionByHash', toHex(first.hash))).toBeNull();
    expect(await dev.call('eth_getTransactionCount', toHex(NATIVE_SENDER), 'pending')).toBe(
      `0x${(nonce + 1n).toString(16)}`,
    );
    await dev.call('evm_mine');
    await dev.call('evm_setAutomine', true);
    expect((await dev.call('eth_getTransactionReceipt', toHex(second.hash))).status).toBe('0x1');
    nonce++;
  });

  test('gas that the same Ethereum transaction costs', async () => {
    const data = Uint8Array.from({ length: 40 }, (_, i) => i % 7);
    const gas = 100_000n;
    const to = new Uint8Array(20).fill(9);
    const native = signNative(NATIVE_KEY, {
      ...fields,
      kind: 'contract_call',
      nonce,
      gasLimit: gas,
      to,
      data,
    });
    await dev.call('eth_sendRawTransaction', raw(native));
    nonce++;
    const other = await dev.call('eth_sendTransaction', {
      from: rich,
      to: toHex(to),
      data: toHex(data),
      gas: '0x186a0',
    });
    const used = async (hash: string) => (await dev.call('eth_getTransactionReceipt', hash)).gasUsed;
    expect(await used(toHex(native.hash))).toBe(await used(other));
  });
});
