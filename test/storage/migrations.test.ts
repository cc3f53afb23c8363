import { afterEach, beforeEach, expect, test } from 'bun:test';
import { META } from '../../storage/blocks/meta.ts';
import { toHexString } from '../../storage/encoding/bytes.ts';
import { STORE_VERSION } from '../../storage/keyspaces.ts';
import { Environment } from '../../storage/lmdb/environment.ts';
import { MIGRATIONS, type Migration } from '../../storage/migrations.ts';
import { checkStoreVersion, encodeVersion } from '../../storage/storeVersion.ts';
import { temporaryDirectory } from './support/temporaryStore.ts';

/** A former program, whose codes lay under other keys and which had one counter more. */
const FORMER = 7;
const code = (seed: number) => new Uint8Array(100).fill(seed);
const oldKey = (seed: number) => Uint8Array.of(0xee, seed);
const newKey = (seed: number) => new Uint8Array(32).fill(seed);
const counter = new TextEncoder().encode('counter');

let directory: ReturnType<typeof temporaryDirectory>;
let runs: string[];

beforeEach(() => {
  directory = temporaryDirectory();
  runs = [];
  const environment = new Environment({ path: directory.path, durable: true });
  environment.write(() => {
    environment.table('meta').put(META.version, encodeVersion(FORMER));
    environment.table('meta').put(counter, Uint8Array.of(3));
    for (const seed of [1, 2, 3]) environment.table('codes').put(oldKey(seed), code(seed));
  });
  void environment.close();
});
afterEach(() => directory.remove());

const migrations: readonly Migration[] = [
  {
    from: FORMER,
    change: 'codes lie under their hash',
    run(environment) {
      runs.push('codes');
      const codes = environment.table('codes');
      for (const { key, value } of [...codes.prefixed(Uint8Array.of(0xee))]) {
        codes.put(newKey(key[1] ?? 0), value);
        codes.remove(key);
      }
    },
  },
  {
    from: FORMER + 1,
    change: 'nothing is counted',
    run(environment) {
      runs.push('counter');
      environment.table('meta').remove(counter);
    },
  },
];
const format = { version: FORMER + 2, migrations };

async function open<T>(use: (environment: Environment) => T, readOnly = false): Promise<T> {
  const environment = new Environment({ path: directory.path, durable: true, readOnly });
  try {
    return use(environment);
  } finally {
    await environment.close();
  }
}

const content = (environment: Environment) => ({
  version: toHexString(environment.table('meta').get(META.version) ?? new Uint8Array(0)),
  counter: environment.table('meta').get(counter)?.[0],
  old: [1, 2, 3].filter((seed) => environment.table('codes').has(oldKey(seed))),
  moved: [1, 2, 3].filter((seed) => environment.table('codes').get(newKey(seed))?.[0] === seed),
});

test('a store of a former release is brought to the present format, step by step, once', async () => {
  for (let again = 0; again < 2; again++) await open((store) => checkStoreVersion(store, 'x', format));
  expect(runs).toEqual(['codes', 'counter']);
  expect(await open(content)).toEqual({ version: '00000009', counter: undefined, old: [], moved: [1, 2, 3] });
});

test('a step that fails leaves the former store, whole', async () => {
  const broken = migrations.map((step) => ({
    ...step,
    run(environment: Environment) {
      step.run(environment);
      if (step.from > FORMER) throw new Error('the disk is gone');
    },
  }));
  const failing = open((store) => checkStoreVersion(store, 'x', { ...format, migrations: broken }));
  await expect(failing).rejects.toThrow('the disk is gone');
  expect(await open(content)).toEqual({ version: '00000007', counter: 3, old: [1, 2, 3], moved: [] });
  await open((store) => checkStoreVersion(store, 'x', format));
  expect((await open(content)).version).toBe('00000009');
});

test('nothing is changed by a reader, without a way, or for a store of a newer release', async () => {
  await expect(open((store) => checkStoreVersion(store, 'x', format), true)).rejects.toThrow(
    /format 7, this release reads format 9\. It is brought there when a node is started/,
  );
  const gap = { ...format, migrations: migrations.slice(1) };
  await expect(open((store) => checkStoreVersion(store, 'x', gap))).rejects.toThrow('xai export');
  const older = { version: FORMER - 1, migrations };
  await expect(open((store) => checkStoreVersion(store, 'x', older))).rejects.toThrow('newer release');
  expect((await open(content)).version).toBe('00000007');
});

test('every format since the first has its step', () => {
  expect(MIGRATIONS.map(({ from }) => from)).toEqual(
    Array.from({ length: STORE_VERSION - 1 }, (_, index) => index + 1),
  );
});
