import { concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { encodeRlp } from '../rlp/encode.ts';
import { fieldItems, type TransactionFields } from './fields.ts';

/**
 * What the sender signs: keccak256 of the type byte and the unsigned list. A legacy transaction with a chain id appends
 * (chainId, 0, 0) to its list (EIP-155).
 */
export function signingHash(tx: TransactionFields): Uint8Array {
  const items = fieldItems(tx);
  if (tx.type !== 0) return keccak256(concatBytes(Uint8Array.of(tx.type), encodeRlp(items)));
  if (tx.chainId !== undefined) items.push(tx.chainId, 0n, 0n);
  return keccak256(encodeRlp(items));
}
