import { afterEach, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { PRAGUE_FROM_GENESIS } from '../../support/forkConfig.ts';
import { everyKind, NATIVE_SENDER, signWanted } from '../../support/nativeTraffic.ts';
import { ask, launchProgram, type RunningNode, request, runProgram, until } from '../launch.ts';

setDefaultTimeout(120_000);

/** A chain of its own with native transactions: made, stopped, exported, imported and compared. */
const folder = mkdtempSync(join(tmpdir(), 'xai-native-'));
const running: RunningNode[] = [];
const CHAIN_ID = 22_593n;

const genesis = (xai: object | undefined) => ({
  config: { chainId: Number(CHAIN_ID), ...PRAGUE_FROM_GENESIS, xai },
  timestamp: '0x0',
  extraData: '0x',
  gasLimit: '0x1c9c380',
  difficulty: '0x0',
  baseFeePerGas: '0x3b9aca00',
  alloc: { [toHex(NATIVE_SENDER)]: { balance: '0xd3c21bcecceda1000000' } },
});

afterEach(async () => {
  for (const node of running.splice(0)) await node.kill();
});

async function start(data: string, seconds: number): Promise<RunningNode> {
  const node = await launchProgram(['start', '--data-dir', data, '--block-time', String(seconds)]);
  running.push(node);
  return node;
}

async function init(name: string, document: object): Promise<string> {
  const [file, data] = [join(folder, `${name}.json`), join(folder, name)];
  writeFileSync(file, JSON.stringify(document));
  expect(await runProgram(['init', '--genesis', file, '--data-dir', data])).toMatchObject({ code: 0 });
  return data;
}

test('blocks with every kind go through a file to another node, which sees the same', async () => {
  const data = await init('first', genesis({}));
  const first = await start(data, 1);
  const natives = everyKind(new Uint8Array(20).fill(0x99)).map((wanted, nonce) =>
    signWanted(wanted, BigInt(nonce), CHAIN_ID),
  );
  for (const { raw } of natives) await request(first.url, 'eth_sendRawTransaction', toHex(raw));
  const last = toHex(natives.at(-1)?.hash ?? new Uint8Array(0));
  await until(
    async () => (await request(first.url, 'eth_getTransactionReceipt', last)) !== null,
    'the receipts',
    20_000,
  );
  expect(await first.stop()).toBe(0);

  const blocks = join(folder, 'blocks.rlp.gz');
  expect(await runProgram(['export', blocks, '--data-dir', data])).toMatchObject({ code: 0 });
  const copy = await init('copy', genesis({}));
  expect(await runProgram(['import', blocks, '--data-dir', copy])).toMatchObject({ code: 0 });
  const [one, two] = [await start(data, 3600), await start(copy, 3600)];
  for (const { hash } of natives) {
    for (const method of [
      'eth_getTransactionByHash',
      'eth_getTransactionReceipt',
      'eth_getRawTransactionByHash',
    ]) {
      const answer = await request(one.url, method, toHex(hash));
      expect(answer).not.toBeNull();
      expect(await request(two.url, method, toHex(hash))).toEqual(answer);
    }
    const native = await request<{ sender: string }>(two.url, 'xai_getTransaction', toHex(hash));
    expect(native.sender).toBe(await request(two.url, 'xai_fromEvmAddress', toHex(NATIVE_SENDER)));
    expect(native.sender).toMatch(/^XAI/);
  }
  // The nonce is the account's, whatever sent it.
  expect(await request<string>(two.url, 'eth_getTransactionCount', toHex(NATIVE_SENDER), 'latest')).toBe(
    '0x9',
  );
});

test('a genesis that does not say so makes a chain without them, and refuses to import them', async () => {
  const data = await init('plain', genesis(undefined));
  const blocks = join(folder, 'blocks.rlp.gz');
  const imported = await runProgram(['import', blocks, '--data-dir', data]);
  expect(imported.code).not.toBe(0);
  const node = await start(data, 3600);
  const { raw } = signWanted({ kind: 'normal', to: NATIVE_SENDER }, 0n, CHAIN_ID);
  const { error } = await ask(node.url, 'eth_sendRawTransaction', toHex(raw));
  expect(error?.message).toBe('transaction type not supported: this chain has no native transactions');
});
