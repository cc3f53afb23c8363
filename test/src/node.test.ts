import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Activity } from '../../src/activity/activity.ts';
import type { OptionKey } from '../../src/config/options.ts';
import { readSettings } from '../../src/config/settings.ts';
import { deriveAccounts } from '../../src/dev/accounts.ts';
import { devNodeOptions } from '../../src/dev/nodeOptions.ts';
import { createLogger } from '../../src/logger.ts';
import { openNode } from '../../src/node.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { ALICE, rpc, transfer } from './program.ts';
import { temporaryDirectory } from './temporary.ts';

const directory = temporaryDirectory();

/** A dev node's options, with notes of what its activity was told. */
function devOptions(values: Partial<Record<OptionKey, string>> = {}) {
  const settings = readSettings(
    'dev',
    new Map(Object.entries({ port: '0', ...values })) as Map<OptionKey, string>,
    {},
  );
  const told: string[] = [];
  const activity: Activity = {
    request: ({ method }) => told.push(`request ${method}`),
    consoleLine: (line) => told.push(`line ${line}`),
    block: ({ header }, receipts, reasons) =>
      told.push(`block ${header.number}: ${receipts.length} ${[...reasons.values()].join()}`.trim()),
    removed: (blocks) => told.push(`removed ${blocks.length}`),
  };
  const logger = createLogger({ level: 'silent', format: 'json', colour: false });
  return { told, options: devNodeOptions(settings, { keys: deriveAccounts(settings), activity, logger }) };
}

const temporaryStores = () =>
  readdirSync(tmpdir()).filter((name) => name.includes(`-${process.pid}-`)).length;

describe('a node', () => {
  test('opens on a free port, answers, and leaves nothing behind when it is closed, once or twice', async () => {
    const node = await openNode(devOptions().options);
    expect(node.server.port).toBeGreaterThan(0);
    expect(temporaryStores()).toBe(1);
    expect(await rpc<string>(node.server.url, 'eth_blockNumber', [])).toBe('0x0');
    await Promise.all([node.close(), node.close()]);
    expect(temporaryStores()).toBe(0);
    expect(rpc(node.server.url, 'eth_blockNumber', [])).rejects.toThrow();
  });

  test('closes what it had opened when a later part cannot be made', async () => {
    const node = await openNode(devOptions().options);
    const taken = devOptions({ port: String(node.server.port) }).options;
    expect(openNode(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await Bun.sleep(50);
    expect(temporaryStores()).toBe(1);
    await node.close();
  });

  test('lets the block being made be finished when it is closed', async () => {
    const { options } = devOptions({ dataDir: directory });
    const node = await openNode(options);
    const sent = node.context.pool.submitRaw(fromHex(transfer(31337n, 0n)));
    await Promise.all([sent, node.close()]);
    const again = await openNode(options);
    expect(again.context.chain.head().header.number).toBe(1n);
    await again.close();
    expect(existsSync(directory)).toBe(true);
  });

  test('tells of requests, blocks, console.log lines and the reasons of failures', async () => {
    const { told, options } = devOptions();
    const node = await openNode(options);
    const { url } = node.server;
    const from = ALICE.address;
    await rpc(url, 'eth_sendTransaction', [{ from, data: logThen('00') }]);
    await rpc(url, 'eth_sendTransaction', [{ from, data: logThen('5f5ffd'), gas: '0x30000' }]);
    await rpc(url, 'eth_call', [{ data: logThen('00') }]);
    await node.close();
    expect(told.filter((line) => !line.startsWith('line'))).toEqual([
      'block 1: 1',
      'request eth_sendTransaction',
      'block 2: 1 reverted without a reason',
      'request eth_sendTransaction',
      'request eth_call',
    ]);
    expect(told.filter((line) => line === 'line hi').length).toBeGreaterThanOrEqual(3);
  });

  test('is quiet about contracts when it is told to be', async () => {
    const { told, options } = devOptions({ disableConsoleLog: 'true' });
    const node = await openNode(options);
    await rpc(node.server.url, 'eth_call', [{ data: logThen('00') }]);
    await node.close();
    expect(told).toEqual(['request eth_call']);
  });
});

/** Init code that calls console.log("hi") and goes on with `rest`. */
function logThen(rest: string): string {
  const word = (value: number) => value.toString(16).padStart(64, '0');
  const call = `41304fac${word(32)}${word(2)}${'6869'.padEnd(64, '0')}`;
  const size = call.length / 2;
  const consoleAddress = toHex(new TextEncoder().encode('console.log')).slice(2);
  // CODECOPY the call behind the code into memory, STATICCALL the console with it, POP, then the rest.
  const head = (at: number) =>
    `60${byte(size)}60${byte(at)}5f395f5f60${byte(size)}5f6a${consoleAddress}5afa50${rest}`;
  const at = head(0).length / 2;
  return `0x${head(at)}${call}`;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
