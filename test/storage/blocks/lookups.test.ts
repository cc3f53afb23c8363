import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  addLookups,
  findSenderNonce,
  findTransaction,
  removeLookups,
} from '../../../storage/blocks/lookups.ts';
import { META } from '../../../storage/blocks/meta.ts';
import { blockKey } from '../../../storage/encoding/blockKey.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { STORE_VERSION } from '../../../storage/keyspaces.ts';
import { Environment } from '../../../storage/lmdb/environment.ts';
import { checkStoreVersion, encodeVersion } from '../../../storage/storeVersion.ts';
import { temporaryDirectory } from '../support/temporaryStore.ts';

const alice = new Uint8Array(20).fill(0xaa);
const bob = new Uint8Array(20).fill(0xbb);
/** Its first bytes are those of alice. */
const anna = alice.slice().fill(0x01, 10);
const sent = (sender: Uint8Array, nonce: number) => ({
  sender,
  nonce: BigInt(nonce),
  hash: keccak256(Uint8Array.of(...sender, nonce)),
});

let directory: ReturnType<typeof temporaryDirectory>;
let environment: Environment;

beforeEach(() => {
  directory = temporaryDirectory();
  environment = new Environment({ path: directory.path, durable: true });
});
afterEach(async () => {
  await environment.close();
  directory.remove();
});

const tables = () => ({
  transactions: environment.table('transactions'),
  senderNonces: environment.table('senderNonces'),
});
const find = (sender: Uint8Array, nonce: number) => findSenderNonce(tables(), sender, BigInt(nonce));

test('each transaction of a block is found by hash and by sender and nonce, and none when they are taken out', () => {
  const first = [sent(alice, 3), sent(bob, 0), sent(alice, 4), sent(anna, 4), sent(alice, 5), sent(anna, 5)];
  // a delegation raised the nonce between these two
  const second = [sent(alice, 6), sent(alice, 8), sent(bob, 1)];
  environment.write(() => addLookups(tables(), 7, first));
  environment.write(() => addLookups(tables(), 300, second));
  for (const [blockNumber, block] of [
    [7n, first],
    [300n, second],
  ] as const) {
    for (const [index, { hash, sender, nonce }] of block.entries()) {
      expect(findTransaction(tables(), hash)).toEqual({ blockNumber, index });
      expect(findSenderNonce(tables(), sender, nonce)).toEqual({ blockNumber, index });
    }
  }
  const strange: [Uint8Array, number][] = [
    [alice, 2],
    [alice, 7],
    [alice, 9],
    [bob, 2],
    [anna, 3],
    [anna, 6],
  ];
  for (const [sender, nonce] of strange) expect(find(sender, nonce)).toBeUndefined();
  expect(findSenderNonce(tables(), alice, 2n ** 64n - 1n)).toBeUndefined();
  environment.write(() => removeLookups(tables(), second));
  for (const { hash, sender, nonce } of second) {
    expect(findTransaction(tables(), hash)).toBeUndefined();
    expect(findSenderNonce(tables(), sender, nonce)).toBeUndefined();
  }
  expect(find(alice, 5)).toEqual({ blockNumber: 7n, index: 4 });
  environment.write(() => removeLookups(tables(), first));
  for (const { sender, nonce } of first) expect(findSenderNonce(tables(), sender, nonce)).toBeUndefined();
  expect([...tables().senderNonces.prefixed(new Uint8Array(0))]).toEqual([]);
});

test('the entries of format 1, one for each nonce, are found and taken out', () => {
  const block = [sent(alice, 3), sent(alice, 4), sent(bob, 9)];
  environment.write(() => {
    environment.table('meta').put(META.version, encodeVersion(1));
    for (const [index, { sender, nonce }] of block.entries())
      environment.table('senderNonces').put(blockKey(Number(nonce), sender), Uint8Array.of(5, index));
  });
  checkStoreVersion(environment, directory.path);
  expect(environment.table('meta').get(META.version)).toEqual(encodeVersion(STORE_VERSION));
  for (const [index, { sender, nonce }] of block.entries())
    expect(findSenderNonce(tables(), sender, nonce)).toEqual({ blockNumber: 5n, index });
  environment.write(() => removeLookups(tables(), block));
  expect([...tables().senderNonces.prefixed(new Uint8Array(0))]).toEqual([]);
});
