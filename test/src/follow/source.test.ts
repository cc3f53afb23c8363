import { describe, expect, test } from 'bun:test';
import { availableParallelism } from 'node:os';
import { encodeBlock } from '../../../chain/block/blockCodec.ts';
import { SenderThread } from '../../../chain/block/senderThread.ts';
import { blockSource } from '../../../src/follow/source.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { transaction } from '../../chain/support/chain.ts';
import { openDevNode } from '../../chain/support/devNode.ts';

/** A thread that tells how often it was asked. */
class CountedThread extends SenderThread {
  asked = 0;

  override recover(blocks: readonly Uint8Array[]) {
    this.asked++;
    return super.recover(blocks);
  }
}

describe('blocks of a source', () => {
  test('have the senders that their signatures have, many by a thread and few without', async () => {
    await using node = await openDevNode();
    const sent = Array.from({ length: 12 }, (_, i) => transaction(i % 3, Math.floor(i / 3)));
    await Promise.all(sent.map(({ raw }) => node.access.submitRaw(raw)));
    const block = node.chain.blockByHash(node.chain.head().hash);
    if (block === undefined) throw new Error('no block');
    const encoded = toHex(encodeBlock(block));
    let copies = 1;
    const server = Bun.serve({
      port: 0,
      fetch: () => Response.json({ jsonrpc: '2.0', id: 1, result: Array(copies).fill(encoded) }),
    });
    const senders = new CountedThread();
    try {
      const source = blockSource(`http://127.0.0.1:${server.port}`, { senders });
      expect(await source.blocks(1n, 128)).toEqual([block]);
      expect(senders.asked).toBe(0);
      copies = 100;
      const many = await source.blocks(1n, 128);
      expect(many).toHaveLength(copies);
      for (const one of many) expect(one).toEqual(block);
      expect(senders.asked).toBe(availableParallelism() > 1 ? 1 : 0);
    } finally {
      senders.close();
      await server.stop(true);
    }
  });
});
