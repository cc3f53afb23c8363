import { equalBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import { type Account, EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import { type AccountEntry, NO_TRANSACTION } from './accountEntry.ts';
import { type Former, UNDO } from './undoLog.ts';

/** What an entry holds as a record of its own; undefined where there is none. */
export function recordOf(entry: AccountEntry): Account | undefined {
  if (!entry.exists) return undefined;
  const { nonce, balance, codeHash, storageRoot } = entry;
  return { nonce, balance, codeHash, storageRoot };
}

/** Puts a record into an entry; undefined: none. */
export function setRecord(entry: AccountEntry, account: Account | undefined): void {
  const { nonce, balance, codeHash, storageRoot } = account ?? EMPTY_ACCOUNT;
  entry.exists = account !== undefined;
  entry.nonce = nonce;
  entry.balance = balance;
  if (codeHash !== entry.codeHash) entry.code = undefined;
  entry.codeHash = codeHash;
  entry.storageRoot = storageRoot;
}

/** Without nonce, balance and code (EIP-161). */
export function isEmptyAccount({ nonce, balance, codeHash }: AccountEntry): boolean {
  return nonce === 0n && balance === 0n && equalBytes(codeHash, EMPTY_CODE_HASH);
}

/** Undoes one change of an account. A mark goes back to that of no transaction: older ones mean the same. */
export function takeBack(entry: AccountEntry, kind: number, former: Former): void {
  switch (kind) {
    case UNDO.record:
      setRecord(entry, former as Account | undefined);
      break;
    case UNDO.balance:
      entry.balance = former as bigint;
      break;
    case UNDO.nonce:
      entry.nonce = former as bigint;
      break;
    case UNDO.codeHash:
      entry.codeHash = former as Uint8Array;
      entry.code = undefined;
      break;
    case UNDO.warm:
      entry.warm = NO_TRANSACTION;
      break;
    case UNDO.created:
      entry.created = NO_TRANSACTION;
      break;
    case UNDO.destroyed:
      entry.destroyed = NO_TRANSACTION;
      break;
    case UNDO.touched:
      entry.touched = NO_TRANSACTION;
      break;
  }
}
