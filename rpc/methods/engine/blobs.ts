import { Type } from '@sinclair/typebox';
import { findBlob, type PooledBlob } from '../../../chain/pool/blobLookup.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { blobCells } from '../../../vm/kzg.ts';
import type { NodeContext } from '../../context.ts';
import { TooLargeRequestError, UnsupportedForkError } from '../../errors.ts';
import { type Method, required } from '../../method.ts';
import { Bitmap128 } from '../../schema/engine.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Data, Hash32 } from '../../schema/scalar.ts';

/** Blobs in one answer (Engine API, Cancun). */
const LIMIT = 128;
/** Cell proofs of one blob (EIP-7594). */
const CELLS_PER_BLOB = 128;
const NOTHING = new Uint8Array(0);

const params = [required('versionedHashes', Type.Array(Hash32))];
const CellBlob = Type.Object({ blob: Data, proofs: Type.Array(Data) }, { title: 'blobAndCellProofs' });

const PartialMatrix = Type.Object(
  { blob_cells: Type.Array(orNull(Data)), proofs: Type.Array(orNull(Data)) },
  { title: 'blobCellsAndProofs' },
);

/** engine_getBlobs: blobs of the pool, which a consensus client need not fetch from its peers. */
export const blobMethods: readonly Method[] = [
  {
    name: 'engine_getBlobsV1',
    summary: 'Blobs of the pool with one proof each, null for those that are not there; not from Osaka on.',
    params,
    result: Type.Array(orNull(Type.Object({ blob: Data, proof: Data }, { title: 'blobAndProof' }))),
    resultName: 'blobs',
    handler: ([hashes], context) => {
      if (hasCellProofs(context)) {
        throw new UnsupportedForkError('engine_getBlobsV1 is only available before the Osaka fork');
      }
      return find(hashes as string[], context).map((found) =>
        found?.sidecar.version === 0
          ? { blob: hex(found.sidecar.blobs, found.index), proof: hex(found.sidecar.proofs, found.index) }
          : null,
      );
    },
  },
  {
    name: 'engine_getBlobsV2',
    summary: 'Blobs of the pool with their cell proofs; null when one of them is not there.',
    params,
    result: orNull(Type.Array(CellBlob), 'blobs'),
    resultName: 'blobs',
    handler: ([hashes], context) => {
      const found = findWithCells(hashes as string[], context)?.map(withCellProofs);
      return found === undefined || found.includes(null) ? null : found;
    },
  },
  {
    name: 'engine_getBlobsV3',
    summary: 'Blobs of the pool with their cell proofs, null for those that are not there.',
    params,
    result: orNull(Type.Array(orNull(CellBlob)), 'blobs'),
    resultName: 'blobs',
    handler: ([hashes], context) => findWithCells(hashes as string[], context)?.map(withCellProofs) ?? null,
  },
  {
    name: 'engine_getBlobsV4',
    summary: 'Single cells of blobs of the pool with their proofs, null for blobs that are not there.',
    params: [...params, required('indices', Bitmap128, 'bit i % 8 of byte i / 8: cell i')],
    result: orNull(Type.Array(orNull(PartialMatrix)), 'cells'),
    resultName: 'cells',
    handler: async ([hashes, indices], context) => {
      const found = findWithCells(hashes as string[], context);
      if (found === undefined) return null;
      const wanted = setBits(toBytes(indices));
      const cells: (Awaited<ReturnType<typeof partOf>> | null)[] = [];
      for (const blob of found) cells.push(blob === undefined ? null : await partOf(blob, wanted));
      return cells;
    },
  },
];

/** The numbers of the bits that are set, the lowest of the first byte being 0. */
function setBits(bitmap: Uint8Array): number[] {
  return Array.from({ length: bitmap.length * 8 }, (_, i) => i).filter(
    (i) => (((bitmap[i >> 3] ?? 0) >> (i & 7)) & 1) === 1,
  );
}

/** Blobs go with cell proofs from Osaka on (EIP-7594). */
function hasCellProofs({ chain }: NodeContext): boolean {
  return rulesOfHeader(chain.config, chain.head().header).has('osaka');
}

function find(hashes: readonly string[], { pool }: NodeContext): (PooledBlob | undefined)[] {
  if (hashes.length > LIMIT) throw new TooLargeRequestError(`${hashes.length} blobs, the limit is ${LIMIT}`);
  const pending = pool.pending();
  return hashes.map((hash) => findBlob(pending, toBytes(hash)));
}

/** The blobs that have cell proofs; undefined before Osaka. */
function findWithCells(
  hashes: readonly string[],
  context: NodeContext,
): (PooledBlob | undefined)[] | undefined {
  const found = find(hashes, context);
  if (!hasCellProofs(context)) return undefined;
  return found.map((blob) => (blob?.sidecar.version === 1 ? blob : undefined));
}

function withCellProofs(found: PooledBlob | undefined) {
  if (found === undefined) return null;
  return { blob: hex(found.sidecar.blobs, found.index), proofs: cellProofs(found).map(toHex) };
}

async function partOf(found: PooledBlob, wanted: readonly number[]) {
  const cells = wanted.length === 0 ? [] : await blobCells(found.sidecar.blobs[found.index] ?? NOTHING);
  const proofs = cellProofs(found);
  return { blob_cells: wanted.map((i) => hex(cells, i)), proofs: wanted.map((i) => hex(proofs, i)) };
}

function cellProofs({ sidecar, index }: PooledBlob): readonly Uint8Array[] {
  return sidecar.proofs.slice(index * CELLS_PER_BLOB, (index + 1) * CELLS_PER_BLOB);
}

function hex(parts: readonly Uint8Array[], index: number): string {
  return toHex(parts[index] ?? NOTHING);
}
