import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Rules } from '../rules/rules.ts';
import { blake2, blake2Rounds } from './blake2.ts';
import { addG1, addG2, loadBls12, mapToG1, mapToG2, pairBls12, sumG1, sumG2 } from './bls12.ts';
import { addBn254, loadBn254, mulBn254, pairBn254 } from './bn254.ts';
import { modularPower, modularPowerGas } from './modularPower.ts';
import { verifyP256 } from './p256.ts';
import { evaluatePoint, loadPointEvaluation } from './pointEvaluation.ts';
import { recoverInto, SIGNED_SIZE, signedWords } from './recovery.ts';

const WORD = 32;

/** A precompile done here. */
export interface DirectPrecompile {
  /** Input to output, gas aside; undefined: the call fails. */
  readonly run: (input: Uint8Array, rules: Rules) => Uint8Array | undefined;
  /** Gas, where lengths alone do not say. */
  readonly gas?: (input: Uint8Array, rules: Rules) => number;
  /** Loads what it needs; undefined once that is there. */
  readonly load?: () => Promise<void> | undefined;
}

/** Precompiles done here rather than by the library, by their numbers. */
export const DIRECT: ReadonlyMap<number, DirectPrecompile> = new Map<number, DirectPrecompile>([
  [0x01, { run: recover }],
  [0x02, { run: sha256 }],
  [0x03, { run: ripemd160 }],
  [0x04, { run: (input) => input }],
  [0x05, { run: modularPower, gas: modularPowerGas }],
  [0x06, { run: addBn254, load: loadBn254 }],
  [0x07, { run: mulBn254, load: loadBn254 }],
  [0x08, { run: pairBn254, load: loadBn254 }],
  [0x09, { run: blake2, gas: blake2Rounds }],
  [0x0a, { run: evaluatePoint, load: loadPointEvaluation }],
  [0x0b, { run: addG1, load: loadBls12 }],
  [0x0c, { run: sumG1, load: loadBls12 }],
  [0x0d, { run: addG2, load: loadBls12 }],
  [0x0e, { run: sumG2, load: loadBls12 }],
  [0x0f, { run: pairBls12, load: loadBls12 }],
  [0x10, { run: mapToG1, load: loadBls12 }],
  [0x11, { run: mapToG2, load: loadBls12 }],
  [0x100, { run: verify }],
]);

/** Bytes up to which an input is hashed where it is copied to: a view made for each is slower than many hashes. */
const SHORT = 1024;
const room = new Uint8Array(SHORT);
const views: Uint8Array[] = [];
const digest = new Uint8Array(WORD);

/** The same bytes in an array that has been handed to the system before. */
function known(input: Uint8Array): Uint8Array {
  const { length } = input;
  if (length > SHORT) return input;
  room.set(input);
  let view = views[length];
  if (view === undefined) {
    view = room.subarray(0, length);
    views[length] = view;
  }
  return view;
}

function sha256(input: Uint8Array): Uint8Array {
  Bun.SHA256.hash(known(input), digest);
  return digest.slice();
}

function ripemd160(input: Uint8Array): Uint8Array {
  return padded(Bun.CryptoHasher.hash('ripemd160', known(input)));
}

/** At the end of a word of zeros. */
function padded(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(WORD);
  word.set(bytes, WORD - bytes.length);
  return word;
}

/** The address that signed a hash: words of hash, v (27 or 28), r and s (yellow paper, appendix E). */
function recover(input: Uint8Array): Uint8Array {
  signedWords.fill(0).set(input.length > SIGNED_SIZE ? input.subarray(0, SIGNED_SIZE) : input);
  const answer = new Uint8Array(WORD);
  return recoverInto(answer, 0) ? answer : EMPTY_BYTES;
}

/** 1 where a signature on P-256 holds: words of hash, r, s and the key's two coordinates (EIP-7951). */
function verify(input: Uint8Array): Uint8Array {
  if (input.length !== 5 * WORD || !verifyP256(input)) return EMPTY_BYTES;
  return padded(Uint8Array.of(1));
}
