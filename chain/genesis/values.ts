import { fromHex, padLeft } from '../../storage/encoding/bytes.ts';
import { GenesisError } from './errors.ts';

/** A JSON object whose fields have not been looked at. Numbers are kept as they are written. */
export type JsonObject = { readonly [key: string]: unknown };

/** The digits of a JSON number: genesis files hold integers that a double cannot. */
class JsonNumber {
  constructor(readonly digits: string) {}
}

/** Parses JSON, keeping the digits of every number. Throws GenesisError. */
export function parseJson(text: string): unknown {
  // The third argument is newer than TypeScript's library (ECMA-262, JSON.parse source text access).
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new JsonNumber(context?.source ?? String(value)) : value;
  try {
    return JSON.parse(text, keepDigits);
  } catch (error) {
    throw new GenesisError('not-json', 'genesis', error instanceof Error ? error.message : 'not JSON');
  }
}

/** The value as an object. */
export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof JsonNumber) {
    throw new GenesisError('bad-value', path, 'an object expected');
  }
  return value as JsonObject;
}

/** Refuses keys that are not listed: a fork's name misspelt must not pass as a fork that never comes. */
export function refuseUnknownKeys(object: JsonObject, known: ReadonlySet<string>, path: string): void {
  for (const key of Object.keys(object)) {
    if (!known.has(key)) throw new GenesisError('unknown-key', `${path}.${key}`, 'this field is not known');
  }
}

/** A number, decimal string or 0x string as an unsigned integer of at most `bits` bits. */
export function asQuantity(value: unknown, bits: number, path: string): bigint {
  const text = value instanceof JsonNumber ? value.digits : typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^(0x[0-9a-fA-F]+|[0-9]+)$/.test(text) || text.length > 80) {
    throw new GenesisError('bad-value', path, 'an integer expected, decimal or 0x hex');
  }
  const quantity = BigInt(text);
  if (quantity >> BigInt(bits) !== 0n) throw new GenesisError('bad-value', path, `more than ${bits} bits`);
  return quantity;
}

/** Hex of any length, 0x in front or not. */
export function asHexBytes(value: unknown, path: string): Uint8Array {
  if (typeof value !== 'string' || !/^(0x)?([0-9a-fA-F]{2})*$/.test(value)) {
    throw new GenesisError('bad-value', path, 'hex bytes expected');
  }
  return fromHex(value);
}

/** Hex of exactly `length` bytes. */
export function asFixedHex(value: unknown, length: number, path: string): Uint8Array {
  const bytes = asHexBytes(value, path);
  if (bytes.length !== length)
    throw new GenesisError('bad-value', path, `${length} bytes expected, got ${bytes.length}`);
  return bytes;
}

/** A storage key or value: up to 64 digits, shorter ones stand for the low end of 32 bytes (as geth reads them). */
export function asWord(value: unknown, path: string): Uint8Array {
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]{1,64}$/.test(value)) {
    throw new GenesisError('bad-value', path, 'at most 32 bytes of hex expected');
  }
  return padLeft(fromHex(value), 32);
}
