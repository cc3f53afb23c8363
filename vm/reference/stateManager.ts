import type { AccountFields, StateManagerInterface } from '@ethereumjs/common';
import { Account, type Address } from '@ethereumjs/util';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Account as AccountRecord } from '../../storage/state/account.ts';
import type { WorldState } from '../state/worldState.ts';
import { canonicalCode } from './canonicalCode.ts';

const DONE = Promise.resolve();

/**
 * Our WorldState in the shape that @ethereumjs/evm asks for. The library awaits every access; what is inside is
 * synchronous. `state` is set for the time of one execution.
 */
export class StateManagerAdapter implements StateManagerInterface {
  state!: WorldState;
  #marks: number[] = [];

  readonly originalStorageCache = {
    get: async (address: Address, key: Uint8Array) => this.state.originalSlot(address.bytes, key),
    clear: () => {},
  };

  async getAccount(address: Address): Promise<Account | undefined> {
    const account = this.state.accountView(address.bytes);
    if (account === undefined) return undefined;
    return new Account(account.nonce, account.balance, account.storageRoot, account.codeHash);
  }

  putAccount(address: Address, account?: Account): Promise<void> {
    this.state.putAccount(address.bytes, account && record(account));
    return DONE;
  }

  deleteAccount(address: Address): Promise<void> {
    this.state.deleteAccount(address.bytes);
    return DONE;
  }

  modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    if (fields.balance !== undefined) this.state.setBalance(address.bytes, fields.balance);
    if (fields.nonce !== undefined) this.state.setNonce(address.bytes, fields.nonce);
    return DONE;
  }

  putCode(address: Address, code: Uint8Array): Promise<void> {
    this.state.setCode(address.bytes, code);
    return DONE;
  }

  async getCode(address: Address): Promise<Uint8Array> {
    return canonicalCode(this.state, address.bytes);
  }

  async getCodeSize(address: Address): Promise<number> {
    return this.state.code(address.bytes).length;
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.state.slot(address.bytes, key);
  }

  putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    this.state.setSlot(address.bytes, key, value);
    return DONE;
  }

  clearStorage(address: Address): Promise<void> {
    this.state.clearStorage(address.bytes);
    return DONE;
  }

  checkpoint(): Promise<void> {
    this.#marks.push(this.state.checkpoint());
    return DONE;
  }

  commit(): Promise<void> {
    this.#marks.pop();
    return DONE;
  }

  revert(): Promise<void> {
    const mark = this.#marks.pop();
    if (mark !== undefined) this.state.revertTo(mark);
    return DONE;
  }

  /** Roots are the store's affair: the engine never asks for one. */
  async getStateRoot(): Promise<Uint8Array> {
    return EMPTY_BYTES;
  }

  setStateRoot(): Promise<void> {
    return DONE;
  }

  async hasStateRoot(): Promise<boolean> {
    return false;
  }

  clearCaches(): void {}

  shallowCopy(): StateManagerInterface {
    return new StateManagerAdapter();
  }
}

/** The library's account holds its fields behind getters, which a spread would lose. */
function record({ nonce, balance, codeHash, storageRoot }: Account): AccountRecord {
  return { nonce, balance, codeHash, storageRoot };
}
