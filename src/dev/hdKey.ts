import { createHmac, pbkdf2Sync } from 'node:crypto';
import { secp256k1 } from '../../vm/secp256k1.ts';

/** A private key that others are derived from (BIP-32). */
export interface HdKey {
  /** 32 bytes */
  readonly privateKey: Uint8Array;
  /** 32 bytes */
  readonly chainCode: Uint8Array;
}

/** Indexes from here on are hardened: written with an apostrophe. */
const HARDENED = 0x8000_0000;
const PATH = /^m(\/\d+'?)*$/;

/** The root key of a phrase without a password (BIP-39, BIP-32). The phrase must have been checked. */
export function rootKey(mnemonic: string): HdKey {
  const seed = pbkdf2Sync(mnemonic.normalize('NFKD'), 'mnemonic', 2048, 64, 'sha512');
  return split(hmac('Bitcoin seed', seed));
}

/** The key at a path like `m/44'/60'/0'/0`; undefined for what is no path. */
export function keyAt(root: HdKey, path: string): HdKey | undefined {
  if (!PATH.test(path)) return undefined;
  let key = root;
  for (const step of path.split('/').slice(1)) {
    const index = Number.parseInt(step, 10);
    if (index >= HARDENED) return undefined;
    key = childKey(key, step.endsWith("'") ? index + HARDENED : index);
  }
  return key;
}

/** The child of a number (BIP-32, "private parent key → private child key"). Throws in one of 2^127 cases: take the next. */
export function childKey({ privateKey, chainCode }: HdKey, index: number): HdKey {
  const data = new Uint8Array(37);
  if (index >= HARDENED) data.set(privateKey, 1);
  else data.set(secp256k1().publicKeyCreate(privateKey, true));
  new DataView(data.buffer).setUint32(33, index);
  const { privateKey: tweak, chainCode: code } = split(hmac(chainCode, data));
  return { privateKey: secp256k1().privateKeyTweakAdd(privateKey.slice(), tweak), chainCode: code };
}

function hmac(key: string | Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha512', key).update(data).digest());
}

function split(bytes: Uint8Array): HdKey {
  return { privateKey: bytes.slice(0, 32), chainCode: bytes.slice(32) };
}
