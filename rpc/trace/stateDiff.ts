import { equalBytes, fromKey, padLeft, toHex } from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { quantityHex } from '../format/hex.ts';
import type { Prestate } from './prestate.ts';
import { type AccountImage, accountImage, isEmptyImage } from './prestateImage.ts';

/** One value in OpenEthereum's state diff: unchanged, new, gone, or changed. */
type Delta = '=' | { '+': string } | { '-': string } | { '*': { from: string; to: string } };

/** OpenEthereum's state diff of a transaction: the changed accounts, each with what became of its fields. */
export function stateDiff({ images, deleted }: Prestate, after: StateReader): object {
  const diff: [string, object][] = [];
  for (const [key, before] of images) {
    const address = fromKey(key);
    const now = accountImage(after, address);
    const isNew = isEmptyImage(before) && !isEmptyImage(now);
    const isGone = !isEmptyImage(before) && (deleted.has(key) || isEmptyImage(now));
    const delta = (from: string, to: string): Delta => {
      if (isNew) return { '+': to };
      if (isGone) return { '-': from };
      return from === to ? '=' : { '*': { from, to } };
    };
    const storage = slotDeltas(before, address, after, delta);
    const account = {
      balance: delta(quantityHex(before.balance), quantityHex(now.balance)),
      code: delta(toHex(before.code), toHex(now.code)),
      nonce: delta(quantityHex(before.nonce), quantityHex(now.nonce)),
      storage: Object.fromEntries(storage),
    };
    const unchanged = account.balance === '=' && account.code === '=' && account.nonce === '=';
    if (!unchanged || storage.length > 0) diff.push([toHex(address), account]);
  }
  return Object.fromEntries(diff.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function slotDeltas(
  before: AccountImage,
  address: Uint8Array,
  after: StateReader,
  delta: (from: string, to: string) => Delta,
): [string, Delta][] {
  const changed: [string, Delta][] = [];
  for (const [key, value] of before.slots) {
    const slot = fromKey(key);
    const now = after.slot(address, slot);
    if (equalBytes(value, now)) continue;
    changed.push([toHex(slot), delta(toHex(padLeft(value, 32)), toHex(padLeft(now, 32)))]);
  }
  return changed.sort(([a], [b]) => (a < b ? -1 : 1));
}
