import { expect, test } from 'bun:test';
import { toHex } from '../../storage/encoding/bytes.ts';
import { emptyChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { blockOf, changesOf } from './support/committer.ts';
import { applyToModel, emptyModel, libraryTrie } from './support/modelState.ts';
import { seededRandom } from './support/random.ts';
import { temporaryDirectory } from './support/temporaryStore.ts';

const program = new URL('./support/committer.ts', import.meta.url).pathname;
/** More by `XAI_KILLS=200 bun test test/storage/crash.test.ts`. */
const KILLS = Number(process.env.XAI_KILLS ?? 6);

/**
 * Runs the committer, kills it with SIGKILL and gives the last block that it announced, or undefined. The kill comes `delay`
 * ms after the start, where opening the store or the first commit may be under way, or after the first announcement.
 */
async function commitAndKill(
  line: readonly string[],
  delay: number,
  fromStart: boolean,
): Promise<number | undefined> {
  const child = Bun.spawn([process.execPath, program, ...line], { stdout: 'pipe', stderr: 'inherit' });
  const kill = () => child.kill('SIGKILL');
  if (fromStart) setTimeout(kill, delay);
  let announced = '';
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (announced === '' && !fromStart) setTimeout(kill, delay);
    announced += chunk;
  }
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
  return announced === '' ? undefined : Number(announced.trimEnd().split('\n').at(-1));
}

test.each([
  ['that keeps every state', []],
  ['that prunes', ['3']],
])(
  `a committer %s, killed ${KILLS} times with SIGKILL, loses no announced block and needs no repair`,
  async (_name, keep) => {
    const directory = temporaryDirectory();
    const random = seededRandom(Date.now());
    let model = applyToModel(emptyModel(), changesOf(0));
    let checked = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const announced = await commitAndKill([directory.path, ...keep], random.below(200), kill % 2 === 0);
      const store = Store.open({ path: directory.path, durable: true });
      if (store.blocks.head() === undefined) {
        expect(announced).toBeUndefined();
        await store.close();
        continue;
      }
      const head = Number(store.blocks.head()?.number);
      expect(head).toBeGreaterThanOrEqual(announced ?? checked);
      if (announced !== undefined) expect(head).toBeLessThanOrEqual(announced + 1);
      if (head === 0) {
        await store.close();
        continue;
      }
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
      expect(store.oldestState()).toBe(
        BigInt(keep[0] === undefined ? 0 : Math.max(0, head - Number(keep[0]))),
      );
      expect(store.fault()).toBeUndefined();
      await store.close();
    }
    directory.remove();
  },
  10_000 * KILLS,
);
