import type { PrecompileFunc } from '@ethereumjs/evm';
import { loadKzg } from '../kzg.ts';
import { customCrypto } from './crypto.ts';
import { loadCurves } from './curves.ts';

/** Precompiles that need a library first, by the last byte of their address: 0x06–0x08 and 0x0b–0x11 curves, 0x0a KZG. */
const CURVES = [0x06, 0x07, 0x08, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11];
const KZG = 0x0a;

/** Lets a machine's precompiles load what they need at their first call, so that starting a node pays for none. */
export function loadOnFirstUse(precompiles: Map<string, PrecompileFunc>): void {
  for (const number of CURVES) wrap(precompiles, number, loadCurves);
  wrap(precompiles, KZG, () => (customCrypto.kzg === undefined ? openKzg() : undefined));
}

async function openKzg(): Promise<void> {
  customCrypto.kzg ??= await loadKzg();
}

/** What is loaded already answers at once. */
function wrap(
  precompiles: Map<string, PrecompileFunc>,
  number: number,
  load: () => Promise<void> | undefined,
): void {
  const key = number.toString(16).padStart(40, '0');
  const run = precompiles.get(key);
  if (run === undefined) return;
  precompiles.set(key, (input) => load()?.then(() => run(input)) ?? run(input));
}
