import type { BytesKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Account } from '../../storage/state/account.ts';

/** No transaction has this number: marks that belong to a transaction start from it. */
export const NO_TRANSACTION = 0;

/**
 * What the overlay knows of one account. Marks that last for one transaction hold that transaction's number, so that
 * a new transaction forgets them all by counting up.
 */
export interface AccountEntry {
  /** 20 bytes */
  readonly address: Uint8Array;
  /** as the reader below gave it */
  readonly base: Account | undefined;
  current: Account | undefined;
  /** True once the slots below count no more: every slot that is not in `slots` is zero. */
  cleared: boolean;
  readonly slots: Map<BytesKey, SlotEntry>;
  /** transaction in which the address is warm (EIP-2929) */
  warm: number;
  /** transaction that created a contract here (EIP-6780) */
  created: number;
  /** transaction in which the contract self-destructed */
  destroyed: number;
  /** transaction that touched the account (EIP-161) */
  touched: number;
}

/** What the overlay knows of one slot. Values are minimal big-endian. */
export interface SlotEntry {
  /** 32 bytes */
  readonly key: Uint8Array;
  /** as the reader below gave it */
  readonly base: Uint8Array;
  current: Uint8Array;
  /** value when transaction `written` began; meaningful in that transaction only */
  original: Uint8Array;
  /** last transaction that wrote the slot */
  written: number;
  /** transaction in which the slot is warm (EIP-2929) */
  warm: number;
}

/** An entry that agrees with the reader. */
export function accountEntry(address: Uint8Array, base: Account | undefined): AccountEntry {
  return {
    address,
    base,
    current: base,
    cleared: false,
    slots: new Map(),
    warm: NO_TRANSACTION,
    created: NO_TRANSACTION,
    destroyed: NO_TRANSACTION,
    touched: NO_TRANSACTION,
  };
}

/** A slot that agrees with the reader. */
export function slotEntry(key: Uint8Array, base: Uint8Array): SlotEntry {
  return {
    key,
    base,
    current: base,
    original: EMPTY_BYTES,
    written: NO_TRANSACTION,
    warm: NO_TRANSACTION,
  };
}
