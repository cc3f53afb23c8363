import { bytesToBigInt, toHexString } from '../storage/encoding/bytes.ts';

/** Selectors of `Error(string)` and `Panic(uint256)`, which Solidity reverts with. */
const ERROR_SELECTOR = '08c379a0';
const PANIC_SELECTOR = '4e487b71';

/** What Solidity's panic codes mean, in geth's words (accounts/abi/abi.go). */
const PANICS: ReadonlyMap<bigint, string> = new Map([
  [0x00n, 'generic panic'],
  [0x01n, 'assert(false)'],
  [0x11n, 'arithmetic underflow or overflow'],
  [0x12n, 'division or modulo by zero'],
  [0x21n, 'enum overflow'],
  [0x22n, 'invalid encoded storage byte array accessed'],
  [0x31n, 'out-of-bounds array access; popping on an empty array'],
  [0x32n, 'out-of-bounds access of an array or bytesN'],
  [0x41n, 'out of memory'],
  [0x51n, 'uninitialized function'],
]);

/** The reason that revert data gives as `Error(string)` or `Panic(uint256)`; undefined for anything else. */
export function revertReason(data: Uint8Array): string | undefined {
  const selector = toHexString(data.subarray(0, 4));
  const body = data.subarray(4);
  if (selector === PANIC_SELECTOR && body.length >= 32) {
    const code = bytesToBigInt(body.subarray(0, 32));
    return PANICS.get(code) ?? `unknown panic code: 0x${code.toString(16)}`;
  }
  return selector === ERROR_SELECTOR ? decodeString(body) : undefined;
}

/** The single ABI-encoded string in `body`; undefined when it is not well formed. */
function decodeString(body: Uint8Array): string | undefined {
  const offset = wordAsNumber(body, 0);
  if (offset === undefined) return undefined;
  const length = wordAsNumber(body, offset);
  if (length === undefined || offset + 32 + length > body.length) return undefined;
  return new TextDecoder().decode(body.subarray(offset + 32, offset + 32 + length));
}

/** The 32-byte integer at `offset`; undefined when it is outside the data or points further than the data reaches. */
function wordAsNumber(body: Uint8Array, offset: number): number | undefined {
  if (offset + 32 > body.length) return undefined;
  const value = bytesToBigInt(body.subarray(offset, offset + 32));
  return value <= BigInt(body.length) ? Number(value) : undefined;
}
