import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import { BadBlocks } from '../../../chain/canonical/badBlocks.ts';
import { mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

/** Blocks on a chain of their own. */
async function blocks(length: number, coinbase: number): Promise<Block[]> {
  await using opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const made: Block[] = [];
  for (let nonce = 0; nonce < length; nonce++) {
    const timestamp = chain.head().header.timestamp + 12n;
    const attributes = { coinbase: new Uint8Array(20).fill(coinbase), timestamp };
    made.push((await mine(chain, [transaction(0, nonce, { value: 1n })], attributes)).block);
  }
  return made;
}

function changed(block: Block, change: Partial<Block['header']>): Block {
  const header = { ...block.header, ...change };
  return { ...block, header, hash: hashHeader(header) };
}

const WRONG_ROOT = { stateRoot: new Uint8Array(32).fill(1) };

describe('the list', () => {
  const numbered = (number: number, bytes = 0): Block =>
    ({
      hash: new Uint8Array(32).fill(number),
      transactions: [{ raw: new Uint8Array(bytes) }],
    }) as unknown as Block;
  const kept = (list: BadBlocks) => list.list().map(({ hash }) => hash[0]);

  test('keeps the newest ten, each once', () => {
    const list = new BadBlocks();
    for (let number = 1; number <= 12; number++) list.add(numbered(number));
    list.add(numbered(5));
    expect(kept(list)).toEqual([5, 12, 11, 10, 9, 8, 7, 6, 4, 3]);
  });

  test('keeps fewer large ones, but the newest always', () => {
    const list = new BadBlocks();
    for (let number = 1; number <= 4; number++) list.add(numbered(number, 6 << 20));
    expect(kept(list)).toEqual([4, 3]);
    list.add(numbered(9, 20 << 20));
    expect(kept(list)).toEqual([9]);
  });
});

test('blocks refused on import are kept, whichever way they came', async () => {
  await using opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const [first, second] = (await blocks(2, 1)) as [Block, Block];
  const onHead = changed(first, WRONG_ROOT);
  await expect(chain.importBlock(onHead)).rejects.toMatchObject({ code: 'state-root' });
  await chain.importBlock(first);
  const inLine = changed(second, { gasUsed: 1n });
  await expect(chain.importBlocks([first, inLine])).rejects.toMatchObject({ code: 'gas-used' });
  await chain.importBlock(second);
  const [other, longer] = (await blocks(3, 2)) as [Block, Block, Block];
  const side = changed(other, { timestamp: 0n });
  await expect(chain.importBlock(side)).rejects.toMatchObject({ code: 'timestamp' });
  await chain.importBlock(other);
  await expect(chain.importBlock(changed(longer, { gasLimit: 1n }))).rejects.toMatchObject({
    code: 'gas-used',
  });
  // Not known to be wrong: its parent may still come, and what stands on a refused block was not looked at.
  await expect(chain.importBlock(changed(first, { parentHash: new Uint8Array(32) }))).rejects.toMatchObject({
    code: 'unknown-parent',
  });
  await expect(chain.importBlock(changed(second, { parentHash: onHead.hash }))).rejects.toMatchObject({
    code: 'invalid-ancestor',
  });
  const bad = chain.badBlocks.list();
  expect(bad.map(({ hash }) => hash)).toEqual([
    changed(longer, { gasLimit: 1n }).hash,
    side.hash,
    inLine.hash,
    onHead.hash,
  ]);
  expect(chain.head().hash).toEqual(second.hash);
});
