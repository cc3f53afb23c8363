import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import type { Account } from '../../storage/state/account.ts';

/** No transaction has this number: marks that belong to a transaction start from it. */
export const NO_TRANSACTION = 0;

/** No slot: the end of an account's list of slots. */
export const NO_SLOT = -1;

/**
 * What the overlay knows of one account; one object for as long as the overlay lives. Marks that last for one transaction
 * hold that transaction's number, so that a new transaction forgets them all by counting up. Only the overlay writes here.
 */
export class AccountEntry {
  /** what it is called in the tables of slots: counts from 0 in the order in which accounts were met */
  readonly id: number;
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly hash: number;
  /** as the reader below gave it */
  readonly base: Account | undefined;
  /** False: no record. The fields below are then those of an empty account. */
  exists: boolean;
  nonce: bigint;
  /** wei */
  balance: bigint;
  codeHash: Uint8Array;
  /** from before the overlay */
  storageRoot: Uint8Array;
  /** Code by `codeHash`, once it was asked for. */
  code: Uint8Array | undefined = undefined;
  /** True once the reader's slots count no more: every slot that is not in the list is zero. */
  cleared = false;
  /** the newest of its slots in the table of slots */
  firstSlot: number = NO_SLOT;
  /** transaction in which the address is warm (EIP-2929) */
  warm: number = NO_TRANSACTION;
  /** transaction that created a contract here (EIP-6780) */
  created: number = NO_TRANSACTION;
  /** transaction in which the contract self-destructed */
  destroyed: number = NO_TRANSACTION;
  /** transaction that touched the account (EIP-161) */
  touched: number = NO_TRANSACTION;

  constructor(id: number, address: Uint8Array, hash: number, base: Account | undefined) {
    this.id = id;
    this.address = address;
    this.hash = hash;
    this.base = base;
    this.exists = base !== undefined;
    this.nonce = base === undefined ? 0n : base.nonce;
    this.balance = base === undefined ? 0n : base.balance;
    this.codeHash = base === undefined ? EMPTY_CODE_HASH : base.codeHash;
    this.storageRoot = base === undefined ? EMPTY_TRIE_ROOT : base.storageRoot;
  }
}
