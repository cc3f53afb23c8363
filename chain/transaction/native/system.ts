import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { Transaction } from '../transaction.ts';
import { encodeNative } from './encode.ts';
import { nativeTransaction } from './transaction.ts';

/** Who makes calls for the protocol (EIP-4788): 20 bytes, and nobody's key. */
export const SYSTEM_SENDER = new Uint8Array(20).fill(0xff);
SYSTEM_SENDER[19] = 0xfe;

/**
 * The transaction that ends a block whose hooks made logs: its receipt holds them, so that indexers find them. It costs
 * nothing, moves nothing and calls nothing; its nonce is the block's number. `to` is the registry of modules.
 */
export function systemTransaction(chainId: bigint, blockNumber: bigint, to: Uint8Array): Transaction {
  const fields = {
    kind: 'system',
    chainId,
    nonce: blockNumber,
    maxPriorityFeePerGas: 0n,
    maxFeePerGas: 0n,
    gasLimit: 0n,
    to,
    value: 0n,
    data: EMPTY_BYTES,
    publicKey: EMPTY_BYTES,
    signature: EMPTY_BYTES,
  } as const;
  const raw = encodeNative(fields);
  return nativeTransaction(fields, raw, keccak256(raw), SYSTEM_SENDER);
}

/** True for the transaction that a block makes itself: it is not executed, and nobody may send it. */
export function isSystemTransaction({ native }: Pick<Transaction, 'native'>): boolean {
  return native?.kind === 'system';
}
