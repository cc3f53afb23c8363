import type { PrecompileFunc } from '@ethereumjs/evm';

/** Whom a signature (65 bytes r‖s‖v, v as it is given to the precompile) is said to be of; undefined: it is not spoken for. */
export type SignerOf = (signature: Uint8Array) => Uint8Array | undefined;

/** The precompile at 1, in the library's form of an address. */
const ECRECOVER = '1'.padStart(40, '0');
const WORD = 32;
const V_AT = 2 * WORD - 1;
const R_AT = 2 * WORD;

/** Lets a machine's ecrecover answer with the signers that are known, whatever was signed. It takes its gas as always. */
export function impersonateSigners(precompiles: Map<string, PrecompileFunc>, signerOf: SignerOf): void {
  const recover = precompiles.get(ECRECOVER);
  if (recover === undefined) return;
  precompiles.set(ECRECOVER, async (input) => {
    const result = await recover(input);
    const signer = result.exceptionError === undefined ? signerOf(signatureIn(input.data)) : undefined;
    return signer === undefined ? result : { ...result, returnValue: inWord(signer) };
  });
}

/** What an input lacks is zeros. */
function signatureIn(input: Uint8Array): Uint8Array {
  const signature = new Uint8Array(2 * WORD + 1);
  signature.set(input.subarray(R_AT, R_AT + 2 * WORD));
  signature[2 * WORD] = input[V_AT] ?? 0;
  return signature;
}

function inWord(address: Uint8Array): Uint8Array {
  const word = new Uint8Array(WORD);
  word.set(address, WORD - address.length);
  return word;
}
