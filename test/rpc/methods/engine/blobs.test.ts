import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { versionedHash } from '../../../../chain/pool/blobs.ts';
import { encodeNetworkForm } from '../../../../chain/transaction/encode.ts';
import { signTransaction } from '../../../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import {
  attributesAt,
  BEACON_ROOT,
  type Built,
  besidesOf,
  choice,
  EngineChain,
  TIMES,
  type Update,
  ZERO,
} from '../../support/engineChain.ts';

/** Blobs between pool and consensus client: constant polynomials, whose proofs are all the point at infinity. */

const KEY = fromHex('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const INFINITY = fromHex(`c0${'00'.repeat(47)}`);
const GENERATOR = fromHex(
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
);
const ZERO_BLOB = new Uint8Array(131_072);
const ONE_BLOB = ZERO_BLOB.map((_, i) => (i % 32 === 31 ? 1 : 0));
const [zeroHash, oneHash] = [INFINITY, GENERATOR].map((point) => toHex(versionedHash(point))) as [
  string,
  string,
];
const UNKNOWN = `0x01${'77'.repeat(31)}`;

let chain: EngineChain;
let head: Built;

beforeAll(async () => {
  chain = await EngineChain.open();
  head = (await chain.grow(await chain.genesisHash(), TIMES.merge, 4)).at(-1) as Built;
});
afterAll(() => chain.close());

/** Sends both blobs in one transaction, with proofs of this version. */
function sendBlobs(version: 0 | 1, nonce: bigint): Promise<string> {
  const transaction = signTransaction(
    {
      ...{ type: 3, chainId: 31_337n, nonce, gasLimit: 21_000n, to: new Uint8Array(20), value: 0n },
      ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n, maxFeePerBlobGas: 10n ** 9n },
      ...{
        data: new Uint8Array(0),
        accessList: [],
        blobHashes: [versionedHash(INFINITY), versionedHash(GENERATOR)],
      },
    },
    KEY,
    {
      version,
      blobs: [ZERO_BLOB, ONE_BLOB],
      commitments: [INFINITY, GENERATOR],
      proofs: new Array<Uint8Array>(version === 0 ? 2 : 256).fill(INFINITY),
    },
  );
  return chain.dev.call('eth_sendRawTransaction', toHex(encodeNetworkForm(transaction)));
}

interface Bundled {
  readonly executionPayload: Built['payload'];
  readonly blobsBundle: {
    readonly commitments: string[];
    readonly proofs: string[];
    readonly blobs: string[];
  };
  readonly executionRequests?: string[];
}

async function buildOn(parent: Built, timestamp: number, version: number): Promise<Bundled> {
  const state = choice(parent.payload.blockHash);
  const update = await chain.engine<Update>('engine_forkchoiceUpdatedV3', state, attributesAt(timestamp));
  return chain.engine(`engine_getPayloadV${version}`, update.payloadId);
}

