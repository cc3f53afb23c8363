import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALICE, BOB, type RunningNode, startProgram } from '../program.ts';

let node: RunningNode;
let metricsUrl = '';

beforeAll(async () => {
  node = await startProgram(['dev', '--metrics', '0']);
  metricsUrl = /"metrics":"([^"]+)"/.exec(node.output())?.[1] ?? '';
});
afterAll(() => node.end('SIGTERM'));

/** The value of one sample; `labels` as they stand in the text. */
function sample(text: string, name: string, labels = ''): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name}${labels} `));
  if (line === undefined) throw new Error(`no ${name}${labels} in\n${text}`);
  return Number(line.split(' ').at(-1));
}

const scrape = async () => (await fetch(`${metricsUrl}/metrics`)).text();

describe('metrics', () => {
  test('count blocks, transactions, gas and requests', async () => {
    const before = await scrape();
    expect(sample(before, 'xai_chain_head_block')).toBe(0);
    await node.call('eth_sendTransaction', { from: ALICE.address, to: BOB.address, value: '0x1' });
    await node.call('eth_call', { to: BOB.address, data: 'not hex' }).catch(() => undefined);
    const after = await scrape();
    expect(sample(after, 'xai_chain_head_block')).toBe(1);
    expect(sample(after, 'xai_chain_transactions_total')).toBe(1);
    expect(sample(after, 'xai_chain_gas_used_total')).toBe(21_000);
    expect(sample(after, 'xai_txpool_pending')).toBe(0);
    expect(sample(after, 'xai_rpc_duration_seconds_count', '{method="eth_sendTransaction"}')).toBe(1);
    expect(sample(after, 'xai_rpc_failures_total', '{method="eth_call",code="-32602"}')).toBe(1);
    expect(sample(after, 'xai_lmdb_entries', '{database="chain"}')).toBeGreaterThan(1);
    expect(sample(after, 'xai_lmdb_map_bytes')).toBeGreaterThanOrEqual(sample(after, 'xai_lmdb_used_bytes'));
    expect(sample(after, 'xai_lmdb_used_bytes')).toBeGreaterThan(4096);
    expect(sample(after, 'xai_lmdb_readers')).toBeLessThanOrEqual(sample(after, 'xai_lmdb_readers_max'));
    expect(sample(after, 'xai_chain_oldest_state_block')).toBe(0);
    await node.call('eth_getBlockByNumber', '0x1', false);
    expect(sample(await scrape(), 'xai_cache_hits_total', '{cache="blocks"}')).toBeGreaterThan(
      sample(before, 'xai_cache_hits_total', '{cache="blocks"}'),
    );
    expect(sample(after, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(after).toContain(`xai_build_info{version="`);
  });

  test('count what clients hold open', async () => {
    const socket = new WebSocket(node.url.replace('http', 'ws'));
    const next = () =>
      new Promise((resolve) => {
        socket.onopen = resolve;
        socket.onmessage = resolve;
      });
    await next();
    for (let id = 0; id < 2; id++) {
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'eth_subscribe', params: ['newHeads'] }));
      await next();
    }
    await node.call('eth_newBlockFilter');
    const held = await scrape();
    expect(sample(held, 'xai_rpc_websockets')).toBe(1);
    expect(sample(held, 'xai_rpc_subscriptions')).toBe(2);
    expect(sample(held, 'xai_rpc_filters')).toBe(1);
    socket.close();
    for (let i = 0; i < 100 && sample(await scrape(), 'xai_rpc_websockets') > 0; i++) await Bun.sleep(20);
    expect(sample(await scrape(), 'xai_rpc_subscriptions')).toBe(0);
  });

  test('have every name that the dashboard asks for', async () => {
    const dashboard = readFileSync(join(import.meta.dir, '../../../deploy/grafana/xai.json'), 'utf8');
    const names = new Set(dashboard.match(/\b(?:xai|process)_[a-z_]+\b/g));
    expect(names.size).toBeGreaterThan(15);
    const served = new Set((await scrape()).match(/^\w+/gm));
    expect([...names].filter((name) => !served.has(name))).toEqual([]);
  });

  test('do not tell the names of methods that are none', async () => {
    await node.call('eth_noSuchMethod_0123').catch(() => undefined);
    expect(await scrape()).not.toContain('eth_noSuchMethod_0123');
  });
});

describe('health', () => {
  test('is told on both ports', async () => {
    for (const url of [node.url, metricsUrl]) {
      for (const path of ['/health', '/ready']) {
        const response = await fetch(`${url}${path}`);
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({ healthy: true, ready: true });
      }
    }
  });
});
