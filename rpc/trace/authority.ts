import { encodeRlp } from '../../chain/rlp/encode.ts';
import { DecodeError } from '../../chain/rlp/errors.ts';
import { recoverAddress } from '../../chain/transaction/recover.ts';
import { SECP256K1_HALF_ORDER } from '../../chain/transaction/signature.ts';
import type { Authorization } from '../../chain/transaction/transaction.ts';
import { concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

/** What authorizations are signed with in front (EIP-7702). */
const MAGIC = Uint8Array.of(0x05);

/** Who signed a delegation; undefined where the signature is not valid. */
export function authorityOf({
  chainId,
  address,
  nonce,
  yParity,
  r,
  s,
}: Authorization): Uint8Array | undefined {
  if (yParity > 1n || s > SECP256K1_HALF_ORDER) return undefined;
  const digest = keccak256(concatBytes(MAGIC, encodeRlp([chainId, address, nonce])));
  try {
    return recoverAddress(digest, yParity === 0n ? 0 : 1, r, s);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
