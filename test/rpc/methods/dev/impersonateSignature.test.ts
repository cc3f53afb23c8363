import { afterEach, beforeEach, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { code } from '../../trace/assembler.ts';

const ECRECOVER = `0x${'1'.padStart(40, '0')}`;
const SIGNER = `0x${'5e'.repeat(20)}`;
const SIGNATURE = `0x${'11'.repeat(65)}`;
const ASKED = `0x${'ab'.repeat(32)}${'11'.padStart(64, '0')}${'11'.repeat(64)}`;
const word = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;
/** Asks ecrecover what it is asked, and keeps the answer in slot 0; without one the hash. */
const KEEPER = `0x${'ce'.repeat(20)}`;
const KEEPER_CODE = code('60805f5f37', '60205f60805f60015afa50', '5f515f5500');

let dev: DevNode;
beforeEach(async () => {
  dev = await openDevNode();
});
afterEach(() => dev.close());

const recovered = () => dev.call('eth_call', { to: ECRECOVER, data: ASKED });

test('ecrecover answers with the address, in calls, blocks and traces', async () => {
  await dev.call('anvil_setCode', KEEPER, KEEPER_CODE);
  expect(await recovered()).toBe('0x');
  expect(await dev.call('anvil_impersonateSignature', SIGNATURE, SIGNER)).toBeNull();
  expect(await recovered()).toBe(word(SIGNER));
  const [from] = dev.accounts;
  const hash = await dev.call('eth_sendTransaction', { from, to: KEEPER, data: ASKED });
  expect(await dev.call('eth_getStorageAt', KEEPER, '0x0', 'latest')).toBe(word(SIGNER));
  const trace = await dev.call('debug_traceTransaction', hash, { tracer: 'callTracer' });
  expect(trace.calls).toMatchObject([{ to: ECRECOVER, output: word(SIGNER) }]);
  const other = { to: ECRECOVER, data: `${ASKED.slice(0, -1)}2` };
  expect(await dev.call('eth_call', other)).not.toBe(word(SIGNER));
});

test('the pending block knows at once', async () => {
  await dev.call('anvil_setCode', KEEPER, KEEPER_CODE);
  await dev.call('evm_setAutomine', false);
  const [from] = dev.accounts;
  await dev.call('eth_sendTransaction', { from, to: KEEPER, data: ASKED, gas: '0x186a0' });
  const kept = () => dev.call('eth_getStorageAt', KEEPER, '0x0', 'pending');
  expect(await kept()).toBe(ASKED.slice(0, 66));
  await dev.call('anvil_impersonateSignature', SIGNATURE, SIGNER);
  expect(await kept()).toBe(word(SIGNER));
});

test('neither evm_revert nor anvil_reset ends it; another address takes its place', async () => {
  const snapshot = await dev.call('evm_snapshot');
  await dev.call('anvil_impersonateSignature', SIGNATURE, SIGNER);
  expect(await dev.call('evm_revert', snapshot)).toBe(true);
  expect(await recovered()).toBe(word(SIGNER));
  await dev.call('anvil_reset');
  expect(await recovered()).toBe(word(SIGNER));
  await dev.call('anvil_impersonateSignature', SIGNATURE, KEEPER);
  expect(await recovered()).toBe(word(KEEPER));
});

test('what is no signature is refused', async () => {
  const refused = await dev.refusal('anvil_impersonateSignature', '0x1234', SIGNER);
  expect(refused).toEqual({ code: -32602, message: 'signature: expected 65 bytes, got 2' });
  expect((await dev.refusal('anvil_impersonateSignature', SIGNATURE)).code).toBe(-32602);
  expect((await dev.refusal('anvil_impersonateSignature', SIGNATURE, '0x1')).code).toBe(-32602);
});
