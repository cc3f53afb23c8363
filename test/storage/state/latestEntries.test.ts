import { expect, test } from 'bun:test';
import { EMPTY_BYTES, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_ACCOUNT } from '../../../storage/state/account.ts';
import { emptyChanges } from '../../../storage/state/changes.ts';
import { someBlock } from '../support/blocks.ts';
import { withStore } from '../support/temporaryStore.ts';

test('the latest state can be walked: accounts by address, slots by key, and nothing of the neighbours', () =>
  withStore((store) => {
    const addresses = [0x00, 0x7f, 0xff].map((byte) => new Uint8Array(20).fill(byte));
    const keys = [0x00, 0xff].map((byte) => new Uint8Array(32).fill(byte));
    const changes = emptyChanges();
    for (const address of addresses) {
      changes.accounts.set(toKey(address), { ...EMPTY_ACCOUNT, nonce: 1n });
      const slots = new Map(keys.map((key) => [toKey(key), Uint8Array.of(5)] as const));
      changes.storage.set(toKey(address), { cleared: false, slots });
    }
    store.commitGenesis(someBlock(undefined), changes, EMPTY_BYTES);
    expect([...store.latestAccounts()].map(({ address }) => address)).toEqual(addresses);
    for (const { address, account } of store.latestAccounts()) {
      expect(account.nonce).toBe(1n);
      expect([...store.latestSlots(address)]).toEqual(keys.map((key) => ({ key, value: Uint8Array.of(5) })));
    }
    expect([...store.latestSlots(new Uint8Array(20).fill(1))]).toEqual([]);
  }));
