import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { hashOmmers } from '../../../chain/block/blockCodec.ts';
import type { Header } from '../../../chain/block/header.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import { transactionsRoot, withdrawalsRoot } from '../../../chain/building/roots.ts';
import type { BlockRule } from '../../../chain/validate/errors.ts';
import { type Ancestor, validateOmmers } from '../../../chain/validate/ommers.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { mine, nextAttributes, openTestChain, sourceOf, testGenesis, transaction } from '../support/chain.ts';

const WORD = new Uint8Array(32).fill(1);

/** A valid child of the head of a chain of two blocks, with one transaction. */
async function validChild(fork: ForkName) {
  const opened = await openTestChain(testGenesis(fork));
  const { chain } = opened;
  await mine(chain, [transaction(0, 0)]);
  const { block } = await chain.build(nextAttributes(chain), sourceOf([transaction(0, 1)]));
  return { opened, chain, block };
}

function withHeader(block: Block, change: Partial<Header>, body: Partial<Block> = {}): Block {
  const header = { ...block.header, ...change };
  return { ...block, ...body, header, hash: hashHeader(header) };
}

type Break = (block: Block) => Block;

const ANY_FORK: [string, BlockRule, Break][] = [
  ['an unknown parent', 'unknown-parent', (b) => withHeader(b, { parentHash: WORD })],
  ['a number that skips', 'number', (b) => withHeader(b, { number: 3n })],
  ["the parent's time", 'timestamp', (b) => withHeader(b, { timestamp: b.header.timestamp - 12n })],
  ['33 bytes of extra data', 'extra-data', (b) => withHeader(b, { extraData: new Uint8Array(33) })],
  [
    'a gas limit that jumps',
    'gas-limit',
    (b) => withHeader(b, { gasLimit: b.header.gasLimit + b.header.gasLimit / 1024n }),
  ],
  ['more gas used than the limit', 'gas-used', (b) => withHeader(b, { gasUsed: b.header.gasLimit + 1n })],
  ['other gas used than execution', 'gas-used', (b) => withHeader(b, { gasUsed: b.header.gasUsed + 1n })],
  ['another state root', 'state-root', (b) => withHeader(b, { stateRoot: WORD })],
  ['another transactions root', 'transactions-root', (b) => withHeader(b, { transactionsRoot: WORD })],
  ['another receipts root', 'receipts-root', (b) => withHeader(b, { receiptsRoot: WORD })],
  ['another bloom', 'logs-bloom', (b) => withHeader(b, { logsBloom: new Uint8Array(256).fill(1) })],
  ['another ommers hash', 'ommers-hash', (b) => withHeader(b, { ommersHash: WORD })],
  ['a difficulty one off', 'difficulty', (b) => withHeader(b, { difficulty: b.header.difficulty + 1n })],
  [
    'a transaction with a wrong nonce',
    'transaction',
    (b) => {
      const transactions = [transaction(0, 7)];
      return withHeader(b, { transactionsRoot: transactionsRoot(transactions) }, { transactions });
    },
  ],
  [
    'a transaction for another chain',
    'signature',
    (b) => {
      const transactions = [transaction(0, 1, { chainId: 5n })];
      return withHeader(b, { transactionsRoot: transactionsRoot(transactions) }, { transactions });
    },
  ],
];

const OSAKA: [string, BlockRule, Break][] = [
  ['a nonce after the merge', 'nonce', (b) => withHeader(b, { nonce: new Uint8Array(8).fill(1) })],
  ['another base fee', 'base-fee', (b) => withHeader(b, { baseFeePerGas: 7n })],
  ['no requests hash', 'requests-hash', (b) => withHeader(b, { requestsHash: undefined })],
  ['another requests hash', 'requests-hash', (b) => withHeader(b, { requestsHash: WORD })],
  ['another excess blob gas', 'excess-blob-gas', (b) => withHeader(b, { excessBlobGas: 131_072n })],
  ['blob gas that is no multiple', 'blob-gas-used', (b) => withHeader(b, { blobGasUsed: 5n })],
  ['blob gas above the maximum', 'blob-gas-used', (b) => withHeader(b, { blobGasUsed: 131_072n * 10n })],
  ['blob gas without blobs', 'blob-gas-used', (b) => withHeader(b, { blobGasUsed: 131_072n })],
  ['another beacon root', 'state-root', (b) => withHeader(b, { parentBeaconBlockRoot: WORD })],
  ['another withdrawals root', 'withdrawals-root', (b) => withHeader(b, { withdrawalsRoot: WORD })],
  ['no list of withdrawals', 'withdrawals', (b) => withHeader(b, {}, { withdrawals: undefined })],
  [
    'a withdrawal that the state root does not know',
    'state-root',
    (b) => {
      const withdrawals = [
        { index: 0n, validatorIndex: 0n, address: new Uint8Array(20).fill(5), amount: 1n },
      ];
      return withHeader(b, { withdrawalsRoot: withdrawalsRoot(withdrawals) }, { withdrawals });
    },
  ],
  [
    'ommers after the merge',
    'ommers',
    (b) => withHeader(b, { ommersHash: hashOmmers([b.header]) }, { ommers: [b.header] }),
  ],
  [
    'more bytes than allowed',
    'block-size',
    (b) => {
      const transactions = [transaction(0, 1, { data: new Uint8Array(8_400_000) })];
      return withHeader(b, { transactionsRoot: transactionsRoot(transactions) }, { transactions });
    },
  ],
];

