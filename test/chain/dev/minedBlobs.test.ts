import { expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { MinedBlobs } from '../../../chain/dev/minedBlobs.ts';
import type { BlobSidecar, Transaction } from '../../../chain/transaction/transaction.ts';

const hash = (value: number) => new Uint8Array(32).fill(value);
const blob = (value: number) => new Uint8Array(100).fill(value);

function block(...transactions: number[]): Block {
  const named = transactions.map((value) => ({ hash: hash(value), blobHashes: [hash(value + 100)] }));
  return { transactions: named as unknown as readonly Transaction[] } as Block;
}

function sidecarOf([value = 0]: Uint8Array): BlobSidecar {
  return { version: 0, blobs: [blob(value)], commitments: [], proofs: [] };
}

test('the oldest go where there is no more room', () => {
  const kept = new MinedBlobs(250);
  kept.onHead({ added: [block(1, 2)], removed: [] }, sidecarOf);
  expect(kept.ofTransaction(hash(1))).toEqual([blob(1)]);
  kept.onHead({ added: [block(3)], removed: [] }, sidecarOf);
  expect(kept.ofTransaction(hash(1))).toBeUndefined();
  expect(kept.withHash(hash(101))).toBeUndefined();
  expect(kept.withHash(hash(102))).toEqual(blob(2));
  expect(kept.withHash(hash(103))).toEqual(blob(3));
});

test('what leaves the chain goes, and makes room; what only moves to another block stays', () => {
  const kept = new MinedBlobs(250);
  kept.onHead({ added: [block(1), block(2)], removed: [] }, sidecarOf);
  kept.onHead({ added: [block(1)], removed: [block(2), block(1)] }, () => undefined);
  expect(kept.ofTransaction(hash(2))).toBeUndefined();
  kept.onHead({ added: [block(3)], removed: [] }, sidecarOf);
  expect(kept.ofTransaction(hash(1))).toEqual([blob(1)]);
});

test('what the pool knows nothing of has no blobs', () => {
  const kept = new MinedBlobs();
  kept.onHead({ added: [block(1)], removed: [] }, () => undefined);
  expect(kept.ofTransaction(hash(1))).toBeUndefined();
});
