import { describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PoolJournal } from '../../../src/journal/poolJournal.ts';
import { encodeRecord, readRecords } from '../../../src/journal/records.ts';
import { keptPool } from '../../../src/keptPool.ts';
import { createLogger } from '../../../src/logger.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { GENESIS, runToEnd, startProgram, transfer } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);
const logger = createLogger({ level: 'silent', format: 'json', colour: false });
const record = (seed: number, length = 100) => ({
  hash: new Uint8Array(32).fill(seed),
  raw: new Uint8Array(length).fill(seed),
});

describe('the file', () => {
  test('is read up to the record that is torn or damaged', () => {
    const file = path('torn');
    const whole = [record(1), record(2), record(3)];
    writeFileSync(file, Buffer.concat(whole.map(encodeRecord)));
    expect(readRecords(file)).toEqual(whole);
    appendFileSync(file, encodeRecord(record(4)).subarray(0, 60));
    expect(readRecords(file)).toEqual(whole);
    const bytes = readFileSync(file);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(readRecords(file)).toEqual(whole.slice(0, 1));
    truncateSync(file, 3);
    expect(readRecords(file)).toEqual([]);
    expect(readRecords(path('none'))).toEqual([]);
  });

  test('is written anew with what still waits when it has grown', async () => {
    const waiting = new Set<string>();
    const journal = new PoolJournal(path('bounded'), { waits: (hash) => waiting.has(toHex(hash)), logger });
    await journal.restore({ submitRaw: () => Promise.reject(new Error('nothing was there')) });
    const kept = record(255, 1024);
    waiting.add(toHex(kept.hash));
    await journal.append(kept);
    for (let round = 0; round < 100; round++) await journal.append(record(round, 128 * 1024));
    journal.close();
    expect(statSync(path('bounded')).size).toBeLessThan(4.5 * 1024 * 1024);
    expect(toHex(readRecords(path('bounded'))[0]?.hash ?? kept.raw)).toBe(toHex(kept.hash));
  });
});

test('a transaction that cannot be written down is neither kept nor acknowledged', async () => {
  const folder = path('gone');
  mkdirSync(folder);
  const journal = new PoolJournal(join(folder, 'journal'), { waits: () => true, logger });
  await journal.restore({ submitRaw: () => Promise.reject(new Error('nothing was there')) });
  const removed: string[] = [];
  const pool = { get: () => undefined, remove: (hash: Uint8Array) => removed.push(toHex(hash)) > 0 };
  // biome-ignore lint/suspicious/noExplicitAny: only submitRaw is called
  const access = { submitRaw: async () => ({ hash: record(9).hash }) } as any;
  const { submitRaw } = keptPool(access, { pool, journal, follower: undefined });
  await submitRaw(record(9, 3 * 1024 * 1024).raw);
  rmSync(folder, { recursive: true });
  await expect(submitRaw(record(9, 3 * 1024 * 1024).raw)).rejects.toThrow('the transaction cannot be kept');
  expect(removed).toEqual([toHex(record(9).hash)]);
  journal.close();
});

describe('with a wait for the disk', () => {
  /** A journal whose syncs end when the test says so. */
  async function slowJournal(name: string) {
    const syncs: { end(): void; fail(): void }[] = [];
    const sync = () =>
      new Promise<void>((resolve, reject) => {
        syncs.push({ end: resolve, fail: () => reject(new Error('input/output error')) });
      });
    const journal = new PoolJournal(path(name), { waits: () => true, logger, sync });
    await journal.restore({ submitRaw: () => Promise.reject(new Error('nothing was there')) });
    const kept: number[] = [];
    const append = (seed: number) => journal.append(record(seed)).then(() => void kept.push(seed));
    return { journal, syncs, kept, append };
  }

  test('nothing is acknowledged before a sync that began after it was written; many share one', async () => {
    const { journal, syncs, kept, append } = await slowJournal('synced');
    void append(1);
    await Bun.sleep(0);
    expect(syncs).toHaveLength(1);
    // These come while the first sync runs, which may not cover them.
    for (const seed of [2, 3, 4]) void append(seed);
    await Bun.sleep(0);
    expect([kept, syncs.length]).toEqual([[], 1]);
    syncs[0]?.end();
    await Bun.sleep(0);
    expect([kept, syncs.length]).toEqual([[1], 2]);
    expect(readRecords(path('synced'))).toHaveLength(4);
    syncs[1]?.end();
    await Bun.sleep(0);
    expect(kept).toEqual([1, 2, 3, 4]);
    journal.close();
  });

  test('a disk that fails is told to the sender, and the next one is tried again', async () => {
    const { journal, syncs, append } = await slowJournal('failing');
    const refused = append(1);
    await Bun.sleep(0);
    syncs[0]?.fail();
    await expect(refused).rejects.toThrow('cannot be kept: input/output error');
    const taken = append(2);
    await Bun.sleep(0);
    syncs[1]?.end();
    await taken;
    journal.close();
  });
});

test('a producer that is killed before the block makes it of the same transactions afterwards', async () => {
  writeFileSync(path('genesis.json'), JSON.stringify(GENESIS));
  await runToEnd(['init', '--genesis', path('genesis.json'), '--data-dir', path('chain')]);
  const line = ['start', '--data-dir', path('chain'), '--block-time', '3600'];
  const first = await startProgram(line);
  const hashes: string[] = [];
  for (let nonce = 0n; nonce < 5n; nonce++) {
    hashes.push(await first.call<string>('eth_sendRawTransaction', transfer(4242n, nonce)));
  }
  await first.end('SIGKILL');
  const second = await startProgram(line);
  expect(await second.call<object>('txpool_status')).toEqual({ pending: '0x5', queued: '0x0' });
  await second.end('SIGTERM');
  const third = await startProgram(['start', '--data-dir', path('chain'), '--block-time', '0.1']);
  const mined = async () =>
    (await Promise.all(hashes.map((hash) => third.call('eth_getTransactionReceipt', hash)))).every(
      (receipt) => receipt !== null,
    );
  for (let i = 0; i < 200 && !(await mined()); i++) await Bun.sleep(25);
  expect(await mined()).toBe(true);
  await third.end('SIGTERM');
  const forgetful = await startProgram([...line, '--no-pool-journal']);
  await forgetful.call('eth_sendRawTransaction', transfer(4242n, 5n));
  await forgetful.end('SIGKILL');
  const last = await startProgram([...line, '--no-pool-journal']);
  expect(await last.call<object>('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
  await last.end('SIGTERM');
}, 60_000);
