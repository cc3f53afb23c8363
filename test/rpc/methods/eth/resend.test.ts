import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const NOBODY = `0x${'12'.repeat(20)}`;
const GWEI = 10n ** 9n;
const hex = (value: bigint) => `0x${value.toString(16)}`;

let dev: DevNode;
let from: string;
let to: string;

beforeEach(async () => {
  dev = await openDevNode({ mode: { kind: 'manual' } });
  [from = '', to = ''] = dev.accounts;
});

afterEach(() => dev.close());

function send(fields: object = {}): Promise<string> {
  return dev.call('eth_sendTransaction', { from, to, value: '0x7', ...fields });
}

describe('eth_resend', () => {
  test('replaces a transaction with capped fees by the same one for more', async () => {
    const old = await send({ accessList: [{ address: NOBODY, storageKeys: [] }] });
    const hash = await dev.call('eth_resend', { from, nonce: '0x0' }, hex(50n * GWEI), '0x9c40');
    expect(await dev.call('eth_getTransactionByHash', old)).toBeNull();
    expect(await dev.call('eth_getTransactionByHash', hash)).toMatchObject({
      ...{ from, to, value: '0x7', nonce: '0x0', type: '0x2', gas: '0x9c40' },
      ...{ maxFeePerGas: hex(50n * GWEI), maxPriorityFeePerGas: hex(50n * GWEI) },
      accessList: [{ address: NOBODY, storageKeys: [] }],
    });
    await dev.call('evm_mine');
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  });

  test('of a legacy one, given whole, as geth asks for', async () => {
    const gasPrice = hex(3n * GWEI);
    const whole = { from, to, value: '0x7', gas: '0x5208', gasPrice, nonce: '0x0' };
    await dev.call('eth_sendTransaction', whole);
    const hash = await dev.call('eth_resend', whole, hex(4n * GWEI));
    expect(await dev.call('eth_getTransactionByHash', hash)).toMatchObject({
      type: '0x0',
      gasPrice: hex(4n * GWEI),
      gas: '0x5208',
    });
  });

  test('of an impersonated account', async () => {
    await dev.call('anvil_setBalance', NOBODY, '0xde0b6b3a7640000');
    await dev.call('anvil_impersonateAccount', NOBODY);
    await dev.call('eth_sendTransaction', { from: NOBODY, to, value: '0x1' });
    const hash = await dev.call('eth_resend', { from: NOBODY, nonce: '0x0' }, hex(50n * GWEI));
    await dev.call('evm_mine');
    expect(await dev.call('eth_getTransactionReceipt', hash)).toMatchObject({ from: NOBODY, status: '0x1' });
  });

  test('what is not as given is not found', async () => {
    const hash = await send();
    const notFound = { code: -32000, message: 'transaction not found' };
    const price = hex(50n * GWEI);
    for (const given of [
      { from, nonce: '0x1' },
      { from: to, nonce: '0x0' },
      { from, nonce: '0x0', value: '0x8' },
      { from, nonce: '0x0', to: from },
      { from, nonce: '0x0', data: '0x00' },
      { from, nonce: '0x0', accessList: [{ address: to, storageKeys: [] }] },
    ]) {
      expect(await dev.refusal('eth_resend', given, price)).toEqual(notFound);
    }
    await dev.call('evm_mine');
    expect(await dev.refusal('eth_resend', { from, nonce: '0x0' }, price)).toEqual(notFound);
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  });

  test('what cannot be replaced is refused', async () => {
    await send();
    const one = { from, nonce: '0x0' };
    expect((await dev.refusal('eth_resend', { from }, '0x1')).message).toBe(
      'missing transaction nonce in transaction spec',
    );
    expect((await dev.refusal('eth_resend', one)).message).toContain('already known');
    expect((await dev.refusal('eth_resend', one, '0x0', '0x0')).message).toContain('already known');
    expect((await dev.refusal('eth_resend', one, hex(2n * GWEI))).message).toContain('underpriced');
    expect((await dev.refusal('eth_resend', one, 5)).code).toBe(-32602);
    expect((await dev.refusal('eth_resend')).code).toBe(-32602);
  });
});
