import { expect, test } from 'bun:test';
import { toHex } from '../../storage/encoding/bytes.ts';
import { emptyChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { blockOf, changesOf } from './support/committer.ts';
import { applyToModel, emptyModel, libraryTrie } from './support/modelState.ts';
import { seededRandom } from './support/random.ts';
import { temporaryDirectory } from './support/temporaryStore.ts';

const program = new URL('./support/committer.ts', import.meta.url).pathname;
const KILLS = 5;

/** Runs the committer until it has announced a block and `delay` ms more, kills it with SIGKILL, and gives the last block announced. */
async function commitAndKill(path: string, delay: number): Promise<number> {
  const child = Bun.spawn([process.execPath, program, path], { stdout: 'pipe', stderr: 'inherit' });
  let announced = '';
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (announced === '') setTimeout(() => child.kill('SIGKILL'), delay);
    announced += chunk;
  }
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
  return Number(announced.trimEnd().split('\n').at(-1));
}

test(`a committer killed ${KILLS} times with SIGKILL loses no announced block and needs no repair`, async () => {
  const directory = temporaryDirectory();
  const random = seededRandom(Date.now());
  let model = applyToModel(emptyModel(), changesOf(0));
  let checked = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const announced = await commitAndKill(directory.path, random.below(120));
    const store = Store.open({ path: directory.path, durable: true });
    const head = Number(store.blocks.head()?.number);
    expect(head).toBeGreaterThanOrEqual(announced);
    expect(head).toBeLessThanOrEqual(announced + 1);
    for (; checked < head; checked++) model = applyToModel(model, changesOf(checked + 1));
    const root = toHex((await libraryTrie(model)).root());
    expect(toHex(store.computeRoot(emptyChanges()).root)).toBe(root);
    const block = blockOf(head);
    expect(store.blocks.head()?.hash).toEqual(block.hash);
    const hash = block.transactions[0]?.hash as Uint8Array;
    expect(store.blocks.transactionLocation(hash)).toEqual({ blockNumber: BigInt(head), index: 0 });
    const address = block.logs[0]?.address as Uint8Array;
    expect([...store.logs({ addresses: [address], topics: [], from: 0n, to: BigInt(head) })]).toHaveLength(
      head + 1,
    );
    // The history is whole too: going back and forth ends where it began.
    store.unwind(BigInt(head - 1));
    store.commitBlock(block, store.computeRoot(changesOf(head)));
    expect(toHex(store.computeRoot(emptyChanges()).root)).toBe(root);
    await store.close();
  }
  directory.remove();
}, 60_000);
