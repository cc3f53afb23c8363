import { describe, expect, test } from 'bun:test';
import { concatBytes, EMPTY_BYTES, padLeft, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { Engine, MessageResult } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { ImpersonatedSignatures, impersonatingEngine } from '../../../vm/reference/impersonatingEngine.ts';
import { secp256k1 } from '../../../vm/secp256k1.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ALICE, address, block, CONTRACT, rules, world } from '../world.ts';

/** CALLDATACOPY(0, 0, 128); STATICCALL(gas, 1, 0, 128, 0, 32); RETURN(0, RETURNDATASIZE) */
const CALLING = '60805f5f37' + '60205f60805f60015afa50' + '3d5ff3';
const digest = keccak256(Uint8Array.of(1));
const { signature, recid } = secp256k1().ecdsaSign(digest, new Uint8Array(32).fill(7));
const v = 27 + recid;
const real = concatBytes(signature, Uint8Array.of(v));
const made = new Uint8Array(65).fill(0x11);
const PRECOMPILE = padLeft(Uint8Array.of(1), 20);
const SIGNER = address(0x5e);
const OTHER = address(0x07);

/** What ecrecover is asked. */
function question(hash: Uint8Array, given: Uint8Array): Uint8Array {
  return concatBytes(hash, padLeft(given.subarray(64), 32), given.subarray(0, 64));
}

describe.each<[string, () => Engine]>([
  ['interpreted', () => createWasmEngine('off')],
  ['compiled', () => createWasmEngine('always')],
  ['reference', createReferenceEngine],
])('ecrecover, %s', (_name, create) => {
  async function ask(
    engine: Engine,
    to: Uint8Array,
    data: Uint8Array,
    gas = 100_000n,
  ): Promise<MessageResult> {
    const state = world(CALLING);
    state.beginTransaction();
    return engine.execute(
      {
        ...{ caller: ALICE, to, value: 0n, data, gas, gasPrice: 1n, origin: ALICE },
        blobHashes: [],
      },
      { rules: rules('prague'), block: block(), state, tracer: undefined },
    );
  }

  test('answers with the signer that a signature is said to have, whatever was signed', async () => {
    for (const to of [PRECOMPILE, CONTRACT]) {
      const signatures = new ImpersonatedSignatures();
      const engine = impersonatingEngine(create(), signatures);
      const before = await ask(engine, to, question(digest, real));
      const nobody = await ask(engine, to, question(digest, made));
      signatures.add(made, SIGNER);
      const after = await ask(engine, to, question(digest, made));
      expect(toHex(after.returnData)).toBe(toHex(padLeft(SIGNER, 32)));
      expect([nobody.halt, after.halt]).toEqual([undefined, undefined]);
      expect(after.gasUsed).toBe(nobody.gasUsed);
      expect((await ask(engine, to, question(new Uint8Array(32), made))).returnData).toEqual(
        after.returnData,
      );
      expect(await ask(engine, to, question(digest, real))).toEqual(before);
      engine.close?.();
    }
  });

  test('tells signatures apart by every byte, and takes its gas', async () => {
    const signatures = new ImpersonatedSignatures();
    const engine = impersonatingEngine(create(), signatures);
    signatures.add(real, SIGNER);
    signatures.add(real, OTHER);
    expect((await ask(engine, PRECOMPILE, question(digest, real))).returnData).toEqual(padLeft(OTHER, 32));
    for (const at of [0, 40, 64]) {
      const changed = real.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { returnData } = await ask(engine, PRECOMPILE, question(digest, changed));
      expect(returnData).not.toEqual(padLeft(OTHER, 32));
    }
    const poor = await ask(engine, PRECOMPILE, question(digest, real), 2_999n);
    expect([poor.halt, poor.returnData]).toEqual(['out of gas', EMPTY_BYTES]);
    expect((await ask(engine, PRECOMPILE, question(digest, real), 3_000n)).gasUsed).toBe(3_000n);
    engine.close?.();
  });
});
