import type { Block } from '../block/block.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { DevError } from './errors.ts';
import type { DevParts } from './parts.ts';

/** Commands that make blocks, and say when others are made. */
export interface MiningCommands {
  /** Makes blocks; `interval` seconds pass before each, undefined: they follow the clock. */
  mine(blocks: bigint, interval: bigint | undefined): Promise<void>;
  /** Makes one block, with this timestamp in seconds. */
  mineAt(timestamp: bigint | undefined): Promise<Block>;
  automine(): boolean;
  setAutomine(on: boolean): Promise<void>;
  /** milliseconds between blocks; undefined: none */
  interval(): number | undefined;
  setInterval(milliseconds: number | undefined): Promise<void>;
}

/** Milliseconds after which a long row of blocks lets others have a turn. */
const TURN = 20;

/** The commands on these parts. */
export function miningCommands(parts: DevParts): MiningCommands {
  const { chain, clock, producer } = parts;
  return {
    mine: (blocks, interval) =>
      chain.lock.run(async () => {
        let turn = performance.now();
        for (let made = 0n; made < blocks; made++) {
          if (interval !== undefined) clock.pass(interval, chain.head().header.timestamp, made === 0n);
          if (producer.closed) throw new DevError('block-failed', 'the node is closing');
          await makeBlock(parts);
          if (performance.now() - turn > TURN) {
            await new Promise((resolve) => setImmediate(resolve));
            turn = performance.now();
          }
        }
      }),
    mineAt: (timestamp) =>
      chain.lock.run(() => {
        if (timestamp !== undefined) clock.setNext(timestamp, chain.head().header.timestamp);
        return makeBlock(parts);
      }),
    automine: () => producer.automine,
    async setAutomine(on) {
      producer.setAutomine(on);
      // What waited until now would otherwise wait for the next transaction.
      if (on) await producer.mineWaiting();
    },
    interval: () => producer.interval,
    setInterval: async (milliseconds) => producer.setInterval(milliseconds),
  };
}

/** Makes one block, empty or not, of the pool's or of these transactions. The caller holds the lock. */
export async function makeBlock({ maker }: DevParts, transactions?: readonly Transaction[]): Promise<Block> {
  const { executed } = await maker.make({ keepEmpty: true, transactions });
  if (executed === undefined) throw new DevError('block-failed', 'the block could not be made');
  return executed.block;
}
