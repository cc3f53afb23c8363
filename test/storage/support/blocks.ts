import type { StoredBlock } from '../../../storage/blocks/storedBlock.ts';
import { blockKey } from '../../../storage/encoding/blockKey.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';

const encoder = new TextEncoder();

/** A block with made-up parts: storage does not look into them. `salt` tells blocks of one height apart. */
export function someBlock(
  parent: StoredBlock | undefined,
  parts: Partial<StoredBlock> = {},
  salt = '',
): StoredBlock {
  const number = parent === undefined ? 0n : parent.number + 1n;
  const text = (what: string) => encoder.encode(`${what} ${number} ${salt}`);
  return {
    number,
    hash: keccak256(blockKey(Number(number), text('block'))),
    parentHash: parent?.hash ?? new Uint8Array(32),
    header: text('header'),
    body: text('body'),
    receipts: text('receipts'),
    totalDifficulty: number * 131072n,
    transactions: [],
    logs: [],
    ...parts,
  };
}
