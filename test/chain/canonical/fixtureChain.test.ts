import { describe, expect, test } from 'bun:test';
import { encodeBlock } from '../../../chain/block/blockCodec.ts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { openTestChain } from '../support/chain.ts';
import {
  FIXTURES_MISSING,
  fixtureBlockBytes,
  fixtureBlocks,
  fixtureText,
  RPC_COMPAT,
} from '../support/fixtures.ts';

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
