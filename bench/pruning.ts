/**
 * What pruning saves and costs: one chain of made-up blocks committed to stores that keep all states, or some.
 *
 *     bun bench/pruning.ts [--blocks 30000] [--accounts 20] [--slots 30]
 *
 * Each block changes so many of 50,000 accounts and of 20,000 slots of a contract. The last row opens the archive again as a
 * full node and commits further blocks, so that each forgets more than one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StoredBlock } from '../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, toKey } from '../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../storage/encoding/keccak.ts';
import { emptyChanges, type StateChanges } from '../storage/state/changes.ts';
import { Store } from '../storage/store.ts';

const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '30000' },
    accounts: { type: 'string', default: '20' },
    slots: { type: 'string', default: '30' },
  },
});
const [BLOCKS, ACCOUNTS, SLOTS] = [Number(values.blocks), Number(values.accounts), Number(values.slots)];
const MEBIBYTE = 1024 * 1024;
const contract = new Uint8Array(20).fill(0xc0);

/** Any bytes that follow from a number. */
function bytes(length: number, seed: number): Uint8Array {
  const made = new Uint8Array(length);
  let state = (seed * 2654435761) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    made[i] = state >>> 24;
  }
  return made;
}

function changesOf(number: number): StateChanges {
  const changes = emptyChanges();
  const account = { balance: BigInt(number), codeHash: EMPTY_CODE_HASH, storageRoot: EMPTY_TRIE_ROOT };
  changes.accounts.set(toKey(contract), { ...account, nonce: BigInt(number) });
  for (let i = 0; i < ACCOUNTS; i++) {
    const which = (number * 7919 + i * 104729) % 50_000;
    changes.accounts.set(toKey(bytes(20, which)), { ...account, nonce: BigInt(number + i) });
  }
  const slots = new Map<string, Uint8Array>();
  for (let i = 0; i < SLOTS; i++) {
    slots.set(
      toKey(bytes(32, 1e6 + ((number * 6151 + i * 3571) % 20_000))),
      bytes(12, number + i).fill(1, 0, 1),
    );
  }
  changes.storage.set(toKey(contract), { cleared: false, slots });
  return changes;
}

function blockOf(number: number): StoredBlock {
  return {
    number: BigInt(number),
    hash: bytes(32, 1e8 + number),
    parentHash: number === 0 ? new Uint8Array(32) : bytes(32, 1e8 + number - 1),
    header: bytes(540, number),
    body: bytes(110 * ACCOUNTS, number),
    receipts: bytes(60 * ACCOUNTS, number),
    totalDifficulty: 0n,
    transactions: [],
    logs: [],
  };
}

/** Commits blocks and tells how long it took. */
function extend(store: Store, from: number, count: number) {
  const times: number[] = [];
  for (let number = from; number < from + count; number++) {
    const changes = changesOf(number);
    const started = performance.now();
    if (number === 0) store.commitGenesis(blockOf(0), changes, EMPTY_BYTES);
    else store.commitBlock(blockOf(number), store.computeRoot(changes));
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1] ?? 0, most: times.at(-1) ?? 0 };
}

function row(name: string, store: Store, { median, most }: { median: number; most: number }): void {
  const size = (database: string) =>
    (store.stats().find((stat) => stat.database === database)?.bytes ?? 0) / MEBIBYTE;
  const all = store.stats().reduce((sum, stat) => sum + stat.bytes, 0) / MEBIBYTE;
  const figures = [all, size('history'), size('chain'), size('state') + size('trie')].map((figure) =>
    figure.toFixed(1),
  );
  const oldest = store.oldestState();
  console.log(`| ${[name, oldest, ...figures, median.toFixed(2), most.toFixed(1)].join(' | ')} |`);
}

console.log('| store | oldest state | MiB | history | chain | state and tries | ms a block | longest |');
console.log('|---|---|---|---|---|---|---|---|');
const directory = mkdtempSync(join(tmpdir(), 'xai-pruning-'));
try {
  for (const keepStates of [undefined, 10_064, 1_000, 128]) {
    const store = Store.open({ path: join(directory, `${keepStates}`), durable: false, keepStates });
    const times = extend(store, 0, BLOCKS);
    row(keepStates === undefined ? 'archive' : `full, ${keepStates} blocks`, store, times);
    await store.close();
  }
  const store = Store.open({ path: join(directory, 'undefined'), durable: false, keepStates: 1_000 });
  row('archive, then full: 200 blocks on', store, extend(store, BLOCKS, 200));
  await store.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
