import { Type } from '@sinclair/typebox';
import { findBlob } from '../../../chain/pool/blobLookup.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { DevControl } from '../../context/dev.ts';
import type { PoolAccess } from '../../context/pool.ts';
import { required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Data, Hash32 } from '../../schema/scalar.ts';
import { type Command, devMethods } from './command.ts';

const commands: readonly Command[] = [
  {
    names: ['anvil_getBlobByHash'],
    summary:
      'The blob with this versioned hash, of a waiting or a mined transaction; of mined ones the newest 64 MiB are kept, in memory. Null when it is not there.',
    params: [required('versionedHash', Hash32)],
    result: { name: 'blob', schema: orNull(Data) },
    run([hash], dev, { pool }) {
      const versionedHash = toBytes(hash);
      const blob = waitingBlob(versionedHash, pool) ?? dev.minedBlob(versionedHash);
      return blob === undefined ? null : toHex(blob);
    },
  },
  {
    names: ['anvil_getBlobsByTransactionHash'],
    summary:
      'The blobs of a waiting or a mined transaction, as anvil_getBlobByHash knows them; null when it is not known or has none.',
    params: [required('transactionHash', Hash32)],
    result: { name: 'blobs', schema: orNull(Type.Array(Data), 'blobs') },
    run: ([hash], dev, { pool }) => blobsOf(toBytes(hash), dev, pool)?.map(toHex) ?? null,
  },
];

/** Blobs, which blocks do not carry. */
export const devBlobMethods = devMethods(commands);

function waitingBlob(versionedHash: Uint8Array, pool: PoolAccess): Uint8Array | undefined {
  const found = findBlob(pool.pending(), versionedHash) ?? findBlob(pool.queued(), versionedHash);
  return found?.sidecar.blobs[found.index];
}

function blobsOf(hash: Uint8Array, dev: DevControl, pool: PoolAccess): readonly Uint8Array[] | undefined {
  return pool.get(hash)?.sidecar?.blobs ?? dev.minedBlobs(hash);
}
