import type { Block } from '../../chain/block/block.ts';
import type { HeadListener } from '../../chain/canonical/events.ts';
import { decodeStoredTransaction } from '../../chain/transaction/decode.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { fromHex } from '../../storage/encoding/bytes.ts';
import type { ChainReader } from '../context/chain.ts';
import type { ChainEvents } from '../context/events.ts';
import type { RpcLogger } from '../server/options.ts';
import type { News } from './news.ts';

/** The chain's events in a reader process, and where to put in what the writer tells. */
export interface FollowedEvents extends ChainEvents {
  hear(news: News): void;
}

/**
 * Makes events of the writer's news: it tells hashes, and the blocks are read here, where anybody listens. They were
 * committed before they were told of, and blocks that left the chain are kept by their hashes.
 */
export function followedEvents(
  chain: Pick<ChainReader, 'blockByHash' | 'logsOfBlock'>,
  refresh: () => void,
  logger: RpcLogger,
): FollowedEvents {
  const ofHead = new Set<HeadListener>();
  const ofPool = new Set<(transaction: Transaction) => void>();

  function added<T>(listeners: Set<(event: T) => void>, listener: (event: T) => void): () => void {
    const own = (event: T) => listener(event);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  function announce<T>(listeners: Set<(event: T) => void>, make: () => T): void {
    if (listeners.size === 0) return;
    try {
      const event = make();
      for (const listener of [...listeners]) listener(event);
    } catch (error) {
      logger.error({ err: error }, 'a listener of new blocks failed');
    }
  }

  const blocksOf = (hashes: readonly string[]): Block[] =>
    hashes.flatMap((hash) => chain.blockByHash(fromHex(hash)) ?? []);

  return {
    onHead: (listener) => added(ofHead, listener),
    onPendingTransaction: (listener) => added(ofPool, listener),
    hear(news) {
      refresh();
      if (news.kind === 'head') {
        announce(ofHead, () => {
          const removed = blocksOf(news.removed);
          const removedLogs = removed.flatMap(({ hash }) => chain.logsOfBlock(hash) ?? []);
          return { added: blocksOf(news.added), removed, removedLogs };
        });
      } else {
        announce(ofPool, () =>
          decodeStoredTransaction(fromHex(news.raw), fromHex(news.hash), fromHex(news.sender)),
        );
      }
    },
  };
}
