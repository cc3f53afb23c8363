import { Type } from '@sinclair/typebox';
import { findBlob, type PooledBlob } from '../../../chain/pool/blobLookup.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { TooLargeRequestError } from '../../errors.ts';
import { type Method, required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Data, Hash32 } from '../../schema/scalar.ts';

/** Blobs in one answer (Engine API, Cancun). */
const LIMIT = 128;
/** Cell proofs of one blob (EIP-7594). */
const CELLS_PER_BLOB = 128;

const params = [required('versionedHashes', Type.Array(Hash32))];
const CellBlob = Type.Object({ blob: Data, proofs: Type.Array(Data) }, { title: 'blobAndCellProofs' });

/** engine_getBlobs: blobs of the pool, which a consensus client need not fetch from its peers. */
export const blobMethods: readonly Method[] = [
  {
    name: 'engine_getBlobsV1',
    summary: 'Blobs of the pool with one proof each, null for those that are not there.',
    params,
    result: Type.Array(orNull(Type.Object({ blob: Data, proof: Data }, { title: 'blobAndProof' }))),
    resultName: 'blobs',
    handler: ([hashes], context) =>
      find(hashes as string[], context).map((found) =>
        found?.sidecar.version === 0
          ? { blob: hex(found.sidecar.blobs, found.index), proof: hex(found.sidecar.proofs, found.index) }
          : null,
      ),
  },
  {
    name: 'engine_getBlobsV2',
    summary: 'Blobs of the pool with their cell proofs; null when one of them is not there.',
    params,
    result: orNull(Type.Array(CellBlob), 'blobs'),
    resultName: 'blobs',
    handler: ([hashes], context) => {
      const found = find(hashes as string[], context).map(withCellProofs);
      return found.includes(null) ? null : found;
    },
  },
  {
    name: 'engine_getBlobsV3',
    summary: 'Blobs of the pool with their cell proofs, null for those that are not there.',
    params,
    result: Type.Array(orNull(CellBlob)),
    resultName: 'blobs',
    handler: ([hashes], context) => find(hashes as string[], context).map(withCellProofs),
  },
];

function find(hashes: readonly string[], { pool }: NodeContext): (PooledBlob | undefined)[] {
  if (hashes.length > LIMIT) throw new TooLargeRequestError(`${hashes.length} blobs, the limit is ${LIMIT}`);
  const pending = pool.pending();
  return hashes.map((hash) => findBlob(pending, toBytes(hash)));
}

function withCellProofs(found: PooledBlob | undefined) {
  if (found?.sidecar.version !== 1) return null;
  const { sidecar, index } = found;
  const first = index * CELLS_PER_BLOB;
  return {
    blob: hex(sidecar.blobs, index),
    proofs: sidecar.proofs.slice(first, first + CELLS_PER_BLOB).map(toHex),
  };
}

function hex(parts: readonly Uint8Array[], index: number): string {
  return toHex(parts[index] ?? new Uint8Array(0));
}
