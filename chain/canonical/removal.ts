import type { Block } from '../block/block.ts';
import type { ChainReader } from './chainReader.ts';
import type { HeadChange } from './events.ts';

/** What leaves the chain when block `number` becomes the head: the part of a HeadChange that must be read beforehand. */
export function removalAbove(
  chain: ChainReader,
  number: bigint,
): Pick<HeadChange, 'removed' | 'removedLogs'> {
  const removed: Block[] = [];
  for (let at = chain.head().header.number; at > number; at--) {
    const block = chain.blockByNumber(at);
    if (block !== undefined) removed.push(block);
  }
  return { removed, removedLogs: removed.flatMap(({ hash }) => chain.logsOfBlock(hash) ?? []) };
}
