import { describe, expect, test } from 'bun:test';
import { decodeBlock, encodeBlock } from '../../../chain/block/blockCodec.ts';
import type { Header } from '../../../chain/block/header.ts';
import type { Blockchain } from '../../../chain/canonical/blockchain.ts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { EMPTY_BYTES, toHex } from '../../../storage/encoding/bytes.ts';
import { openTestChain } from '../support/chain.ts';
import {
  FIXTURES_MISSING,
  fixtureBlockBytes,
  fixtureBlocks,
  fixtureText,
  RPC_COMPAT,
} from '../support/fixtures.ts';
import { Random } from '../support/random.ts';

const HEAD = '0xd226371d0b1551adb03fb52b71f08e3e11247fe9b1af994768af8cdaa8e7dcd7';

const suite = RPC_COMPAT === undefined ? describe.skip : describe;
const name = RPC_COMPAT === undefined ? FIXTURES_MISSING : 'the execution-apis chain';

suite(`${name}: every fork from Homestead to the second blob schedule, with ommers`, () => {
  const genesis = () => parseGenesis(fixtureText('genesis.json'));

  test('every root matches, block by block', async () => {
    await using opened = await openTestChain(genesis());
    const { chain } = opened;
    const bytes = fixtureBlockBytes();
    for (const [index, block] of fixtureBlocks().entries()) {
      expect(encodeBlock(block)).toEqual(bytes[index] ?? new Uint8Array(0));
      expect(await chain.importBlock(block)).toBe('extended');
      expect(chain.blockByHash(block.hash)).toEqual(block);
      expect(chain.blockSize(block.hash)).toBe(bytes[index]?.length);
    }
    expect(toHex(chain.head().hash)).toBe(HEAD);
    expect(chain.totalDifficulty(chain.head().hash)).toBeGreaterThanOrEqual(4_732_352n);
  }, 30_000);

  test('a damaged block is refused, unless only what its maker may choose is another', async () => {
    await using opened = await openTestChain(genesis());
    const { chain } = opened;
    const random = new Random(90);
    for (const bytes of fixtureBlockBytes()) {
      const head = chain.head();
      for (let i = 0; i < 6; i++) {
        const damaged = bytes.slice();
        const at = random.int(damaged.length);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << random.int(8));
        const outcome = await importBytes(chain, damaged);
        if (outcome === 'extended') {
          expect(ruledFields(chain.head().header)).toEqual(ruledFields(decodeBlock(bytes).header));
          chain.unwindTo(head.header.number);
        } else expect(['DecodeError', 'BlockError']).toContain(outcome);
        expect(chain.head()).toEqual(head);
      }
      await chain.importBlock(decodeBlock(bytes));
    }
    expect(toHex(chain.head().hash)).toBe(HEAD);
  }, 60_000);

  test('in one transaction, and again over a chain unwound', async () => {
    await using opened = await openTestChain(genesis());
    const { chain } = opened;
    const blocks = fixtureBlocks();
    expect(await chain.importBlocks(blocks)).toBe(54);
    expect(toHex(chain.head().hash)).toBe(HEAD);
    expect(await chain.importBlocks(blocks)).toBe(0);
    chain.unwindTo(20n);
    expect(await chain.importBlocks(blocks)).toBe(34);
    expect(toHex(chain.head().hash)).toBe(HEAD);
  }, 30_000);
});

/** Decodes and imports; answers the name of what was thrown, or what became of the block. */
async function importBytes(chain: Blockchain, bytes: Uint8Array): Promise<string> {
  try {
    return await chain.importBlock(decodeBlock(bytes));
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** A header without what its maker may choose (some of it within bounds), the unchecked seal included. */
function ruledFields(header: Header): Header {
  const seal = { mixHash: EMPTY_BYTES, nonce: EMPTY_BYTES };
  return { ...header, ...seal, extraData: EMPTY_BYTES, gasLimit: 0n, timestamp: 0n };
}
