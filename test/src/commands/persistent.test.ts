import { describe, expect, test } from 'bun:test';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ALICE, BOB, GENESIS, runToEnd, startProgram, transfer } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const directory = temporaryDirectory();
const genesisFile = join(directory, 'genesis.json');
writeFileSync(genesisFile, JSON.stringify(GENESIS));
const HOLDERS_FILE = join(directory, 'holders.json');
writeFileSync(
  HOLDERS_FILE,
  JSON.stringify({ holders: { [ALICE.address]: { stake: `1${'0'.repeat(21)}` } } }),
);
const path = (name: string) => join(directory, name);

interface RpcBlock {
  readonly number: string;
  readonly hash: string;
  readonly stateRoot: string;
  readonly miner: string;
  readonly transactions: string[];
}

describe('a persistent chain', () => {
  test('is initialised once, and refuses another genesis', async () => {
    const first = await runToEnd(['init', '--genesis', genesisFile, '--data-dir', path('init')]);
    expect(first).toMatchObject({ status: 0, error: '' });
    expect(first.out).toContain('initialised');
    const again = await runToEnd(['init', '--genesis', genesisFile, '--data-dir', path('init')]);
    expect(again.status).toBe(0);
    expect(again.out).toContain('this chain is there already');
    const testnet = ['--network', 'xai-testnet', '--holders', HOLDERS_FILE];
    const other = await runToEnd(['init', ...testnet, '--data-dir', path('init')]);
    expect(other.status).toBe(1);
    expect(other.error).toStartWith('error: ');
    expect(other.error).toContain('genesis');
    expect(other.error.trim().split('\n')).toHaveLength(1);
  }, 60_000);

  test('cannot be started or read before it is initialised', async () => {
    for (const line of [
      ['start', '--port', '0'],
      ['export', path('no.rlp')],
    ]) {
      const { status, error } = await runToEnd([...line, '--data-dir', path('empty')]);
      expect(status).not.toBe(0);
      expect(error).toStartWith('error: ');
      expect(error.trim().split('\n')).toHaveLength(1);
    }
    expect(await runToEnd(['start'])).toMatchObject({
      status: 2,
      error: 'error: where is the chain kept? Give --data-dir DIRECTORY\n',
    });
    expect((await runToEnd(['init', '--data-dir', path('empty')])).status).toBe(2);
    const broken = path('broken.json');
    writeFileSync(broken, '{"config":{}}');
    const refused = await runToEnd(['init', '--genesis', broken, '--data-dir', path('empty')]);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.error).toContain('genesis');
  }, 60_000);

  test('makes blocks, stops, goes on, is exported and imported with every root checked', async () => {
    const dataDir = path('chain');
    const start = ['start', '--data-dir', dataDir, '--block-time', '0.1', '--fee-recipient', BOB.address];
    let node = await startProgram([...start, '--genesis', genesisFile]);
    expect(await node.call<string>('eth_chainId')).toBe('0x1092');
    expect(await node.call<string>('web3_clientVersion')).toStartWith('xai/v');
    expect(node.call('anvil_mine')).rejects.toThrow('anvil_mine');
    for (let nonce = 0n; nonce < 20n; nonce++)
      await node.call('eth_sendRawTransaction', transfer(4242n, nonce));
    await waitFor(
      async () => (await node.call<string>('eth_getTransactionCount', ALICE.address, 'latest')) === '0x14',
    );
    expect(await node.end('SIGTERM')).toBe(0);

    node = await startProgram(start);
    expect(await node.call<string>('eth_getTransactionCount', ALICE.address, 'latest')).toBe('0x14');
    await node.call('eth_sendRawTransaction', transfer(4242n, 20n));
    await waitFor(
      async () => (await node.call<string>('eth_getTransactionCount', ALICE.address, 'latest')) === '0x15',
    );
    await waitFor(async () => BigInt(await node.call<string>('eth_blockNumber')) >= 4n);

    const busy = await runToEnd(['start', '--data-dir', dataDir, '--port', '0']);
    expect(busy.status).toBe(1);
    expect(busy.error).toContain('is in use by another node');

    expect((await runToEnd(['export', path('live.rlp'), '--data-dir', dataDir])).status).toBe(0);
    expect(await node.end('SIGINT')).toBe(0);

    const exported = await runToEnd(['export', path('blocks.rlp.gz'), '--data-dir', dataDir]);
    expect(exported).toMatchObject({ status: 0, error: '' });
    const plain = gunzipSync(readFileSync(path('blocks.rlp.gz')));
    const live = readFileSync(path('live.rlp'));
    expect(plain.subarray(0, live.length).equals(live)).toBe(true);

    const copy = path('copy');
    await runToEnd(['init', '--genesis', genesisFile, '--data-dir', copy]);
    const half = path('half.rlp');
    writeFileSync(half, plain);
    // inside the last block
    truncateSync(half, plain.length - 100);
    const cut = await runToEnd(['import', half, '--data-dir', copy]);
    expect(cut.status).toBe(1);
    expect(cut.error).toContain('the file ends inside it');
    const rest = await runToEnd(['import', path('blocks.rlp.gz'), '--data-dir', copy]);
    expect(rest).toMatchObject({ status: 0, error: '' });
    expect(Number(/known"?\S* ?(\d+)/.exec(stripColours(rest.out))?.[1])).toBeGreaterThan(1);
    await runToEnd(['export', path('copy.rlp'), '--data-dir', copy]);
    expect(readFileSync(path('copy.rlp')).equals(plain)).toBe(true);

    node = await startProgram(['start', '--data-dir', copy, '--no-mining']);
    const head = await node.call<RpcBlock>('eth_getBlockByNumber', 'latest', false);
    expect(BigInt(head.number)).toBeGreaterThan(2n);
    expect(head.miner).toBe(BOB.address);
    expect(await node.call<string>('eth_getBalance', BOB.address, '0x0')).toBe('0x0');
    // longer than blocks are apart where they are made
    await Bun.sleep(2_500);
    expect(await node.call<string>('eth_blockNumber')).toBe(head.number);
    await node.end('SIGTERM');
  }, 120_000);

  test('refuses a file whose blocks break a rule, naming block and rule, and keeps what came before', async () => {
    const copy = path('tampered');
    await runToEnd(['init', '--genesis', genesisFile, '--data-dir', copy]);
    const bytes = gunzipSync(readFileSync(path('blocks.rlp.gz')));
    // The last occurrence of 1 gwei or so is hard to find; a byte of Alice's first signature is not.
    const raw = Buffer.from(transfer(4242n, 3n).slice(2), 'hex');
    const at = bytes.indexOf(raw);
    expect(at).toBeGreaterThan(0);
    bytes[at + raw.length - 1] = (bytes[at + raw.length - 1] ?? 0) ^ 1;
    writeFileSync(path('tampered.rlp'), bytes);
    const { status, error } = await runToEnd(['import', path('tampered.rlp'), '--data-dir', copy]);
    expect(status).toBe(1);
    expect(error).toMatch(/^error: .*block \d+/);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect((await runToEnd(['export', path('kept.rlp'), '--data-dir', copy])).status).toBe(0);
  }, 60_000);
});

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await Bun.sleep(50);
  }
  throw new Error('this did not happen within 10 s');
}

function stripColours(text: string): string {
  return Bun.stripANSI(text);
}
