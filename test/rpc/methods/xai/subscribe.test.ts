import { afterEach, beforeEach, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { type Client, connect } from '../../support/webSocketClient.ts';

const STAKING = '0x5841490000000000000000000000000000000003';
const GOVERNOR = '0x5841490000000000000000000000000000000004';

let dev: DevNode;
let client: Client;

beforeEach(async () => {
  dev = await openDevNode();
  client = await connect(dev);
});

afterEach(async () => {
  client.socket.close();
  await dev.close();
});

async function send(to: string, module: string, name: string, args: unknown[], value = '0x0'): Promise<void> {
  const data = await dev.call('xai_encodeModuleCall', module, name, args);
  const [from] = dev.accounts;
  await dev.call('eth_sendTransaction', { from, to, data, value, gas: '0x4c4b40' });
}

/** What a subscription has announced, as the address of each log. */
const announced = (id: unknown) =>
  client.announced.filter(([subscription]) => subscription === id).map(([, log]) => log.address);

test('moduleEvents announces the logs of every module, proposals those of the governor', async () => {
  const events = (await client.ask('xai_subscribe', 'moduleEvents')).result;
  const proposals = (await client.ask('xai_subscribe', 'proposals')).result;
  await send(STAKING, 'staking', 'lock', [], '0xde0b6b3a7640000');
  await send(GOVERNOR, 'governor', 'propose', [[STAKING], ['0'], ['0x'], 'nothing']);
  for (let i = 0; i < 300 && announced(proposals).length === 0; i++) await Bun.sleep(10);
  expect(announced(proposals)).toEqual([GOVERNOR]);
  expect(new Set(announced(events))).toEqual(new Set([STAKING, GOVERNOR]));

  expect((await client.ask('xai_unsubscribe', events)).result).toBe(true);
  expect((await client.ask('xai_unsubscribe', events)).error?.message).toBe('subscription not found');
  const before = announced(events).length;
  await send(STAKING, 'staking', 'lock', [], '0xde0b6b3a7640000');
  expect(announced(events)).toHaveLength(before);
});

test('other kinds are refused, and so is HTTP', async () => {
  expect((await client.ask('xai_subscribe', 'newHeads')).error?.code).toBe(-32602);
  expect((await dev.refusal('xai_subscribe', 'proposals')).message).toContain('notifications not supported');
});
