import { expect, test } from 'bun:test';
import { toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import { emptyChanges, type StateChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { temporaryDirectory } from '../src/temporary.ts';
import { someBlock } from './support/blocks.ts';

/*
 * A store that another process reads while this one writes: what the reader remembers must never be older than what was
 * committed before it was asked.
 */
const ADDRESS = new Uint8Array(20).fill(0xaa);
const READER = new URL('./support/readingProcess.ts', import.meta.url).pathname;
const directory = temporaryDirectory();

/** The account with this balance. */
function balanceOf(balance: bigint): StateChanges {
  const changes = emptyChanges();
  const account = { nonce: 0n, balance, codeHash: EMPTY_CODE_HASH, storageRoot: EMPTY_TRIE_ROOT };
  changes.accounts.set(toKey(ADDRESS), account);
  return changes;
}

/** What a reading process sees: head, latest balance, balance at the head's block and at block 1 by a reader made early. */
interface Seen {
  readonly head: string;
  readonly latest: string;
  readonly atHead: string;
  readonly early: string;
  readonly version: number;
}

async function withReader(path: string, use: (look: () => Promise<Seen>) => Promise<void>): Promise<void> {
  const child = Bun.spawn([process.execPath, READER, path], { stdin: 'pipe', stdout: 'pipe' });
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  await use(async () => {
    child.stdin.write('look\n');
    child.stdin.flush();
    return JSON.parse((await lines.read()).value ?? '') as Seen;
  });
  child.stdin.end();
  await child.exited;
}

for (const durable of [true, false]) {
  test(`a ${durable ? 'durable' : 'ephemeral'} store shows a reader each block, edit and unwinding at once`, async () => {
    const path = `${directory}/${durable}`;
    const store = Store.open({ path, durable, mapSize: 1 << 20 });
    const genesis = someBlock(undefined);
    store.commitGenesis(genesis, balanceOf(0n), new Uint8Array(0));
    const one = someBlock(genesis);
    store.commitBlock(one, store.computeRoot(balanceOf(1n)));
    await withReader(path, async (look) => {
      const first = await look();
      expect(first).toMatchObject({ head: '1', latest: '1', atHead: '1', early: '1' });
      expect((await look()).version).toBe(first.version);

      const two = someBlock(one);
      store.commitBlock(two, store.computeRoot(balanceOf(2n)));
      expect(await look()).toMatchObject({ head: '2', latest: '2', atHead: '2', early: '1' });

      store.editLatest(balanceOf(77n));
      expect(await look()).toMatchObject({ head: '2', latest: '77', atHead: '77', early: '1' });

      store.unwind(1n);
      expect(await look()).toMatchObject({ head: '1', latest: '1', atHead: '1', early: '1' });

      store.unwind(0n);
      expect(await look()).toMatchObject({
        head: '0',
        latest: '0',
        atHead: '0',
        early: 'no longer canonical',
      });

      const other = someBlock(genesis, {}, 'other');
      store.commitBlock(other, store.computeRoot(balanceOf(9n)));
      expect(await look()).toMatchObject({
        head: '1',
        latest: '9',
        atHead: '9',
        early: 'no longer canonical',
      });
    });
    await store.close();
  });
}

test('a store that grows far beyond the map that the reader began with is read on', async () => {
  const path = `${directory}/growing`;
  const store = Store.open({ path, durable: false, mapSize: 1 << 20 });
  let block = someBlock(undefined);
  store.commitGenesis(block, balanceOf(0n), new Uint8Array(0));
  block = someBlock(block);
  store.commitBlock(block, store.computeRoot(balanceOf(1n)));
  await withReader(path, async (look) => {
    expect((await look()).head).toBe('1');
    for (let number = 2; number <= 40; number++) {
      block = someBlock(block, { body: new Uint8Array(1 << 20).fill(number) });
      store.commitBlock(block, store.computeRoot(balanceOf(BigInt(number))));
      if (number % 10 === 0) expect(await look()).toMatchObject({ head: `${number}`, latest: `${number}` });
    }
  });
  await store.close();
});
