import { toKey } from '../../storage/encoding/bytes.ts';
import type { MessageContext } from '../engine.ts';
import { isPrecompile } from '../precompiles/addresses.ts';
import { type PrecompileAnswer, runPrecompile } from '../reference/precompiles.ts';

/** Answers at once, or by a promise where what it needs is loaded first. */
export type Precompile = (input: Uint8Array, gas: number) => PrecompileAnswer | Promise<PrecompileAnswer>;

/** The precompile that answers at an address in this context, if any does. */
export function precompileAt(context: MessageContext, address: Uint8Array): Precompile | undefined {
  const { rules, precompiles } = context;
  let origin: Uint8Array | undefined = address;
  if (precompiles !== undefined) {
    const key = toKey(address);
    if (precompiles.has(key)) origin = precompiles.get(key);
  }
  if (origin === undefined || !isPrecompile(origin, rules)) return undefined;
  const at = origin;
  return (input, gas) => runPrecompile(rules, at, input, gas);
}
