import type { RlpItem } from '../rlp/decode.ts';
import { DecodeError } from '../rlp/errors.ts';
import { asFixedBytes, asList, asUint } from '../rlp/fields.ts';
import type { BlobSidecar } from './transaction.ts';

/** Bytes of one blob: 4096 field elements (EIP-4844). */
const BLOB_SIZE = 131_072;

/** Cell proofs of one blob (EIP-7594). */
const CELL_PROOFS_PER_BLOB = 128;

/** Blobs that one sidecar may hold: a bound on memory, above every schedule. */
const MAX_BLOBS = 128;

/**
 * Decodes what follows the transaction in the network form: [blobs, commitments, proofs], from Osaka on
 * [1, blobs, commitments, cell proofs]. Checks shapes and counts; the proofs themselves are for the pool. Throws DecodeError.
 */
export function decodeSidecar(items: readonly RlpItem[]): BlobSidecar {
  const version = items.length === 3 ? 0 : readVersion(items[0]);
  const [blobs, commitments, proofs] = items.slice(-3);
  const sidecar: BlobSidecar = {
    version,
    blobs: fixedList(blobs, BLOB_SIZE, 'sidecar.blobs'),
    commitments: fixedList(commitments, 48, 'sidecar.commitments'),
    proofs: fixedList(proofs, 48, 'sidecar.proofs'),
  };
  const count = sidecar.blobs.length;
  const proofCount = version === 0 ? count : count * CELL_PROOFS_PER_BLOB;
  if (count > MAX_BLOBS || sidecar.commitments.length !== count || sidecar.proofs.length !== proofCount) {
    throw new DecodeError('sidecar', 'sidecar: numbers of blobs, commitments and proofs do not match');
  }
  return sidecar;
}

function readVersion(item: RlpItem | undefined): 1 {
  const version = asUint(item, 1, 'sidecar.version');
  if (version !== 1n) throw new DecodeError('sidecar', `sidecar: unknown version ${version}`);
  return 1;
}

function fixedList(item: RlpItem | undefined, length: number, field: string): Uint8Array[] {
  return asList(item, field).map((element) => asFixedBytes(element, length, field));
}
