import { toKey } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What left and joined the chain, as far as the pool cares: `removed` newest first. */
export interface PoolHeadChange {
  readonly added: readonly Block[];
  readonly removed: readonly Block[];
}

/** Transactions that were mined and are so no longer, oldest first. */
export function unmined({ added, removed }: PoolHeadChange): Transaction[] {
  if (removed.length === 0) return [];
  const mined = new Set(added.flatMap((block) => block.transactions.map(({ hash }) => toKey(hash))));
  return [...removed]
    .reverse()
    .flatMap(({ transactions }) => transactions.filter(({ hash }) => !mined.has(toKey(hash))));
}
