import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { deployLogger, emit, word } from '../../support/contracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

let dev: DevNode;
let contract: string;

beforeAll(async () => {
  dev = await openDevNode({ rpc: { logBlockRange: 50, logResultLimit: 5, filterLimit: 4 } });
  contract = await deployLogger(dev);
  for (const byte of [1, 2, 3, 2]) await emit(dev, contract, word(byte));
});

afterAll(() => dev.close());

/** The topics of the logs that a filter finds. */
async function found(filter: object): Promise<string[]> {
  const logs: { topics: string[] }[] = await dev.call('eth_getLogs', filter);
  return logs.map(({ topics }) => topics[0] as string);
}

describe('eth_getLogs', () => {
  const all = { fromBlock: 'earliest', toBlock: 'latest' };

  test('in chain order, by address and topic', async () => {
    expect(await found(all)).toEqual([1, 2, 3, 2].map(word));
    expect(await found({ ...all, address: contract })).toHaveLength(4);
    expect(await found({ ...all, address: [contract, dev.accounts[0]] })).toHaveLength(4);
    expect(await found({ ...all, address: dev.accounts[0] })).toEqual([]);
    expect(await found({ ...all, topics: [word(2)] })).toEqual([2, 2].map(word));
    expect(await found({ ...all, topics: [[word(1), word(3)]] })).toEqual([1, 3].map(word));
    expect(await found({ ...all, topics: [null] })).toHaveLength(4);
  });

  test('a filter longer than the topics of a log never matches', async () => {
    expect(await found({ ...all, topics: [word(2), null] })).toEqual([]);
  });

  test('ranges', async () => {
    expect(await found({})).toEqual([word(2)]);
    expect(await found({ fromBlock: '0x2', toBlock: '0x3' })).toEqual([1, 2].map(word));
    expect(await found({ fromBlock: '0x4' })).toEqual([3, 2].map(word));
    expect(await found({ fromBlock: '0x4', toBlock: '0x20' })).toEqual([3, 2].map(word));
    expect(await found({ fromBlock: '0xffff', toBlock: 'latest' })).toEqual([]);
    expect(await found({ fromBlock: 'pending', toBlock: 'pending' })).toEqual([word(2)]);
    const { hash } = await dev.call('eth_getBlockByNumber', '0x3', false);
    expect(await found({ blockHash: hash })).toEqual([word(2)]);
  });

  test('what cannot be asked', async () => {
    expect(await dev.refusal('eth_getLogs', { fromBlock: '0x3', toBlock: '0x2' })).toEqual({
      code: -32602,
      message: 'invalid block range params',
    });
    expect((await dev.refusal('eth_getLogs', { blockHash: word(1), fromBlock: '0x1' })).code).toBe(-32602);
    expect(await dev.refusal('eth_getLogs', { blockHash: word(1) })).toEqual({
      code: -32000,
      message: 'unknown block',
    });
    expect((await dev.refusal('eth_getLogs', { topics: Array(5).fill(null) })).code).toBe(-32602);
    expect((await dev.refusal('eth_getLogs', { address: Array(1001).fill(contract) })).code).toBe(-32602);
  });

  test('limits say how far one may go', async () => {
    await emit(dev, contract, word(4));
    await emit(dev, contract, word(5));
    expect(await dev.refusal('eth_getLogs', all)).toEqual({
      code: -32005,
      message:
        'query returned more than 5 results (--rpc-log-results). Try with this block range [0x0, 0x6].',
    });
    await dev.call('anvil_mine', '0x40');
    const { code, message } = await dev.refusal('eth_getLogs', { fromBlock: '0x1', toBlock: 'latest' });
    expect(code).toBe(-32005);
    expect(message).toContain('the limit is 50 (--rpc-log-range). Try with this block range [0x1, 0x32].');
  });
});

describe('filters', () => {
  const changes = (id: string) => dev.call('eth_getFilterChanges', id);

  test('of blocks and of transactions gather hashes since the last poll', async () => {
    const [blocks, pending] = [
      await dev.call('eth_newBlockFilter'),
      await dev.call('eth_newPendingTransactionFilter'),
    ];
    const hash = await emit(dev, contract, word(6));
    const { blockHash } = await dev.call('eth_getTransactionReceipt', hash);
    expect(await changes(blocks)).toEqual([blockHash]);
    expect(await changes(pending)).toEqual([hash]);
    expect(await changes(blocks)).toEqual([]);
    expect(await dev.call('eth_uninstallFilter', blocks)).toBe(true);
    expect(await dev.call('eth_uninstallFilter', blocks)).toBe(false);
    expect(await dev.call('eth_uninstallFilter', pending)).toBe(true);
  });

  test('of logs gather removed ones too', async () => {
    const id = await dev.call('eth_newFilter', { address: contract, topics: [word(7)] });
    await emit(dev, contract, word(8));
    await emit(dev, contract, word(7));
    const [log] = await changes(id);
    expect(log).toMatchObject({ topics: [word(7)], removed: false });
    expect(await dev.call('eth_getFilterLogs', id)).toEqual([log]);
    await dev.call('anvil_rollback', 1);
    expect(await changes(id)).toEqual([{ ...log, removed: true }]);
    await dev.call('eth_uninstallFilter', id);
  });

  test('are bounded in number, and unknown ones are told', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => dev.call('eth_newBlockFilter')));
    expect(await dev.refusal('eth_newBlockFilter')).toEqual({
      code: -32005,
      message: 'too many filters: the limit is 4 (--rpc-filter-limit)',
    });
    expect(await dev.refusal('eth_getFilterLogs', ids[0])).toEqual({
      code: -32000,
      message: 'filter not found',
    });
    for (const id of ids) await dev.call('eth_uninstallFilter', id);
    expect(await dev.refusal('eth_getFilterChanges', '0x1')).toEqual({
      code: -32000,
      message: 'filter not found',
    });
    expect((await dev.refusal('eth_newFilter', { blockHash: word(1), toBlock: '0x1' })).code).toBe(-32602);
  });
});