describe('in Cancun', () => {
  test('blobs come with one proof each, and later forms are not for it', async () => {
    await sendBlobs(0, 0n);
    const blobs = [ZERO_BLOB, ONE_BLOB].map((blob) => ({ blob: toHex(blob), proof: toHex(INFINITY) }));
    const asked = await chain.engine<unknown>('engine_getBlobsV1', [oneHash, UNKNOWN, zeroHash]);
    expect(asked).toEqual([blobs[1], null, blobs[0]]);
    expect(await chain.engine<unknown>('engine_getBlobsV2', [zeroHash])).toBeNull();
    expect(await chain.engine<unknown>('engine_getBlobsV3', [zeroHash])).toBeNull();
    expect(await chain.engine<unknown>('engine_getBlobsV4', [zeroHash], `0x${'ff'.repeat(16)}`)).toBeNull();
    for (const version of [1, 2, 3]) {
      const method = `engine_getBlobsV${version}`;
      expect(await chain.refusal(method, new Array(129).fill(zeroHash))).toBe(-38004);
      expect(await chain.refusal(method, new Array(128).fill(UNKNOWN))).toBeUndefined();
    }
  });

  test('a block takes them along, and their hashes are compared', async () => {
    const { executionPayload, blobsBundle } = await buildOn(head, TIMES.cancun + 12, 3);
    expect(blobsBundle).toEqual({
      commitments: [toHex(INFINITY), toHex(GENERATOR)],
      proofs: [toHex(INFINITY), toHex(INFINITY)],
      blobs: [toHex(ZERO_BLOB), toHex(ONE_BLOB)],
    });
    expect(executionPayload.blobGasUsed).toBe('0x40000');
    const built: Built = { payload: executionPayload, requests: [] };
    for (const hashes of [
      [],
      [zeroHash],
      [oneHash, zeroHash],
      [zeroHash, oneHash, oneHash],
      [zeroHash, UNKNOWN],
    ]) {
      expect(await chain.tell(built, hashes)).toMatchObject({ status: 'INVALID', latestValidHash: null });
    }
    expect(await chain.tell(built, [zeroHash, oneHash])).toMatchObject({ status: 'VALID' });
    await chain.choose(executionPayload.blockHash);
    head = built;
    expect(await chain.engine<unknown>('engine_getBlobsV1', [zeroHash])).toEqual([null]);
  });

  test('hashes are compared at once, also where the parent is missing', async () => {
    const lost = { ...head.payload, parentHash: ZERO };
    const beside = besidesOf(head, [zeroHash]);
    expect((await chain.ask('engine_newPayloadV3', lost, ...beside)).result).toMatchObject({
      status: 'INVALID',
    });
    expect(await chain.refusal('engine_newPayloadV3', lost, ['0x00'], BEACON_ROOT)).toBe(-32602);
  });
});

describe('from Osaka on', () => {
  beforeAll(async () => {
    const time = Number(head.payload.timestamp);
    const more = await chain.grow(head.payload.blockHash, time, (TIMES.bpo1 - time) / 12);
    head = more.at(-1) as Built;
    await sendBlobs(1, 1n);
  });

  test('blobs come with their cell proofs', async () => {
    const [zero, one] = [ZERO_BLOB, ONE_BLOB].map((blob) => ({
      blob: toHex(blob),
      proofs: new Array(128).fill(toHex(INFINITY)),
    }));
    expect(await chain.refusal('engine_getBlobsV1', [zeroHash])).toBe(-38005);
    expect(await chain.engine<unknown>('engine_getBlobsV2', [oneHash, zeroHash])).toEqual([one, zero]);
    expect(await chain.engine<unknown>('engine_getBlobsV2', [oneHash, UNKNOWN])).toBeNull();
    expect(await chain.engine<unknown>('engine_getBlobsV3', [oneHash, UNKNOWN, zeroHash])).toEqual([
      one,
      null,
      zero,
    ]);
  });

  test('single cells are told by their bits', async () => {
    // bits 1 of the first byte and 7 of the last: cells 1 and 127
    const bitmap = `0x02${'00'.repeat(14)}80`;
    const cell = toHex(ONE_BLOB.subarray(0, 2048));
    const answer = await chain.engine<unknown>('engine_getBlobsV4', [oneHash, UNKNOWN], bitmap);
    expect(answer).toEqual([{ blob_cells: [cell, cell], proofs: [toHex(INFINITY), toHex(INFINITY)] }, null]);
    const none = await chain.engine<unknown>('engine_getBlobsV4', [zeroHash], `0x${'00'.repeat(16)}`);
    expect(none).toEqual([{ blob_cells: [], proofs: [] }]);
    expect(await chain.refusal('engine_getBlobsV4', [zeroHash], '0x00')).toBe(-32602);
    expect(await chain.refusal('engine_getBlobsV4', new Array(129).fill(UNKNOWN), bitmap)).toBe(-38004);
  });

  test('a block takes them along', async () => {
    const { executionPayload, blobsBundle } = await buildOn(head, TIMES.bpo1 + 12, 5);
    expect(blobsBundle.proofs).toHaveLength(256);
    expect(blobsBundle.blobs).toEqual([toHex(ZERO_BLOB), toHex(ONE_BLOB)]);
    const built: Built = { payload: executionPayload, requests: [] };
    expect(await chain.tell(built, [zeroHash, oneHash])).toMatchObject({ status: 'VALID' });
  });
});
