import { type EVMBLSInterface, type EVMBN254Interface, MCLBLS, RustBN254 } from '@ethereumjs/evm';

let bls: MCLBLS | undefined;
let bn254: RustBN254 | undefined;
let loading: Promise<void> | undefined;

/** Makes the curves' WebAssembly ready: a few tens of milliseconds the first time, undefined once it is. */
export function loadCurves(): Promise<void> | undefined {
  if (bls !== undefined && bn254 !== undefined) return undefined;
  loading ??= open();
  return loading;
}

async function open(): Promise<void> {
  const [mcl, { initRustBN }] = await Promise.all([import('mcl-wasm'), import('rustbn-wasm')]);
  await mcl.init(mcl.BLS12_381);
  bls = new MCLBLS(mcl);
  bls.init();
  bn254 = new RustBN254(await initRustBN());
}

/** BLS12-381 for the precompiles of EIP-2537, after `loadCurves`. */
export const blsCurve: EVMBLSInterface = {
  addG1: (input) => required(bls).addG1(input),
  addG2: (input) => required(bls).addG2(input),
  mapFPtoG1: (input) => required(bls).mapFPtoG1(input),
  mapFP2toG2: (input) => required(bls).mapFP2toG2(input),
  msmG1: (input) => required(bls).msmG1(input),
  msmG2: (input) => required(bls).msmG2(input),
  pairingCheck: (input) => required(bls).pairingCheck(input),
};

/** BN254 for the precompiles of EIP-196 and EIP-197, after `loadCurves`. */
export const bn254Curve: EVMBN254Interface = {
  add: (input) => required(bn254).add(input),
  mul: (input) => required(bn254).mul(input),
  pairing: (input) => required(bn254).pairing(input),
};

function required<T>(curve: T | undefined): T {
  if (curve === undefined) throw new Error('a curve was used before loadCurves');
  return curve;
}
