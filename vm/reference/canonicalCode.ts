import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { WorldState } from '../state/worldState.ts';
import { recentMap } from './recent.ts';

/** Codes kept: of mainnet's size limit, some 25 MB. */
const KEPT = 1024;

const known = recentMap<BytesKey, Uint8Array>(KEPT);

/** The code at an address, as the same array whenever it has the same hash: over blocks and states. */
export function canonicalCode(state: WorldState, address: Uint8Array): Uint8Array {
  const hash = state.codeHash(address);
  const key = toKey(hash);
  let code = known.get(key);
  if (code === undefined) {
    code = state.codeByHash(hash);
    known.set(key, code);
  }
  return code;
}
