import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { blockOfPayload, PayloadError } from '../../../chain/forkchoice/payload.ts';
import type { PayloadStatus } from '../../../chain/forkchoice/payloadStatus.ts';
import { equalBytes } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError } from '../../errors.ts';
import { formatStatus } from '../../format/payload.ts';
import { type Method, required } from '../../method.ts';
import { Payload, parsePayload } from '../../schema/engine.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Data, Hash32, Text } from '../../schema/scalar.ts';
import {
  driverOf,
  type EngineFork,
  engineForkAt,
  requireExecuted,
  requireFork,
  requirePresence,
} from './fork.ts';

/** PayloadStatusV1 */
export const StatusResult = Type.Object(
  { status: Text, latestValidHash: orNull(Hash32), validationError: orNull(Text) },
  { title: 'payloadStatus' },
);

/** What one version of the method takes, and the forks that it is for. */
interface Version {
  readonly version: number;
  readonly forks: readonly EngineFork[];
  readonly params: readonly { readonly name: string; readonly schema: TSchema }[];
}

const HASHES = { name: 'expectedBlobVersionedHashes', schema: Type.Array(Hash32) };
const BEACON_ROOT = { name: 'parentBeaconBlockRoot', schema: Hash32 };
const REQUESTS = { name: 'executionRequests', schema: Type.Array(Data) };

const VERSIONS: readonly Version[] = [
  { version: 1, forks: ['merge'], params: [] },
  { version: 2, forks: ['merge', 'shanghai'], params: [] },
  { version: 3, forks: ['cancun'], params: [HASHES, BEACON_ROOT] },
  { version: 4, forks: ['prague', 'osaka'], params: [HASHES, BEACON_ROOT, REQUESTS] },
  { version: 5, forks: ['amsterdam'], params: [HASHES, BEACON_ROOT, REQUESTS] },
];

/** engine_newPayload: a consensus client tells of a block. */
export const newPayloadMethods: readonly Method[] = VERSIONS.map((version) => ({
  name: `engine_newPayloadV${version.version}`,
  summary: 'Checks and executes a block, and says whether it is valid; it does not become the head by that.',
  params: [required('payload', Payload), ...version.params.map(({ name, schema }) => required(name, schema))],
  result: StatusResult,
  resultName: 'status',
  handler: ([payload, hashes, root, requests], context) =>
    newPayload(version, payload as Static<typeof Payload>, { hashes, root, requests }, context),
}));

async function newPayload(
  { version, forks }: Version,
  given: Static<typeof Payload>,
  beside: { readonly hashes: unknown; readonly root: unknown; readonly requests: unknown },
  context: NodeContext,
) {
  const payload = parsePayload(given);
  const fork = engineForkAt(payload.timestamp, context);
  requirePresence('blobGasUsed', given.blobGasUsed, version >= 3);
  requirePresence('excessBlobGas', given.excessBlobGas, version >= 3);
  requirePresence('blockAccessList', given.blockAccessList, version >= 5);
  requirePresence('slotNumber', given.slotNumber, version >= 5);
  if (version === 1) requirePresence('withdrawals', given.withdrawals, false);
  requireFork(fork, forks);
  if (version >= 2) requirePresence('withdrawals', given.withdrawals, fork !== 'merge');
  const requests = version < 4 ? undefined : checkedRequests((beside.requests as string[]).map(toBytes));
  requireExecuted(fork);
  try {
    const block = blockOfPayload({
      ...payload,
      parentBeaconBlockRoot: version < 3 ? undefined : toBytes(beside.root),
      requests,
    });
    if (version >= 3) checkHashes(block.transactions, (beside.hashes as string[]).map(toBytes));
    return formatStatus(await driverOf(context).newPayload(block));
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return formatStatus(notABlock(error.message));
  }
}

function notABlock(validationError: string): PayloadStatus {
  return { status: 'INVALID', latestValidHash: undefined, validationError };
}

/** Requests are in ascending order of their types and never empty (EIP-7685). Throws InvalidParamsError. */
function checkedRequests(requests: readonly Uint8Array[]): readonly Uint8Array[] {
  let last = -1;
  for (const request of requests) {
    const type = request[0] ?? -1;
    if (request.length < 2) throw new InvalidParamsError('empty execution request');
    if (type <= last) throw new InvalidParamsError('execution requests are not in ascending order of types');
    last = type;
  }
  return requests;
}

function checkHashes(
  transactions: readonly { readonly blobHashes: readonly Uint8Array[] }[],
  expected: readonly Uint8Array[],
): void {
  const found = transactions.flatMap(({ blobHashes }) => blobHashes);
  const equal =
    found.length === expected.length &&
    found.every((hash, index) => equalBytes(hash, expected[index] ?? new Uint8Array(0)));
  if (!equal) throw new PayloadError('blob-hashes', 'the blob hashes are not those expected');
}
