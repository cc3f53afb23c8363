import type { Block } from '../../chain/block/block.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import type { RequestEvent } from '../../rpc/server/options.ts';

/** Where what happens in a running node is told; each has a plain and a structured form. */
export interface Activity {
  /** A request was answered; undefined where nobody wants to know. */
  readonly request: ((event: RequestEvent) => void) | undefined;
  /** A contract printed a line (console.log), while it was mined or called. */
  consoleLine(line: string): void;
  /** A block joined the chain. `reasons` has why its failed transactions failed, by transaction hash in hex. */
  block(block: Block, receipts: readonly Receipt[], reasons: ReadonlyMap<string, string>): void;
  /** A reorg or rollback took blocks away. */
  removed(blocks: readonly Block[]): void;
}

/** Tells nothing. */
export const SILENT_ACTIVITY: Activity = {
  request: undefined,
  consoleLine: () => undefined,
  block: () => undefined,
  removed: () => undefined,
};
