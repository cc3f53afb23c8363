import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { deployLogger, emit, word } from '../support/contracts.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';
import { type Client, connect } from '../support/webSocketClient.ts';

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

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !condition(); i++) await Bun.sleep(10);
  expect(condition()).toBe(true);
}

describe('requests', () => {
  test('answers, errors and batches', async () => {
    expect((await client.ask('eth_chainId')).result).toBe('0x7a69');
    expect((await client.ask('nope')).error?.code).toBe(-32601);
    const answers: string[] = [];
    client.socket.addEventListener('message', ({ data }) => answers.push(String(data)));
    client.socket.send('{');
    client.socket.send(
      '[{"jsonrpc":"2.0","id":50,"method":"net_version"},{"jsonrpc":"2.0","method":"net_version"}]',
    );
    client.socket.send(Buffer.from('{"jsonrpc":"2.0","id":51,"method":"net_version"}'));
    await until(() => answers.length === 3);
    const parsed = answers.map((text) => JSON.parse(text));
    expect(parsed.find((answer) => answer.error)?.error.code).toBe(-32700);
    expect(parsed.find(Array.isArray)).toEqual([{ jsonrpc: '2.0', id: 50, result: '31337' }]);
    expect(parsed.find(({ id }) => id === 51)?.result).toBe('31337');
  });

  test('subscriptions need a transport that carries notifications', async () => {
    expect(await dev.refusal('eth_subscribe', 'newHeads')).toEqual({
      code: -32601,
      message: 'notifications not supported',
    });
  });
});

describe('subscriptions', () => {
  test('newHeads announces each block once, as a header', async () => {
    const { result: id } = await client.ask('eth_subscribe', 'newHeads');
    await dev.call('anvil_mine', '0x3');
    await until(() => client.announced.length === 3);
    const numbers = client.announced.map(([subscription, header]) => [subscription, header.number]);
    expect(numbers).toEqual([
      [id, '0x1'],
      [id, '0x2'],
      [id, '0x3'],
    ]);
    const block = await dev.call('eth_getBlockByNumber', '0x3', false);
    const { size, transactions, uncles, withdrawals, ...header } = block;
    expect(client.announced[2]?.[1]).toEqual(header);
  });

  test('logs announces what the filter asks for, as eth_getLogs shows it', async () => {
    const contract = await deployLogger(dev);
    const { result: all } = await client.ask('eth_subscribe', 'logs', {});
    const { result: some } = await client.ask('eth_subscribe', 'logs', {
      address: contract,
      topics: [[word(2), word(3)]],
    });
    for (const topic of [word(1), word(2)]) await emit(dev, contract, topic);
    await until(() => client.announced.length === 3);
    expect(client.announced.filter(([id]) => id === all).map(([, log]) => log.topics[0])).toEqual([
      word(1),
      word(2),
    ]);
    const [wanted] = await dev.call('eth_getLogs', { fromBlock: '0x0', topics: [word(2)] });
    expect(client.announced.filter(([id]) => id === some).map(([, log]) => log)).toEqual([wanted]);
  });

  test('logs of blocks that leave the chain are announced as removed', async () => {
    const contract = await deployLogger(dev);
    await client.ask('eth_subscribe', 'logs', { address: contract });
    await emit(dev, contract, word(1));
    await emit(dev, contract, word(2));
    await dev.call('anvil_rollback', 2);
    await until(() => client.announced.length === 4);
    const seen = client.announced.map(([, log]) => [log.topics[0], log.removed]);
    expect(seen).toEqual([
      [word(1), false],
      [word(2), false],
      [word(2), true],
      [word(1), true],
    ]);
    const [first, , , last] = client.announced.map(([, log]) => log);
    expect(last).toEqual({ ...first, removed: true });
  });

  test('newPendingTransactions gives hashes, or whole transactions', async () => {
    const { result: hashes } = await client.ask('eth_subscribe', 'newPendingTransactions');
    const { result: bodies } = await client.ask('eth_subscribe', 'newPendingTransactions', true);
    const [from, to] = dev.accounts;
    const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
    await until(() => client.announced.length === 2);
    expect(client.announced.find(([id]) => id === hashes)?.[1]).toBe(hash);
    const body = client.announced.find(([id]) => id === bodies)?.[1];
    expect(body).toMatchObject({ hash, from, to, value: '0x1', blockHash: null, transactionIndex: null });
  });

  test('transactionReceipts announces the receipts of each block, or those asked for', async () => {
    const { result: all } = await client.ask('eth_subscribe', 'transactionReceipts');
    const { result: none } = await client.ask('eth_subscribe', 'transactionReceipts', {
      transactionHashes: [word(1)],
    });
    const [from, to] = dev.accounts;
    await dev.call('anvil_mine');
    const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
    await until(() => client.announced.length === 1);
    expect(client.announced).toEqual([[all, [await dev.call('eth_getTransactionReceipt', hash)]]]);
    expect(none).not.toBe(all);
    const refused = await client.ask('eth_subscribe', 'transactionReceipts', { transactionHashes: ['0x1'] });
    expect(refused.error?.code).toBe(-32602);
  });

  test('syncing says once that the node is not', async () => {
    const { result: id } = await client.ask('eth_subscribe', 'syncing');
    await until(() => client.announced.length === 1);
    expect(client.announced).toEqual([[id, false]]);
  });

  test('ended ones are silent', async () => {
    const { result: id } = await client.ask('eth_subscribe', 'newHeads');
    expect((await client.ask('eth_unsubscribe', id)).result).toBe(true);
    expect((await client.ask('eth_unsubscribe', id)).error).toEqual({
      code: -32000,
      message: 'subscription not found',
    });
    await dev.call('anvil_mine');
    await client.ask('eth_chainId');
    expect(client.announced).toEqual([]);
  });

  test('wrong kinds and filters', async () => {
    const refused = async (...params: unknown[]) => (await client.ask('eth_subscribe', ...params)).error;
    expect(await refused('nothing')).toEqual({
      code: -32602,
      message: 'no "nothing" subscription in eth namespace',
    });
    expect(await refused()).toEqual({ code: -32602, message: 'missing value for required argument 0' });
    expect((await refused('logs', { address: 5 }))?.code).toBe(-32602);
    expect((await refused('logs', []))?.code).toBe(-32602);
    expect((await refused('newPendingTransactions', 'yes'))?.code).toBe(-32602);
  });

  test('belong to their connection', async () => {
    const other = await connect(dev);
    const { result: id } = await client.ask('eth_subscribe', 'newHeads');
    expect((await other.ask('eth_unsubscribe', id)).error?.message).toBe('subscription not found');
    await dev.call('anvil_mine');
    await until(() => client.announced.length === 1);
    expect(other.announced).toEqual([]);
    other.socket.close();
  });
});
