import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import type { HeadChange } from '../../../chain/canonical/events.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { ACCOUNTS, deploying, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

/** LOG1 with topic 7 and no data. */
const LOGGER = Uint8Array.of(0x60, 7, 0x60, 0, 0x60, 0, 0xa1, 0);

/** Blocks built on a chain of their own, with one transaction each. */
async function branch(fork: ForkName, length: number, coinbase: number, timeStep = 12n): Promise<Block[]> {
  await using opened = await openTestChain(testGenesis(fork));
  const { chain } = opened;
  const blocks: Block[] = [];
  for (let nonce = 0; nonce < length; nonce++) {
    const tx = transaction(0, nonce, { value: BigInt(coinbase), data: deploying(LOGGER), to: undefined });
    const timestamp = chain.head().header.timestamp + timeStep;
    blocks.push((await mine(chain, [tx], { coinbase: new Uint8Array(20).fill(coinbase), timestamp })).block);
  }
  return blocks;
}

function invalid(block: Block): Block {
  const header = { ...block.header, stateRoot: new Uint8Array(32).fill(1) };
  return { ...block, header, hash: hashHeader(header) };
}

for (const fork of ['osaka', 'london', 'homestead'] as const) {
  describe(`reorgs under ${fork}`, () => {
    test('the longer branch wins, and all is as if it had come first', async () => {
      await using first = await openTestChain(testGenesis(fork));
      await using second = await openTestChain(testGenesis(fork));
      const [short, long] = [await branch(fork, 2, 1), await branch(fork, 4, 2)];
      const heard: HeadChange[] = [];
      for (const block of short) await first.chain.importBlock(block);
      first.chain.onHead((change) => heard.push(change));
      const statuses = [];
      for (const block of long) statuses.push(await first.chain.importBlock(block));
      expect(statuses.filter((status) => status === 'reorganised')).toHaveLength(1);
      expect(statuses.at(-1)).toBe('extended');
      await second.chain.importBlocks(long);
      const head = first.chain.head();
      expect(head).toEqual(second.chain.head());
      const [a, b] = [first.chain.stateAt(head), second.chain.stateAt(head)];
      for (const address of [...ACCOUNTS, ...[1, 2].map((n) => new Uint8Array(20).fill(n))]) {
        expect(a.account(address)).toEqual(b.account(address));
      }
      expect(first.chain.receipts(head.hash)).toEqual(second.chain.receipts(head.hash));

      const reorg = heard.find(({ removed }) => removed.length > 0);
      expect(reorg?.removed.map(({ hash }) => hash)).toEqual(short.map(({ hash }) => hash).reverse());
      expect(reorg?.added.map(({ header }) => header.number)).toEqual(
        long.slice(0, reorg?.added.length).map(({ header }) => header.number),
      );
      expect(heard.flatMap(({ added }) => added.map(({ hash }) => hash))).toEqual(
        long.map(({ hash }) => hash),
      );
      for (const block of short) {
        expect(first.chain.isCanonical(block.hash)).toBe(false);
        for (const tx of block.transactions) expect(first.chain.transaction(tx.hash)).toBeUndefined();
      }
    });

    test('a branch that fails in its last block leaves no trace', async () => {
      await using opened = await openTestChain(testGenesis(fork));
      const { chain } = opened;
      const [short, long] = [await branch(fork, 2, 1), await branch(fork, 3, 2)];
      for (const block of short) await chain.importBlock(block);
      const head = chain.head();
      const heard: HeadChange[] = [];
      chain.onHead((change) => heard.push(change));
      // Before the merge equal work stays a side branch until the third block; it is this one that is wrong.
      for (const block of long.slice(0, 2)) expect(await chain.importBlock(block)).toBe('side');
      const bad = invalid(long[2] as Block);
      expect(chain.importBlock(bad)).rejects.toMatchObject({ name: 'BlockError', code: 'state-root' });
      expect(chain.importBlock(bad)).rejects.toMatchObject({ code: 'invalid-ancestor' });
      await chain.lock.run(() => undefined);
      expect(chain.head()).toEqual(head);
      expect(heard).toEqual([]);
      expect(await chain.importBlock(long[2] as Block)).toBe('reorganised');
    });
  });
}

test('removed logs are told newest block first, and blocks come back on a second reorg', async () => {
  const data = deploying(LOGGER);
  await using opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const created = (await mine(chain, [transaction(0, 0, { data, to: undefined })])).receipts[0]
    ?.contractAddress;
  const one = await mine(chain, [transaction(0, 1, { to: created }), transaction(1, 0, { to: created })]);
  const two = await mine(chain, [transaction(0, 2, { to: created })]);
  const heard: HeadChange[] = [];
  chain.onHead((change) => heard.push(change));
  await chain.lock.run(() => chain.reorgTo(chain.headerByNumber(1n)?.hash ?? new Uint8Array(0)));
  expect(heard[0]?.removedLogs.map(({ blockNumber, logIndex }) => [blockNumber, logIndex])).toEqual([
    [3n, 0],
    [2n, 0],
    [2n, 1],
  ]);
  expect(chain.logs({ addresses: [], topics: [] }, 0n, 10n, 100)).toEqual([]);
  await chain.lock.run(() => chain.reorgTo(two.block.hash));
  expect(heard[1]?.added.map(({ hash }) => hash)).toEqual([one.block.hash, two.block.hash]);
  expect(chain.logs({ addresses: [], topics: [] }, 0n, 10n, 100)).toHaveLength(3);
});

test('a list with side blocks in between imports as if they came one by one', async () => {
  await using opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const [short, long] = [await branch('osaka', 2, 1), await branch('osaka', 4, 2)];
  const [a1, a2] = short as [Block, Block];
  const [b1, b2, b3, b4] = long as [Block, Block, Block, Block];
  expect(await chain.importBlocks([a1, b1, a2, a1, b2, b3, b4])).toBe(6);
  expect(chain.head().hash).toEqual(b4.hash);
});
