import { describe, expect, test } from 'bun:test';
import { versionedHash } from '../../../chain/pool/blobs.ts';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { encodeNetworkForm } from '../../../chain/transaction/encode.ts';
import { signTransaction } from '../../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { loadKzg } from '../../../vm/kzg.ts';
import { address } from '../samples.ts';
import { KEYS, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

/** A type 3 transaction with one blob that begins with this byte, and its sidecar of version 0. */
async function blobTransaction(first: number, damaged = false) {
  const kzg = await loadKzg();
  const blob = new Uint8Array(131_072);
  blob[5] = first;
  const commitment = fromHex(kzg.blobToKzgCommitment(toHex(blob)));
  const proof = fromHex(kzg.computeBlobProof(toHex(blob), toHex(commitment)));
  if (damaged) proof[40] = (proof[40] ?? 0) ^ 1;
  return signTransaction(
    {
      type: 3,
      chainId: 31_337n,
      nonce: 0n,
      gasLimit: 21_000n,
      maxFeePerGas: 2_000_000_000n,
      maxPriorityFeePerGas: 1n,
      to: address(5),
      value: 0n,
      data: new Uint8Array(0),
      accessList: [],
      maxFeePerBlobGas: 10n,
      blobHashes: [versionedHash(commitment)],
    },
    KEYS[0] as Uint8Array,
    { version: 0, blobs: [blob], commitments: [commitment], proofs: [proof] },
  );
}

describe('what clients submit', () => {
  test('blobs are proved, and stay out of the block', async () => {
    await using node = await openDevNode({ fork: 'prague' });
    await expect(node.access.submitRaw(encodeNetworkForm(await blobTransaction(1, true)))).rejects.toThrow(
      "invalid blob: can't verify opening proof",
    );
    const sent = await node.access.submitRaw(encodeNetworkForm(await blobTransaction(1)));
    const mined = node.chain.transaction(sent.hash);
    expect(mined?.block.header.blobGasUsed).toBe(131_072n);
    expect(mined?.transaction.sidecar).toBeUndefined();
    await expect(node.access.submitRaw(sent.raw)).rejects.toThrow('nonce too low');
  }, 20_000);

  test('the sender is recovered, unless this node has signed', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const stranger = await node.access.submitRaw(transaction(0, 0).raw);
    const own = transaction(1, 0);
    expect(await node.access.submitRaw(own.raw, own.sender)).toEqual(decodeTransaction(own.raw));
    expect(stranger).toEqual(decodeTransaction(stranger.raw));
    const damaged = transaction(2, 0).raw.slice();
    damaged[damaged.length - 40] = (damaged[damaged.length - 40] as number) ^ 1;
    const answer = await node.access.submitRaw(damaged).catch(({ name }: Error) => name);
    expect(['DecodeError', 'PoolError']).toContain(answer as string);
  });

  test('bytes that are no transaction are refused', async () => {
    await using node = await openDevNode();
    for (const raw of [new Uint8Array(0), Uint8Array.of(0xc0), Uint8Array.of(9, 0xc0), Uint8Array.of(0x80)]) {
      await expect(node.access.submitRaw(raw)).rejects.toHaveProperty('name', 'DecodeError');
    }
  });
});

describe('a reorg by import', () => {
  test('brings what it removed back into the pool', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const both = transaction(1, 0);
    const lost = transaction(0, 0);
    for (const tx of [both, lost]) await node.access.submitRaw(tx.raw);
    await node.dev.mineAt(2_000n);
    expect(node.pool.contents()).toEqual([]);

    await using rival = await openTestChain(testGenesis('osaka'));
    const blocks = [await mine(rival.chain, [both]), await mine(rival.chain)];
    const heard: string[] = [];
    node.pool.onPending((tx) => heard.push(toHex(tx.hash)));
    for (const { block } of blocks) await node.chain.importBlock(block);
    expect(node.chain.head().hash).toEqual(rival.chain.head().hash);
    expect(node.pool.contents().map(({ hash }) => hash)).toEqual([lost.hash]);
    expect(heard).toEqual([toHex(lost.hash)]);
    await node.dev.mineAt(undefined);
    expect(node.chain.transaction(lost.hash)?.block.header.number).toBe(3n);
  });
});
