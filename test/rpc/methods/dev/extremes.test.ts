import { afterEach, beforeEach, expect, test } from 'bun:test';
import { toHex } from '../../../../storage/encoding/bytes.ts';
import { WITHDRAWAL_REQUEST_CONTRACT } from '../../../../vm/block/systemContracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

let dev: DevNode;

beforeEach(async () => {
  dev = await openDevNode();
});

afterEach(() => dev.close());

test('an account that holds all wei there can be may still be paid, and blocks go on', async () => {
  const [from, rich] = dev.accounts;
  await dev.call('anvil_setBalance', rich, `0x${'f'.repeat(64)}`);
  const hash = await dev.call('eth_sendTransaction', { from, to: rich, value: '0x3' });
  expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  expect(await dev.call('eth_getBalance', rich)).toBe('0x2'); // as in geth, which counts in 256 bits
  await dev.call('evm_mine');
});

test('a system contract that was broken by hand says why no block can be made', async () => {
  const contract = toHex(WITHDRAWAL_REQUEST_CONTRACT);
  const code = await dev.call('eth_getCode', contract);
  await dev.call('anvil_setCode', contract, '0xfe');
  const { code: number, message } = await dev.refusal('evm_mine');
  expect(number).toBe(-32000);
  expect(message).toContain('system contract');
  await dev.call('anvil_setCode', contract, code);
  await dev.call('evm_mine');
});
