import type { Account, Address } from '@ethereumjs/util';
import { fromHex } from '../../storage/encoding/bytes.ts';
import type { StateManagerAdapter } from './stateManager.ts';

/** The library's Journal (checkpoints, warm addresses and slots, touched accounts) on top of WorldState's own. */
export class JournalAdapter {
  readonly #manager: StateManagerAdapter;

  constructor(manager: StateManagerAdapter) {
    this.#manager = manager;
  }

  putAccount(address: Address, account: Account | undefined): Promise<void> {
    return this.#manager.putAccount(address, account);
  }

  deleteAccount(address: Address): Promise<void> {
    return this.#manager.deleteAccount(address);
  }

  checkpoint(): Promise<void> {
    return this.#manager.checkpoint();
  }

  commit(): Promise<void> {
    return this.#manager.commit();
  }

  revert(): Promise<void> {
    return this.#manager.revert();
  }

  addAlwaysWarmAddress(address: string): void {
    this.#manager.state.warmAddress(fromHex(address));
  }

  isWarmedAddress(address: Uint8Array): boolean {
    return this.#manager.state.isWarmAddress(address);
  }

  addWarmedAddress(address: Uint8Array): void {
    this.#manager.state.warmAddress(address);
  }

  isWarmedStorage(address: Uint8Array, slot: Uint8Array): boolean {
    return this.#manager.state.isWarmSlot(address, slot);
  }

  addWarmedStorage(address: Uint8Array, slot: Uint8Array): void {
    this.#manager.state.warmSlot(address, slot);
  }
}
