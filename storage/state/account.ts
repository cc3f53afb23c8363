import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../encoding/keccak.ts';

/** An account as the world state holds it (yellow paper, section 4.1). Treat as immutable: make a new one to change it. */
export interface Account {
  readonly nonce: bigint;
  /** wei */
  readonly balance: bigint;
  /** 32 bytes; EMPTY_CODE_HASH without code */
  readonly codeHash: Uint8Array;
  /**
   * 32 bytes. Kept by storage/ alone: execution only asks whether it is EMPTY_TRIE_ROOT, and it is out of date
   * within a block for an account whose slots have changed since the block began.
   */
  readonly storageRoot: Uint8Array;
}

/** The account that every address without a record stands for. */
export const EMPTY_ACCOUNT: Account = {
  nonce: 0n,
  balance: 0n,
  codeHash: EMPTY_CODE_HASH,
  storageRoot: EMPTY_TRIE_ROOT,
};
