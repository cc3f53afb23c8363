import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { SILENT_ACTIVITY } from '../../../src/activity/activity.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { deriveAccounts } from '../../../src/dev/accounts.ts';
import { devNodeOptions } from '../../../src/dev/nodeOptions.ts';
import { createLogger } from '../../../src/logger.ts';
import { openNode } from '../../../src/node.ts';
import { warmRequests } from '../../../src/warmUp/requests.ts';
import { openScratchChain } from '../../../src/warmUp/scratchChain.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';

/** milliseconds that a test may take where others keep the processor busy */
const PATIENCE = 60_000;

const settings = readSettings('dev', new Map([['port', '0']]), {});
const lines: string[] = [];
const logger = createLogger(
  { level: 'trace', format: 'json', colour: false },
  { write: (text) => lines.push(text) },
);
const options = devNodeOptions(settings, {
  keys: deriveAccounts(settings),
  activity: SILENT_ACTIVITY,
  logger,
});

/** The directories of this process's stores. */
const stores = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('xai-dev-') && name.includes(`-${process.pid}-`));

test.serial(
  'every request of a warm-up is answered, and nothing is left of the chain',
  async () => {
    const before = stores();
    const engine = createWasmEngine();
    const chain = openScratchChain(options, engine);
    expect(stores().length).toBe(before.length + 1);
    const unanswered: unknown[] = [];
    const work = warmRequests(chain.senders, 8);
    let asked = 0;
    let result: unknown;
    for (let next = work.next(); next.done !== true; next = work.next(result)) {
      result = await chain.ask(...next.value);
      asked++;
      // a block's maker answers with nothing, as anvil's does
      if (result === undefined || (result === null && !/^(evm|anvil)_/.test(next.value[0])))
        unanswered.push(next.value[0]);
    }
    expect(unanswered).toEqual([]);
    expect(asked).toBeGreaterThan(100);
    const last = await chain.ask('eth_getBlockByNumber', 'latest', false);
    expect(Number((last as { number: string }).number)).toBeGreaterThan(15);
    await chain.end();
    engine.close?.();
    expect(stores()).toEqual(before);
    expect(lines).toEqual([]);
  },
  PATIENCE,
);

test.serial(
  'a node that warms up answers as one that does not',
  async () => {
    const before = stores();
    const node = await openNode({ ...options, warmUp: true });
    try {
      const ask = async (method: string, ...params: unknown[]) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
        return (
          (await (await fetch(node.server.url, { method: 'POST', body })).json()) as { result: unknown }
        ).result;
      };
      const genesis = await ask('eth_getBlockByNumber', 'latest', true);
      const deadline = Date.now() + 5_000;
      while (stores().length < before.length + 2 && Date.now() < deadline) await Bun.sleep(5);
      expect(stores().length).toBe(before.length + 2);
      expect(await ask('eth_getBlockByNumber', 'latest', true)).toEqual(genesis);
      expect(await ask('eth_getCode', `0x${'ee'.repeat(20)}`, 'latest')).toBe('0x');
      expect(await ask('eth_blockNumber')).toBe('0x0');
      expect(await ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
    } finally {
      await node.close();
    }
    expect(stores()).toEqual(before);
    expect(lines).toEqual([]);
  },
  PATIENCE,
);
