import type { Address } from '@ethereumjs/util';
import type { StateManagerAdapter } from './stateManager.ts';

/** The library's transient storage on top of WorldState's, which reverts and forgets it with everything else. */
export class TransientStorageAdapter {
  readonly #manager: StateManagerAdapter;

  constructor(manager: StateManagerAdapter) {
    this.#manager = manager;
  }

  get(address: Address, key: Uint8Array): Uint8Array {
    return this.#manager.state.transientSlot(address.bytes, key);
  }

  put(address: Address, key: Uint8Array, value: Uint8Array): void {
    this.#manager.state.setTransientSlot(address.bytes, key, value);
  }

  checkpoint(): void {}

  commit(): void {}

  revert(): void {}

  /** The executor begins the next transaction, which forgets all. */
  clear(): void {}
}