const LONDON: [string, BlockRule, Break][] = [
  ['a withdrawals root before Shanghai', 'withdrawals', (b) => withHeader(b, { withdrawalsRoot: WORD })],
  ['withdrawals before Shanghai', 'withdrawals', (b) => withHeader(b, {}, { withdrawals: [] })],
  ['another base fee', 'base-fee', (b) => withHeader(b, { baseFeePerGas: undefined })],
];

for (const [fork, cases] of [
  ['osaka', [...ANY_FORK, ...OSAKA]],
  ['london', [...ANY_FORK, ...LONDON]],
  ['homestead', ANY_FORK],
] as const) {
  describe(`a block under ${fork} is refused for`, () => {
    for (const [name, code, change] of cases) {
      test(name, async () => {
        const { opened, chain, block } = await validChild(fork);
        await using _ = opened;
        const head = chain.head();
        const bad = change(block);
        await expect(chain.importBlock(bad)).rejects.toMatchObject({
          name: 'BlockError',
          code,
          hash: bad.hash,
        });
        expect(chain.head()).toEqual(head);
        expect(chain.headerByHash(bad.hash)).toBeUndefined();
        expect(await chain.importBlock(block)).toBe('extended');
      });
    }
  });
}

test('importing many keeps those before the first bad one, whether it fails early or at its state root', async () => {
  for (const change of [{ gasLimit: 1n }, { stateRoot: WORD }]) {
    const { opened, chain, block } = await validChild('osaka');
    await using _ = opened;
    await using source = await openTestChain(testGenesis('osaka'));
    await source.chain.importBlocks([chain.blockByNumber(1n) as Block, block]);
    const third = (await mine(source.chain)).block;
    await expect(chain.importBlocks([block, withHeader(third, change)])).rejects.toMatchObject({
      name: 'BlockError',
      number: 3n,
    });
    expect(toHex(chain.head().hash)).toBe(toHex(block.hash));
    expect(await chain.importBlocks([block, third])).toBe(1);
  }
});

describe('ommers', () => {
  const { config } = testGenesis('london');

  /** Ancestors of a block of a chain, and siblings that may be its ommers. */
  async function family() {
    const opened = await openTestChain(testGenesis('london'));
    const { chain } = opened;
    const siblings: Header[] = [];
    for (let i = 0; i < 9; i++) {
      siblings.push(
        (await chain.build(nextAttributes(chain, { extraData: Uint8Array.of(i) }), sourceOf([]))).block
          .header,
      );
      await mine(chain);
    }
    const { block } = await chain.build(nextAttributes(chain), sourceOf([]));
    const ancestor = (generation: number): Ancestor | undefined => {
      const found = chain.headerByNumber(block.header.number - BigInt(generation));
      if (found === undefined) return undefined;
      return { ...found, totalDifficulty: 0n, hasOmmers: false, ommers: [] };
    };
    const sibling = (generation: number) => siblings[siblings.length - generation] as Header;
    return { opened, block, ancestor, sibling };
  }

  test('from one to six generations back are accepted, two at most', async () => {
    const { opened, block, ancestor, sibling } = await family();
    await using _ = opened;
    const check = (...ommers: Header[]) => validateOmmers(config, { ...block, ommers }, ancestor);
    for (let generation = 1; generation <= 6; generation++) check(sibling(generation));
    check(sibling(1), sibling(2));
    const refused: [string, Header[]][] = [
      ['at most 2', [sibling(1), sibling(2), sibling(3)]],
      ['no ancestor from two', [sibling(7)]],
      ['named before', [block.header]],
      ['no ancestor from two', [{ ...block.header, extraData: WORD }]],
      ['named before', [sibling(1), sibling(1)]],
      ['an ancestor of the block', [ancestor(2)?.header as Header]],
      ['difficulty', [{ ...sibling(1), difficulty: 1n }]],
      ['extra-data', [{ ...sibling(1), extraData: new Uint8Array(40) }]],
    ];
    for (const [problem, ommers] of refused) expect(() => check(...ommers)).toThrow(problem);
    const namedBefore = (generation: number) => {
      const found = ancestor(generation);
      return found === undefined || generation !== 3 ? found : { ...found, ommers: [sibling(4)] };
    };
    expect(() => validateOmmers(config, { ...block, ommers: [sibling(4)] }, namedBefore)).toThrow(
      'named before',
    );
  });
});
