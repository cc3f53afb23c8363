import { expect, test } from 'bun:test';
import { EMPTY_BYTES, fromKey } from '../../../storage/encoding/bytes.ts';
import type { KeyspaceName } from '../../../storage/keyspaces.ts';
import { Environment } from '../../../storage/lmdb/environment.ts';
import { Store } from '../../../storage/store.ts';
import { blockOf, changesOf } from '../support/committer.ts';
import { temporaryDirectory } from '../support/temporaryStore.ts';

const STATE_KEYSPACES = [
  ['accounts', /account|leaf|damaged/],
  ['slots', /storage of 0x(c0)+ is damaged/],
  ['storageTries', /storage of 0x(c0)+|length that it says/],
  ['accountTrie', /damaged|length that it says|leaf/],
  ['accountHistory', /history lacks a value from before block \d+: an account/],
  ['slotHistory', /history lacks a value from before block \d+: a slot of 0x(c0)+/],
] as const satisfies readonly (readonly [KeyspaceName, RegExp])[];

test.each(STATE_KEYSPACES)('damage among the %s is found', async (keyspace, words) => {
  const directory = temporaryDirectory();
  const options = { path: directory.path, durable: false };
  let store = Store.open(options);
  store.commitGenesis(blockOf(0), changesOf(0), EMPTY_BYTES);
  for (let number = 1; number <= 30; number++) {
    store.commitBlock(blockOf(number), store.computeRoot(changesOf(number)));
  }
  expect(store.fault()).toBeUndefined();
  await store.close();

  const environment = new Environment(options);
  const table = environment.table(keyspace);
  const [first] = [...table.prefixed(fromKey(''))].slice(-1);
  if (first === undefined) throw new Error('there is nothing to damage');
  environment.write(() => {
    if (keyspace.endsWith('History')) return table.remove(first.key);
    const value = first.value.slice();
    value[value.length - 1] = (value.at(-1) ?? 0) ^ 1;
    return table.put(first.key, value);
  });
  await environment.close();

  store = Store.open(options);
  expect(store.fault()).toMatch(words);
  await store.close();
  directory.remove();
});
