import { SenderThread } from '../../chain/block/senderThread.ts';
import type { Blockchain } from '../../chain/canonical/blockchain.ts';
import type { TransactionPool } from '../../chain/pool/pool.ts';
import type { Logger } from '../logger.ts';
import { Follower } from './follower.ts';
import { blockSource } from './source.ts';

/** Begins to follow the nodes at these addresses; undefined where there is none to follow. */
export function followerOf(
  urls: readonly string[],
  parts: {
    readonly chain: Blockchain;
    readonly pool: TransactionPool;
    readonly logger: Logger;
    /** signs tokens for them, where they ask for one; 32 bytes */
    readonly secret: Uint8Array | undefined;
    readonly now: () => number;
  },
): Follower | undefined {
  if (urls.length === 0) return undefined;
  const { chain, pool } = parts;
  const senders = new SenderThread();
  const follower = new Follower(
    urls.map((url) => blockSource(url, { secret: parts.secret, senders })),
    {
      ...parts,
      onClose: () => senders.close(),
      mark: (name, hash) => chain.mark(name, hash),
      waiting: () => [...pool.pending().values(), ...pool.queued().values()].flat(),
    },
  );
  follower.start();
  return follower;
}
