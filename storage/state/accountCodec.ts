import { equalBytes } from '../encoding/bytes.ts';
import { copyBytes } from '../encoding/copy.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../encoding/keccak.ts';
import type { Account } from './account.ts';

/**
 * The stored account record, 2 bytes for an empty account and 10 to 14 for a usual one without code:
 *
 *     flags (bit 7: has code, bit 6: has storage, bits 0–3: nonce length)  balance length
 *     nonce  balance  [code hash 32]  [storage root 32]
 *
 * Numbers are minimal big-endian, as RLP wants them, so that the trie's leaf is made from the record without a bigint.
 */
const HAS_CODE = 0x80;
const HAS_STORAGE = 0x40;
const NONCE_LENGTH = 0x0f;

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const scratch = new Uint8Array(2 + 8 + 32);
const limbs = new DataView(new ArrayBuffer(32));
const limbBytes = new Uint8Array(limbs.buffer);

/** Encodes an account with the storage root given (the account's own is not trusted: storage/ alone knows it). */
export function encodeAccount(account: Account, storageRoot: Uint8Array): Uint8Array {
  const nonceLength = writeInteger(scratch, 2, account.nonce);
  const balanceLength = writeInteger(scratch, 2 + nonceLength, account.balance);
  const hasCode = !equalBytes(account.codeHash, EMPTY_CODE_HASH);
  const hasStorage = !equalBytes(storageRoot, EMPTY_TRIE_ROOT);
  scratch[0] = (hasCode ? HAS_CODE : 0) | (hasStorage ? HAS_STORAGE : 0) | nonceLength;
  scratch[1] = balanceLength;
  const fixed = 2 + nonceLength + balanceLength;
  const record = new Uint8Array(fixed + (hasCode ? 32 : 0) + (hasStorage ? 32 : 0));
  copyBytes(record, 0, scratch, 0, fixed);
  if (hasCode) copyBytes(record, fixed, account.codeHash, 0, 32);
  if (hasStorage) copyBytes(record, record.length - 32, storageRoot, 0, 32);
  return record;
}

/** Decodes a record. */
export function decodeAccount(record: Uint8Array): Account {
  const nonceLength = byteAt(record, 0) & NONCE_LENGTH;
  const balanceLength = byteAt(record, 1);
  return {
    nonce: readInteger(record, 2, nonceLength),
    balance: readInteger(record, 2 + nonceLength, balanceLength),
    codeHash: codeHashOf(record),
    storageRoot: storageRootOf(record),
  };
}

/** The code hash in a record. */
function codeHashOf(record: Uint8Array): Uint8Array {
  if ((byteAt(record, 0) & HAS_CODE) === 0) return EMPTY_CODE_HASH;
  const start = 2 + (byteAt(record, 0) & NONCE_LENGTH) + byteAt(record, 1);
  return record.slice(start, start + 32);
}

/** The storage root in a record. */
export function storageRootOf(record: Uint8Array): Uint8Array {
  return (byteAt(record, 0) & HAS_STORAGE) === 0 ? EMPTY_TRIE_ROOT : record.slice(record.length - 32);
}

/** The account trie's leaf value: rlp([nonce, balance, storageRoot, codeHash]) (yellow paper, appendix D.1). */
export function accountLeaf(record: Uint8Array): Uint8Array {
  const nonceLength = byteAt(record, 0) & NONCE_LENGTH;
  const balanceLength = byteAt(record, 1);
  const balanceStart = 2 + nonceLength;
  const payload =
    integerSize(record, 2, nonceLength) + integerSize(record, balanceStart, balanceLength) + 33 + 33;
  // The payload is 68 to 108 bytes: always the long form of a list.
  const leaf = new Uint8Array(2 + payload);
  leaf[0] = 0xf8;
  leaf[1] = payload;
  let at = putInteger(leaf, 2, record, 2, nonceLength);
  at = putInteger(leaf, at, record, balanceStart, balanceLength);
  leaf[at] = 0xa0;
  copyBytes(leaf, at + 1, storageRootOf(record), 0, 32);
  leaf[at + 33] = 0xa0;
  copyBytes(leaf, at + 34, codeHashOf(record), 0, 32);
  return leaf;
}

function integerSize(record: Uint8Array, start: number, length: number): number {
  return length === 1 && byteAt(record, start) < 0x80 ? 1 : 1 + length;
}

function putInteger(
  target: Uint8Array,
  at: number,
  record: Uint8Array,
  start: number,
  length: number,
): number {
  let position = at;
  if (integerSize(record, start, length) !== 1 || length === 0) target[position++] = 0x80 + length;
  for (let i = 0; i < length; i++) target[position++] = byteAt(record, start + i);
  return position;
}

/** Writes a minimal big-endian integer below 2^256 and returns its length. */
function writeInteger(target: Uint8Array, offset: number, value: bigint): number {
  if (value === 0n) return 0;
  if (value <= MAX_SAFE) return writeSmall(target, offset, Number(value));
  let rest = value;
  let limb = 32;
  while (rest > 0n) {
    limb -= 8;
    limbs.setBigUint64(limb, BigInt.asUintN(64, rest));
    rest >>= 64n;
  }
  while (limbBytes[limb] === 0) limb++;
  return copyBytes(target, offset, limbBytes, limb, 32 - limb) - offset;
}

function writeSmall(target: Uint8Array, offset: number, value: number): number {
  let length = 1;
  for (let rest = value; rest >= 256; rest = Math.floor(rest / 256)) length++;
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    target[offset + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return length;
}

function readInteger(record: Uint8Array, offset: number, length: number): bigint {
  if (length <= 6) {
    let small = 0;
    for (let i = 0; i < length; i++) small = small * 256 + byteAt(record, offset + i);
    return BigInt(small);
  }
  limbBytes.fill(0);
  for (let i = 0; i < length; i++) limbBytes[32 - length + i] = byteAt(record, offset + i);
  let value = 0n;
  for (let limb = 0; limb < 32; limb += 8) {
    if (limb + 8 > 32 - length) value = (value << 64n) | limbs.getBigUint64(limb);
  }
  return value;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
