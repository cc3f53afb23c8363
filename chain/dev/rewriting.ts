import type { Transaction } from '../transaction/transaction.ts';
import { DevError } from './errors.ts';
import { makeBlock } from './mining.ts';
import type { DevParts } from './parts.ts';

/** A transaction of a reorg with its block, counted from the first new one. */
export interface PlacedTransaction {
  readonly transaction: Transaction;
  readonly offset: number;
}

/** Commands that take blocks off the chain. Their transactions are not put back into the pool, as in anvil. */
export interface RewriteCommands {
  snapshot(): Promise<bigint>;
  /** False where there is no such snapshot. */
  revert(id: bigint): Promise<boolean>;
  /** Replaces the last `depth` blocks by as many new ones that hold the transactions given and no others. */
  reorg(depth: number, transactions: readonly PlacedTransaction[]): Promise<void>;
  /** Removes the last `depth` blocks. */
  rollback(depth: number): Promise<void>;
}

/** The commands on these parts. */
export function rewriteCommands(parts: DevParts): RewriteCommands {
  const { chain, snapshots } = parts;
  return {
    snapshot: () => chain.lock.run(() => snapshots.take()),
    revert: (id) => chain.lock.run(() => snapshots.revert(id)),
    reorg: (depth, transactions) =>
      chain.lock.run(async () => {
        const outside = transactions.find(({ offset }) => offset >= depth);
        if (outside !== undefined) {
          const text = `Reorg transactions must be inside the reorged chain: offset ${outside.offset}, depth ${depth}`;
          throw new DevError('value-invalid', text);
        }
        removeBlocks(parts, depth, 'Reorg');
        for (let offset = 0; offset < depth; offset++) {
          const placed = transactions.filter((one) => one.offset === offset);
          await makeBlock(
            parts,
            placed.map(({ transaction }) => transaction),
          );
        }
      }),
    rollback: (depth) => chain.lock.run(() => removeBlocks(parts, depth, 'Rollback')),
  };
}

function removeBlocks({ chain, pool }: DevParts, depth: number, command: string): void {
  const height = chain.head().header.number;
  if (BigInt(depth) > height) {
    const text = `${command} depth must not exceed current chain height: current height ${height}, depth ${depth}`;
    throw new DevError('chain-too-short', text);
  }
  pool.forgettingRemoved(() => chain.unwindTo(height - BigInt(depth)));
  pool.refresh();
}
