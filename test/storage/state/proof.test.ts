import { expect, test } from 'bun:test';
import { verifyMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import type { StoredBlock } from '../../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, toHex, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../../storage/encoding/keccak.ts';
import { StateUnavailableError } from '../../../storage/errors.ts';
import type { Store } from '../../../storage/store.ts';
import { someBlock } from '../support/blocks.ts';
import {
  applyToModel,
  emptyModel,
  libraryTrie,
  type ModelState,
  randomChanges,
} from '../support/modelState.ts';
import { seededRandom } from '../support/random.ts';
import { withStore } from '../support/temporaryStore.ts';

/** What a Merkle proof proves about a key: its value, or null for its absence; throws when it proves neither. */
function proven(root: Uint8Array, key: Uint8Array, proof: Uint8Array[]): Promise<Uint8Array | null> {
  return verifyMerkleProof(key, proof, { root, useKeyHashing: true });
}

async function expectProof(
  store: Store,
  number: number,
  model: ModelState,
  address: Uint8Array,
  keys: readonly Uint8Array[],
): Promise<void> {
  const root = (await libraryTrie(model)).root();
  const proof = store.proof(BigInt(number), address, keys);
  expect(toHex(proof.root)).toBe(toHex(root));
  const expected = model.accounts.get(toKey(address));
  const account = proof.account;
  expect(account && [account.nonce, account.balance]).toEqual(expected && [expected.nonce, expected.balance]);
  if (model.accounts.size === 0) {
    expect(proof.accountProof).toEqual([]);
    return;
  }
  const leaf = await proven(root, address, proof.accountProof);
  expect(leaf === null).toBe(account === undefined);
  const storageRoot = leaf === null ? EMPTY_TRIE_ROOT : ((RLP.decode(leaf) as Uint8Array[])[2] as Uint8Array);
  if (account !== undefined) expect(toHex(account.storageRoot)).toBe(toHex(storageRoot));
  for (const [index, key] of keys.entries()) {
    const { value, proof: nodes } = proof.storageProof[index] as { value: Uint8Array; proof: Uint8Array[] };
    const present = model.slots.get(toKey(address))?.get(toKey(key)) ?? EMPTY_BYTES;
    expect(toHex(value)).toBe(toHex(present));
    if (toHex(storageRoot) === toHex(EMPTY_TRIE_ROOT)) expect(nodes).toEqual([]);
    else {
      const slot = await proven(storageRoot, key, nodes);
      expect(slot === null ? '0x' : toHex(RLP.decode(slot) as Uint8Array)).toBe(toHex(present));
    }
  }
}

for (const seed of [11, 12, 13]) {
  test(`proofs at every block, for present and absent keys, verify with @ethereumjs/mpt, seed ${seed}`, () =>
    withStore(async (store) => {
      const random = seededRandom(seed);
      const addresses = Array.from({ length: 30 }, () => random.bytes(20));
      const keys = Array.from({ length: 12 }, () => random.bytes(32));
      const states = [emptyModel()];
      let block: StoredBlock = someBlock(undefined);
      store.commitGenesis(block, { accounts: new Map(), storage: new Map(), codes: new Map() }, EMPTY_BYTES);
      for (let number = 1; number <= 20; number++) {
        const changes = randomChanges(random, states.at(-1) as ModelState, addresses, keys);
        states.push(applyToModel(states.at(-1) as ModelState, changes));
        block = someBlock(block);
        store.commitBlock(block, store.computeRoot(changes));
      }
      for (const [number, model] of states.entries()) {
        for (let i = 0; i < 4; i++) {
          await expectProof(store, number, model, random.pick(addresses), [
            random.pick(keys),
            random.bytes(32),
          ]);
        }
        await expectProof(store, number, model, random.bytes(20), [random.pick(keys)]);
      }
      // Edits since the head are not part of any block: the proof is still that of the head.
      const head = states.at(-1) as ModelState;
      store.editLatest(randomChanges(random, head, addresses, keys));
      for (const address of addresses) await expectProof(store, 20, head, address, keys.slice(0, 2));
      expect(() => store.proof(21n, random.bytes(20), [])).toThrow(StateUnavailableError);
    }));
}
