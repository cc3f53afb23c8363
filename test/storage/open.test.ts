import { describe, expect, test } from 'bun:test';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { META } from '../../storage/blocks/meta.ts';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import {
  CorruptStoreError,
  type StorageError,
  StoreLockedError,
  StoreVersionError,
} from '../../storage/errors.ts';
import { STORE_VERSION } from '../../storage/keyspaces.ts';
import { Environment } from '../../storage/lmdb/environment.ts';
import { emptyChanges } from '../../storage/state/changes.ts';
import { Store } from '../../storage/store.ts';
import { encodeVersion } from '../../storage/storeVersion.ts';
import { someBlock } from './support/blocks.ts';
import { temporaryDirectory, withStore } from './support/temporaryStore.ts';

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function setVersion(path: string, version: number): Promise<void> {
  const environment = new Environment({ path, durable: true });
  environment.write(() => environment.table('meta').put(META.version, encodeVersion(version)));
  await environment.close();
}

describe('opening', () => {
  for (const [version, advice] of [
    [STORE_VERSION + 1, 'newer release'],
    [0, 'xai export'],
  ] as const) {
    test(`refuses format ${version} and says what to do`, async () => {
      const directory = temporaryDirectory();
      await Store.open({ path: directory.path, durable: true }).close();
      await setVersion(directory.path, version);
      const error = errorOf(() => Store.open({ path: directory.path, durable: true }));
      expect(error).toBeInstanceOf(StoreVersionError);
      expect((error as StoreVersionError).found).toBe(version);
      expect((error as StoreVersionError).message).toContain(advice);
      // The refusal has let go of the directory.
      await setVersion(directory.path, STORE_VERSION);
      await Store.open({ path: directory.path, durable: true }).close();
      directory.remove();
    });
  }

  test('refuses a second writer, in this process and in another, until the first closes', async () => {
    const directory = temporaryDirectory();
    const options = { path: directory.path, durable: false };
    const store = Store.open(options);
    const error = errorOf(() => Store.open(options));
    expect(error).toBeInstanceOf(StoreLockedError);
    expect((error as StoreLockedError).message).toContain(`process ${process.pid}`);
    const source = new URL('../../storage/store.ts', import.meta.url).pathname;
    const program = `const { Store } = await import(${JSON.stringify(source)});
      try { Store.open(${JSON.stringify(options)}); console.log('opened'); } catch (error) { console.log(error.code); }`;
    const child = Bun.spawnSync([process.execPath, '-e', program]);
    expect(child.stdout.toString().trim()).toBe('store-locked');
    await store.close();
    await Store.open(options).close();
    directory.remove();
  });

  for (const [what, bytes] of [
    ['of other content', new Uint8Array(8192).fill(0x42)],
    ['of zeros', new Uint8Array(8192)],
    ['too short to be one', new Uint8Array(100).fill(1)],
  ] as const) {
    test(`refuses a data file ${what}`, () => {
      const directory = temporaryDirectory();
      writeFileSync(join(directory.path, 'data.mdb'), bytes);
      const error = errorOf(() => Store.open({ path: directory.path, durable: true }));
      expect(error).toBeInstanceOf(CorruptStoreError);
      directory.remove();
    });
  }

  test('refuses a truncated data file', async () => {
    const directory = temporaryDirectory();
    const store = Store.open({ path: directory.path, durable: true });
    store.commitGenesis(
      someBlock(undefined, { body: new Uint8Array(4_000_000) }),
      emptyChanges(),
      EMPTY_BYTES,
    );
    await store.close();
    truncateSync(join(directory.path, 'data.mdb'), 1_000_000);
    const error = errorOf(() => Store.open({ path: directory.path, durable: true }));
    expect((error as Error).message).toContain('truncated');
    directory.remove();
  });

  test('takes an empty data file, which a kill at the first start leaves, for a new store', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory.path, 'data.mdb'), EMPTY_BYTES);
    const store = Store.open({ path: directory.path, durable: true });
    expect(store.blocks.head()).toBeUndefined();
    await store.close();
    expect(() => store.blocks.head()).toThrow();
    directory.remove();
  });

  test('makes no store when it is for reading only', () => {
    const directory = temporaryDirectory();
    const error = errorOf(() => Store.open({ path: directory.path, durable: true, readOnly: true }));
    expect((error as StorageError).code).toBe('store-missing');
    directory.remove();
  });
});

describe('a store open for reading', () => {
  test('in another process sees each commit and cannot write', async () =>
    withStore(async (store, path) => {
      const genesis = someBlock(undefined);
      store.commitGenesis(genesis, emptyChanges(), EMPTY_BYTES);
      const source = new URL('../../storage/store.ts', import.meta.url).pathname;
      const program = `const { Store } = await import(${JSON.stringify(source)});
        const store = Store.open({ path: ${JSON.stringify(path)}, durable: true, readOnly: true });
        const early = store.stateAt(0n);
        for await (const line of console) {
          store.refresh();
          const head = store.blocks.head().number;
          let refusal = '';
          try { store.unwind(0n); } catch (error) { refusal = error.code; }
          early.account(new Uint8Array(20));
          console.log([head, store.stateAt(head).account(new Uint8Array(20)) === undefined, refusal].join(' '));
        }`;
      const child = Bun.spawn([process.execPath, '-e', program], { stdin: 'pipe', stdout: 'pipe' });
      const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let block = genesis;
      for (let number = 1; number <= 3; number++) {
        block = someBlock(block);
        store.commitBlock(block, store.computeRoot(emptyChanges()));
        child.stdin.write('go\n');
        child.stdin.flush();
        expect((await lines.read()).value?.trim()).toBe(`${number} true store-read-only`);
      }
      child.stdin.end();
      await child.exited;
    }));
});
