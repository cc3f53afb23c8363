import type { Rules } from '../rules/rules.ts';

/** EIP-7825 */
const TRANSACTION_GAS_CAP = 2n ** 24n;
/** EIP-170; initcode may be twice as long (EIP-3860) */
const MAX_CODE_SIZE = 24_576;
/** EIP-7594 */
const MAX_BLOBS = 6;

/** A nonce that no transaction may have (EIP-2681). */
export const MAX_NONCE = 2n ** 64n - 1n;

/** Gas that one transaction may ask for; undefined: as much as the block has. */
export function transactionGasCap(rules: Rules): bigint | undefined {
  return rules.has('osaka') ? (rules.config.transactionGasCap ?? TRANSACTION_GAS_CAP) : undefined;
}

/** Bytes of the initcode of a creation; undefined: any number. */
export function initcodeLimit(rules: Rules): number | undefined {
  return rules.has('shanghai') ? 2 * (rules.config.maxCodeSize ?? MAX_CODE_SIZE) : undefined;
}

/** Blobs of one transaction; undefined: as many as the block may have. */
export function transactionBlobLimit(rules: Rules): number | undefined {
  return rules.has('osaka') ? MAX_BLOBS : undefined;
}
