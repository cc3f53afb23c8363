import { RLP } from '@ethereumjs/rlp';
import { bigIntToBytes, bigIntToFixedBytes, concatBytes, EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { secp256k1 } from '../secp256k1.ts';
import type { WorldState } from '../state/worldState.ts';
import { delegationCode, delegationTarget } from './delegation.ts';
import type { SignedAuthorization } from './executable.ts';
import { AUTHORIZATION_REFUND } from './intrinsicGas.ts';

const MAGIC = Uint8Array.of(0x05);
const MAX_NONCE = 2n ** 64n - 1n;
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Sets the delegations of a type 4 transaction (EIP-7702); an authorization that does not hold is passed over. Returns
 * the gas to add to the refund counter.
 */
export function applyAuthorizations(
  authorizations: readonly SignedAuthorization[],
  chainId: bigint,
  state: WorldState,
): bigint {
  let refund = 0n;
  for (const authorization of authorizations) {
    if (authorization.chainId !== 0n && authorization.chainId !== chainId) continue;
    if (authorization.nonce >= MAX_NONCE) continue;
    const authority = recoverAuthority(authorization);
    if (authority === undefined) continue;
    state.warmAddress(authority);
    const code = state.code(authority);
    if (code.length > 0 && delegationTarget(code) === undefined) continue;
    if (state.nonce(authority) !== authorization.nonce) continue;
    if (state.account(authority) !== undefined) refund += AUTHORIZATION_REFUND;
    const clears = authorization.address.every((byte) => byte === 0);
    state.setCode(authority, clears ? EMPTY_BYTES : delegationCode(authorization.address));
    state.setNonce(authority, authorization.nonce + 1n);
  }
  return refund;
}

/** The address that signed; undefined where the signature is not valid. */
export function recoverAuthority(authorization: SignedAuthorization): Uint8Array | undefined {
  const { chainId, address, nonce, yParity, r, s } = authorization;
  if (yParity > 1n || r === 0n || r >= CURVE_ORDER || s === 0n || s > CURVE_ORDER / 2n) return undefined;
  const message = RLP.encode([bigIntToBytes(chainId), address, bigIntToBytes(nonce)]);
  const digest = keccak256(concatBytes(MAGIC, message));
  const signature = concatBytes(bigIntToFixedBytes(r, 32), bigIntToFixedBytes(s, 32));
  try {
    const key = secp256k1().ecdsaRecover(signature, Number(yParity), digest, false);
    return keccak256(key.subarray(1)).subarray(12);
  } catch {
    return undefined; // no point of the curve has this r
  }
}
