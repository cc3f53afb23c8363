import { expect, test } from 'bun:test';
import { BenchChain } from '../../../bench/curves/chain.ts';
import type { Block } from '../../../chain/block/block.ts';
import { decodeBlock, encodeBlock } from '../../../chain/block/blockCodec.ts';
import { SenderThread } from '../../../chain/block/senderThread.ts';
import { blockBatches } from '../../../src/blockfile/batches.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';

async function chainOf(length: number): Promise<Uint8Array[]> {
  const bench = BenchChain.open(false);
  const encoded: Uint8Array[] = [];
  try {
    for (let number = 0; number < length; number++) {
      encoded.push(encodeBlock(await bench.make(bench.transfers([new Uint8Array(20).fill(9)]))));
    }
  } finally {
    await bench.close();
  }
  return encoded;
}

async function* each(blocks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* blocks;
}

test('senders that a thread has recovered are those of the signatures', async () => {
  const encoded = await chainOf(3);
  const thread = new SenderThread();
  try {
    const broken = Uint8Array.of(0xc1, 0x80);
    const senders = await thread.recover([...encoded, broken]);
    expect(senders[3]).toBeUndefined();
    const known = encoded.map((bytes, index) => decodeBlock(bytes, senders[index]));
    expect(known).toEqual(encoded.map((bytes) => decodeBlock(bytes)));
  } finally {
    thread.close();
  }
});

test('blocks before a fault come first, in whichever batch it is', async () => {
  const encoded = await chainOf(4);
  // 256 are a batch
  const many = Array.from({ length: 700 }, (_, index) => encoded[index % 4] as Uint8Array);
  const hashes = many.map((bytes) => toHex(decodeBlock(bytes).hash));
  for (const fault of [0, 3, 255, 256, 600]) {
    const thread = new SenderThread();
    const seen: Block[] = [];
    const blocks = many.with(fault, Uint8Array.of(0xc1, 0x80));
    let message = '';
    try {
      for await (const batch of blockBatches(each(blocks), 'file', thread)) seen.push(...batch);
    } catch (error) {
      message = String(error);
    }
    thread.close();
    expect(message).toContain(`file: block ${fault} of the file`);
    expect(seen.map(({ hash }) => toHex(hash))).toEqual(hashes.slice(0, fault));
  }
});
