import { bytesToBigInt, EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Rules } from '../rules/rules.ts';

/*
 * MODEXP (EIP-198): lengths of base, exponent and modulus in words, then these numbers; what the input lacks is zeros.
 */

const WORD = 32;
const NUMBERS = 3 * WORD;
/** No operand is longer from Osaka on (EIP-7823). */
const LONGEST = 1024;
/** Gas that no call has: what is longer than any input costs more than this. */
const ENDLESS = Infinity;

/** A length, or Infinity where it is past 2^48. */
function lengthAt(input: Uint8Array, at: number): number {
  for (let i = at; i < at + WORD - 6; i++) if ((input[i] ?? 0) !== 0) return ENDLESS;
  let length = 0;
  for (let i = at + WORD - 6; i < at + WORD; i++) length = length * 256 + (input[i] ?? 0);
  return length;
}

/** Bytes of the input, zeros where it has none. */
function bytesAt(input: Uint8Array, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = input[at + i] ?? 0;
  return bytes;
}

/** Gas under these rules (EIP-198, EIP-2565, EIP-7883). */
export function modularPowerGas(input: Uint8Array, rules: Rules): number {
  const [base, exponent, modulus] = [lengthAt(input, 0), lengthAt(input, WORD), lengthAt(input, 2 * WORD)];
  const isOsaka = rules.has('osaka');
  const longest = Math.max(base, modulus);
  if (longest === 0 && !isOsaka) return rules.has('berlin') ? 200 : 0;
  const head = bytesAt(input, NUMBERS + Math.min(base, input.length), Math.min(exponent, WORD));
  const number = bytesToBigInt(head);
  const bits = number === 0n ? 0 : number.toString(2).length - 1;
  const steps = Math.max(1, (exponent > WORD ? (isOsaka ? 16 : 8) * (exponent - WORD) : 0) + bits);
  if (!rules.has('berlin')) return Math.floor((steps * formerComplexity(longest)) / 20);
  const words = Math.ceil(longest / 8);
  if (isOsaka) return Math.max(500, steps * (longest > WORD ? 2 * words * words : 16));
  return Math.max(200, Math.floor((steps * words * words) / 3));
}

function formerComplexity(length: number): number {
  if (length <= 64) return length * length;
  if (length <= 1024) return Math.floor((length * length) / 4) + 96 * length - 3072;
  return Math.floor((length * length) / 16) + 480 * length - 199_680;
}

/** The power as a number as long as the modulus; undefined where an operand is longer than may be. Its gas has been paid. */
export function modularPower(input: Uint8Array, rules: Rules): Uint8Array | undefined {
  const [base, exponent, modulus] = [lengthAt(input, 0), lengthAt(input, WORD), lengthAt(input, 2 * WORD)];
  if (rules.has('osaka') && Math.max(base, exponent, modulus) > LONGEST) return undefined;
  if (modulus === 0) return EMPTY_BYTES;
  const m = bytesToBigInt(bytesAt(input, NUMBERS + base + exponent, modulus));
  const output = new Uint8Array(modulus);
  if (m === 0n) return output;
  const b = bytesToBigInt(bytesAt(input, NUMBERS, base));
  const digits = bytesAt(input, NUMBERS + base, exponent).toHex();
  output.setFromHex(
    power(b % m, digits, m)
      .toString(16)
      .padStart(2 * modulus, '0'),
  );
  return output;
}

/** By four bits of the exponent at a time, the highest first. */
function power(base: bigint, exponent: string, modulus: bigint): bigint {
  const powers = [1n % modulus, base];
  let result = 1n % modulus;
  let begun = false;
  for (let i = 0; i < exponent.length; i++) {
    const digit = Number.parseInt(exponent.charAt(i), 16);
    if (begun) {
      result = (result * result) % modulus;
      result = (result * result) % modulus;
      result = (result * result) % modulus;
      result = (result * result) % modulus;
    }
    if (digit === 0) continue;
    for (let k = powers.length; k <= digit; k++) powers.push(((powers[k - 1] ?? 0n) * base) % modulus);
    result = begun ? (result * (powers[digit] ?? 0n)) % modulus : (powers[digit] ?? 0n);
    begun = true;
  }
  return result;
}
