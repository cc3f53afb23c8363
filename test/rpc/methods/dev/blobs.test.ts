import { afterEach, beforeEach, expect, test } from 'bun:test';
import { versionedHash } from '../../../../chain/pool/blobs.ts';
import { encodeNetworkForm } from '../../../../chain/transaction/encode.ts';
import { signTransaction } from '../../../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

/** Blobs of constant polynomials, whose proofs are all the point at infinity. */

const KEY = fromHex('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const INFINITY = fromHex(`c0${'00'.repeat(47)}`);
const GENERATOR = fromHex(
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
);
const ZERO_BLOB = new Uint8Array(131_072);
const ONE_BLOB = ZERO_BLOB.map((_, i) => (i % 32 === 31 ? 1 : 0));
const BLOBS = [ZERO_BLOB, ONE_BLOB].map(toHex);
const HASHES = [INFINITY, GENERATOR].map(versionedHash);
const [zeroHash, oneHash] = HASHES.map(toHex) as [string, string];
const UNKNOWN = `0x01${'77'.repeat(31)}`;

let dev: DevNode;
beforeEach(async () => {
  dev = await openDevNode();
});
afterEach(() => dev.close());

/** Sends both blobs in one transaction. */
function sendBlobs(nonce = 0n): Promise<string> {
  const transaction = signTransaction(
    {
      ...{ type: 3, chainId: 31_337n, nonce, gasLimit: 21_000n, to: new Uint8Array(20), value: 0n },
      ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n, maxFeePerBlobGas: 10n ** 9n },
      ...{ data: new Uint8Array(0), accessList: [], blobHashes: HASHES },
    },
    KEY,
    {
      version: 0,
      blobs: [ZERO_BLOB, ONE_BLOB],
      commitments: [INFINITY, GENERATOR],
      proofs: [INFINITY, INFINITY],
    },
  );
  return dev.call('eth_sendRawTransaction', toHex(encodeNetworkForm(transaction)));
}

test('blobs of a mined transaction', async () => {
  const hash = await sendBlobs();
  expect((await dev.call('eth_getTransactionReceipt', hash)).blobGasUsed).toBe('0x40000');
  expect(await dev.call('anvil_getBlobsByTransactionHash', hash)).toEqual(BLOBS);
  expect(await dev.call('anvil_getBlobByHash', oneHash)).toBe(BLOBS[1]);
  expect(await dev.call('anvil_getBlobByHash', zeroHash)).toBe(BLOBS[0]);
});

test('blobs of waiting transactions, pending or queued', async () => {
  await dev.call('evm_setAutomine', false);
  const [from, to] = dev.accounts;
  const before = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
  const hash = await sendBlobs(1n);
  expect(await dev.call('anvil_getBlobsByTransactionHash', hash)).toEqual(BLOBS);
  expect(await dev.call('anvil_getBlobByHash', oneHash)).toBe(BLOBS[1]);
  await dev.call('anvil_dropTransaction', before);
  expect(await dev.call('txpool_status')).toEqual({ pending: '0x0', queued: '0x1' });
  expect(await dev.call('anvil_getBlobsByTransactionHash', hash)).toEqual(BLOBS);
  expect(await dev.call('anvil_getBlobByHash', zeroHash)).toBe(BLOBS[0]);
});

test('they go with the block that has them', async () => {
  const snapshot = await dev.call('evm_snapshot');
  const hash = await sendBlobs();
  await dev.call('evm_revert', snapshot);
  expect(await dev.call('anvil_getBlobsByTransactionHash', hash)).toBeNull();
  expect(await dev.call('anvil_getBlobByHash', oneHash)).toBeNull();
  await sendBlobs();
  await dev.call('anvil_reset');
  expect(await dev.call('anvil_getBlobsByTransactionHash', hash)).toBeNull();
});

test('what is not there is null, and what is no hash is refused', async () => {
  const [from, to] = dev.accounts;
  const plain = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
  for (const hash of [plain, UNKNOWN]) {
    expect(await dev.call('anvil_getBlobsByTransactionHash', hash)).toBeNull();
    expect(await dev.call('anvil_getBlobByHash', hash)).toBeNull();
  }
  for (const method of ['anvil_getBlobsByTransactionHash', 'anvil_getBlobByHash']) {
    expect((await dev.refusal(method, '0x01')).code).toBe(-32602);
    expect((await dev.refusal(method)).message).toBe('missing value for required argument 0');
  }
});
