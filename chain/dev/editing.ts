import { equalBytes, trimLeft } from '../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { DevError } from './errors.ts';
import type { DevParts } from './parts.ts';

/** Commands that write into the state between blocks. */
export interface EditCommands {
  /** wei */
  setBalance(address: Uint8Array, balance: bigint): Promise<void>;
  setCode(address: Uint8Array, code: Uint8Array): Promise<void>;
  /** `lowerAllowed` false refuses a nonce below the current one, as Hardhat does. */
  setNonce(address: Uint8Array, nonce: bigint, lowerAllowed: boolean): Promise<void>;
  /** 32 bytes each */
  setStorageAt(address: Uint8Array, key: Uint8Array, value: Uint8Array): Promise<void>;
}

/** The commands on these parts. Each is durable, and undone with the block that follows it. */
export function editCommands({ chain, store, pool }: DevParts): EditCommands {
  const edit = (address: Uint8Array, change: (state: WorldState) => void): Promise<void> =>
    chain.lock.run(() => {
      const latest = store.latestState();
      const state = new WorldState(latest);
      change(state);
      // An account without anything does not exist, but may have been given storage alone.
      const root = latest.account(address)?.storageRoot ?? EMPTY_TRIE_ROOT;
      const changes = state.changes();
      if (state.isEmpty(address) && changes.storage.size === 0 && equalBytes(root, EMPTY_TRIE_ROOT)) {
        state.deleteAccount(address);
        store.editLatest(state.changes());
      } else {
        store.editLatest(changes);
      }
      pool.refresh();
    });
  return {
    setBalance: (address, balance) => edit(address, (state) => state.setBalance(address, balance)),
    setCode: (address, code) => edit(address, (state) => state.setCode(address, code)),
    setNonce: (address, nonce, lowerAllowed) =>
      edit(address, (state) => {
        const current = state.nonce(address);
        if (nonce < current && !lowerAllowed) {
          const text = `New nonce (${nonce}) must not be smaller than the existing nonce (${current})`;
          throw new DevError('nonce-too-low', text);
        }
        state.setNonce(address, nonce);
      }),
    setStorageAt: (address, key, value) =>
      edit(address, (state) => {
        // Slots need an account to hang on.
        if (state.account(address) === undefined) state.setBalance(address, 0n);
        state.setSlot(address, key, trimLeft(value));
      }),
  };
}
