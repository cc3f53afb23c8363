import { describe, expect, test } from 'bun:test';
import { overlayReader } from '../../../chain/canonical/overlay.ts';
import { EMPTY_BYTES, fromHex, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../../storage/encoding/keccak.ts';
import { EMPTY_ACCOUNT } from '../../../storage/state/account.ts';
import { emptyChanges } from '../../../storage/state/changes.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import { address } from '../samples.ts';
import { mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

const ROOT = new Uint8Array(32).fill(7);
const SLOT = new Uint8Array(32);

describe('a state with changes over it', () => {
  const base: StateReader = {
    account: (of) => (of[19] === 1 ? { ...EMPTY_ACCOUNT, nonce: 1n, storageRoot: ROOT } : undefined),
    slot: () => EMPTY_BYTES,
    code: () => EMPTY_BYTES,
  };
  const [used, fresh] = [address(1), address(2)];
  const rootOf = (of: Uint8Array, cleared: boolean, value: Uint8Array | undefined) => {
    const changes = emptyChanges();
    // a record that execution made knows the root from before it
    if (of === fresh) changes.accounts.set(toKey(of), { ...EMPTY_ACCOUNT, nonce: 1n });
    changes.storage.set(toKey(of), { cleared, slots: new Map(value && [[toKey(SLOT), value]]) });
    return overlayReader(base, changes).account(of)?.storageRoot;
  };

  test('has a storage root that is empty only where no slot is set', () => {
    expect(rootOf(fresh, false, Uint8Array.of(1))).not.toEqual(EMPTY_TRIE_ROOT);
    expect(rootOf(fresh, false, EMPTY_BYTES)).toEqual(EMPTY_TRIE_ROOT);
    expect(rootOf(used, true, undefined)).toEqual(EMPTY_TRIE_ROOT);
    expect(rootOf(used, true, Uint8Array.of(1))).not.toEqual(EMPTY_TRIE_ROOT);
    expect(rootOf(used, false, EMPTY_BYTES)).toEqual(ROOT);
  });

  test('has the records of the state below where nothing has changed, and none that is gone', () => {
    const changes = emptyChanges();
    expect(overlayReader(base, changes).account(used)?.storageRoot).toEqual(ROOT);
    changes.accounts.set(toKey(used), null);
    expect(overlayReader(base, changes).account(used)).toBeUndefined();
    expect(overlayReader(base, changes).account(fresh)).toBeUndefined();
  });
});

test('requests that a block leaves in a queue are handed out by the next block of one import', async () => {
  const queue = fromHex('00000961ef480eb55e80d19ad83579a64c007002');
  const request = (nonce: number) =>
    transaction(0, nonce, { to: queue, data: new Uint8Array(56).fill(nonce + 1), gasLimit: 300_000n });
  await using maker = await openTestChain(testGenesis('prague'));
  const twenty = Array.from({ length: 20 }, (_, nonce) => request(nonce));
  const made = [await mine(maker.chain, twenty), await mine(maker.chain), await mine(maker.chain)];
  // a type byte, then 76 bytes for each; at most sixteen in one block (EIP-7002)
  expect(made.map(({ requests }) => requests?.[0]?.length)).toEqual([1 + 16 * 76, 1 + 4 * 76, undefined]);
  await using importer = await openTestChain(testGenesis('prague'));
  expect(await importer.chain.importBlocks(made.map(({ block }) => block))).toBe(3);
  expect(importer.chain.head().hash).toEqual(maker.chain.head().hash);
});
