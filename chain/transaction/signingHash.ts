import { concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { encodeRlp, encodeRlpList, rlpBytesSize, rlpListHeadSize } from '../rlp/encode.ts';
import { fieldItems, type TransactionFields } from './fields.ts';
import type { EthereumType } from './transaction.ts';

/**
 * What the sender signs: keccak256 of the type byte and the unsigned list. A legacy transaction with a chain id appends
 * (chainId, 0, 0) to its list (EIP-155).
 */
export function signingHash(tx: TransactionFields): Uint8Array {
  const items = fieldItems(tx);
  if (tx.type === 0 && tx.chainId !== undefined) items.push(tx.chainId, 0n, 0n);
  return hashOf(tx.type, encodeRlp(items));
}

/** The same from a transaction's bytes, which end in the signature's items: nothing but the list's head is encoded again. */
export function signingHashOfRaw(
  raw: Uint8Array,
  type: EthereumType,
  chainId: bigint | undefined,
  signature: readonly Uint8Array[],
): Uint8Array {
  const list = type === 0 ? raw : raw.subarray(1);
  let end = list.length;
  for (const item of signature) end -= rlpBytesSize(item);
  const parts = [list.subarray(rlpListHeadSize(list), end)];
  if (type === 0 && chainId !== undefined) parts.push(encodeRlp(chainId), ZERO_ITEM, ZERO_ITEM);
  return hashOf(type, encodeRlpList(parts));
}

/** The encoding of the integer 0. */
const ZERO_ITEM = Uint8Array.of(0x80);

function hashOf(type: EthereumType, list: Uint8Array): Uint8Array {
  return keccak256(type === 0 ? list : concatBytes(Uint8Array.of(type), list));
}
