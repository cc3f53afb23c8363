import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { Engine } from '../engine.ts';

/** Signatures that are remembered: beyond that the oldest is forgotten. */
const MOST_SIGNATURES = 10_000;

/** Signatures that ecrecover says are of certain accounts, whatever was signed. */
export class ImpersonatedSignatures {
  readonly #signers = new Map<BytesKey, Uint8Array>();

  get size(): number {
    return this.#signers.size;
  }

  /** `signature`: 65 bytes r‖s‖v; `address`: 20 bytes */
  add(signature: Uint8Array, address: Uint8Array): void {
    this.#signers.set(toKey(signature), address);
    const oldest = this.#signers.keys().next().value;
    if (this.#signers.size > MOST_SIGNATURES && oldest !== undefined) this.#signers.delete(oldest);
  }

  signerOf(signature: Uint8Array): Uint8Array | undefined {
    return this.#signers.get(toKey(signature));
  }
}

/**
 * The engine, until there are such signatures: from then on the reference engine runs everything, as it alone has a
 * precompile that can be put in place of another, and no other pays for asking.
 */
export function impersonatingEngine(engine: Engine, signatures: ImpersonatedSignatures): Engine {
  let reference: Engine | undefined;

  function impersonating(): Engine {
    // loaded where it is needed: its libraries are large
    const { createReferenceEngine } = require('./engine.ts') as typeof import('./engine.ts');
    reference ??= createReferenceEngine((signature) => signatures.signerOf(signature));
    return reference;
  }

  return {
    name: engine.name,
    execute: (message, context) =>
      (signatures.size === 0 ? engine : impersonating()).execute(message, context),
    close: () => engine.close?.(),
  };
}
