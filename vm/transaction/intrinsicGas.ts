import type { Rules } from '../rules/rules.ts';
import type { ExecutableTransaction } from './executable.ts';

const TRANSACTION = 21_000;
const CREATION = 32_000;
const ZERO_BYTE = 4;
const NONZERO_BYTE_FRONTIER = 68;
/** EIP-2028 */
const NONZERO_BYTE = 16;
/** EIP-3860, per 32 bytes of initcode */
const INITCODE_WORD = 2;
/** EIP-2930 */
const ACCESS_LIST_ADDRESS = 2400;
const ACCESS_LIST_KEY = 1900;
/** EIP-7702: what each authorization pays in advance, and what comes back where the account exists. */
const AUTHORIZATION_EMPTY_ACCOUNT = 25_000;
const AUTHORIZATION_BASE = 12_500;
/** EIP-7623: a zero byte is one token, any other four; gas per token at the floor. */
const FLOOR_TOKEN = 10;
const NONZERO_BYTE_TOKENS = 4;

/** What nearly every transaction without data costs. */
const PLAIN_TRANSACTION = BigInt(TRANSACTION);

/** Given back for each authorization of an account that exists (EIP-7702). */
export const AUTHORIZATION_REFUND = BigInt(AUTHORIZATION_EMPTY_ACCOUNT - AUTHORIZATION_BASE);

/** What intrinsic gas depends on. */
export type IntrinsicGasInput = Pick<ExecutableTransaction, 'to' | 'data' | 'accessList' | 'authorizations'>;

/** Gas that a transaction costs before its first instruction (yellow paper, equation 64, with the later EIPs). */
export function intrinsicGas(tx: IntrinsicGasInput, rules: Rules): bigint {
  const { to, data, accessList, authorizations } = tx;
  // most transactions
  if (to !== undefined && data.length === 0 && accessList.length === 0 && authorizations.length === 0) {
    return PLAIN_TRANSACTION;
  }
  const zeros = countZeros(data);
  const nonzeros = data.length - zeros;
  let gas = TRANSACTION + zeros * ZERO_BYTE;
  gas += nonzeros * (rules.has('istanbul') ? NONZERO_BYTE : NONZERO_BYTE_FRONTIER);
  if (to === undefined) {
    if (rules.has('homestead')) gas += CREATION;
    if (rules.has('shanghai')) gas += Math.ceil(data.length / 32) * INITCODE_WORD;
  }
  for (const { storageKeys } of accessList) {
    gas += ACCESS_LIST_ADDRESS + ACCESS_LIST_KEY * storageKeys.length;
  }
  return BigInt(gas + AUTHORIZATION_EMPTY_ACCOUNT * authorizations.length);
}

/** Least gas that a transaction with this data uses from Prague on (EIP-7623); 0 before. */
export function floorDataGas(tx: Pick<ExecutableTransaction, 'data'>, rules: Rules): bigint {
  if (!rules.has('prague')) return 0n;
  if (tx.data.length === 0) return PLAIN_TRANSACTION;
  const zeros = countZeros(tx.data);
  const tokens = zeros + (tx.data.length - zeros) * NONZERO_BYTE_TOKENS;
  return BigInt(TRANSACTION + tokens * FLOOR_TOKEN);
}

function countZeros(data: Uint8Array): number {
  let zeros = 0;
  const { length } = data;
  for (let i = 0; i < length; i++) if (data[i] === 0) zeros++;
  return zeros;
}
