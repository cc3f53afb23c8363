import type { Rules } from '../../vm/rules/rules.ts';
import { SECP256K1_HALF_ORDER } from '../transaction/signature.ts';
import type { Transaction } from '../transaction/transaction.ts';

/**
 * Why a signature that names its sender well still does not count under these rules; undefined when it does: the chain
 * id must be this chain's, replay protection exists from Spurious Dragon on (EIP-155), and from Homestead on only the
 * lower `s` counts (EIP-2).
 */
export function signerProblem(
  transaction: Pick<Transaction, 'chainId' | 's'>,
  rules: Rules,
): string | undefined {
  const { chainId, s } = transaction;
  const expected = rules.config.chainId;
  if (chainId !== undefined && chainId !== expected) {
    return `invalid chain id for signer: have ${chainId} want ${expected}`;
  }
  if (chainId !== undefined && !rules.has('spuriousDragon')) return 'replay protection before its fork';
  if (s > SECP256K1_HALF_ORDER && rules.has('homestead')) return 'invalid transaction v, r, s values';
  return undefined;
}
