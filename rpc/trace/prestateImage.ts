import { type BytesKey, equalBytes, fromKey, padLeft, toHex } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import { EMPTY_ACCOUNT } from '../../storage/state/account.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { quantityHex } from '../format/hex.ts';

/** An account as it was when it was first touched. */
export interface AccountImage {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly codeHash: Uint8Array;
  readonly code: Uint8Array;
  /** The touched slots: key → minimal big-endian value. */
  readonly slots: Map<BytesKey, Uint8Array>;
  /** rough size as JSON */
  readonly bytes: number;
}

/** What of an image is printed. */
export interface ImageOptions {
  readonly disableCode: boolean;
  readonly disableStorage: boolean;
}

/** The account's record and code now. */
export function accountImage(state: StateReader, address: Uint8Array): AccountImage {
  const { balance, nonce, codeHash } = state.account(address) ?? EMPTY_ACCOUNT;
  const code = state.code(codeHash);
  return { balance, nonce, codeHash, code, slots: new Map(), bytes: 200 + 2 * code.length };
}

/** True for an account that has nothing: it is left out. */
export function isEmptyImage(image: AccountImage): boolean {
  return image.balance === 0n && image.nonce === 0n && image.code.length === 0;
}

/** Accounts by address, in the order of the addresses as geth prints maps. */
export function imagesJson(images: ReadonlyMap<BytesKey, AccountImage>, options: ImageOptions): object {
  return byAddress(images, (image) => ({
    balance: quantityHex(image.balance),
    code: options.disableCode || image.code.length === 0 ? undefined : toHex(image.code),
    codeHash: equalBytes(image.codeHash, EMPTY_CODE_HASH) ? undefined : toHex(image.codeHash),
    nonce: image.nonce === 0n ? undefined : Number(image.nonce),
    storage: options.disableStorage ? undefined : slotsJson(image.slots),
  }));
}

/**
 * What changed: `pre` has the changed accounts with only their changed slots, `post` the fields that are new. An account
 * that was deleted is in `pre` alone, one that was made in `post` alone. Zero slots are not shown.
 */
export function diffImages(
  images: ReadonlyMap<BytesKey, AccountImage>,
  deleted: ReadonlySet<BytesKey>,
  after: StateReader,
  options: ImageOptions,
): object {
  const pre = new Map<BytesKey, AccountImage>();
  const post = new Map<BytesKey, object>();
  for (const [key, before] of images) {
    if (deleted.has(key)) {
      if (!isEmptyImage(before)) pre.set(key, before);
      continue;
    }
    const address = fromKey(key);
    const now = accountImage(after, address);
    const slotsBefore = new Map<BytesKey, Uint8Array>();
    for (const [slot, value] of before.slots) {
      const newValue = after.slot(address, fromKey(slot));
      if (equalBytes(value, newValue)) continue;
      if (value.length > 0) slotsBefore.set(slot, value);
      now.slots.set(slot, newValue);
    }
    if (!isChanged(before, now)) continue;
    post.set(key, changedFields(before, now, options));
    if (!isEmptyImage(before)) pre.set(key, { ...before, slots: slotsBefore });
  }
  return { post: byAddress(post, (fields) => fields), pre: imagesJson(pre, options) };
}

function isChanged(before: AccountImage, now: AccountImage): boolean {
  return (
    before.balance !== now.balance ||
    before.nonce !== now.nonce ||
    !equalBytes(before.codeHash, now.codeHash) ||
    now.slots.size > 0
  );
}

function changedFields(before: AccountImage, now: AccountImage, options: ImageOptions): object {
  const newCode = !equalBytes(before.codeHash, now.codeHash);
  const written = new Map([...now.slots].filter(([, value]) => value.length > 0));
  return {
    balance: before.balance === now.balance ? undefined : quantityHex(now.balance),
    code: newCode && !options.disableCode ? toHex(now.code) : undefined,
    codeHash: newCode ? toHex(now.codeHash) : undefined,
    nonce: before.nonce === now.nonce || now.nonce === 0n ? undefined : Number(now.nonce),
    storage: options.disableStorage ? undefined : slotsJson(written),
  };
}

function slotsJson(slots: ReadonlyMap<BytesKey, Uint8Array>): object | undefined {
  if (slots.size === 0) return undefined;
  const entries = [...slots].map(([key, value]) => [toHex(fromKey(key)), toHex(padLeft(value, 32))] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byAddress<T>(values: ReadonlyMap<BytesKey, T>, print: (value: T) => object): object {
  const entries = [...values].map(([key, value]) => [toHex(fromKey(key)), print(value)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
