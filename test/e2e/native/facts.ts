import { nativeBlocks } from '../../support/nativeTraffic.ts';
import { type RunningNode, request } from '../launch.ts';

/** What every client must find of a transaction, in the same words. */
export interface Fact {
  readonly hash: string;
  readonly from: string;
  readonly to: string | null;
  readonly nonce: number;
  readonly index: number;
  readonly type: number;
  readonly status: number;
  readonly logs: number;
}

/** A block in which native transactions stand between Ethereum ones. */
export interface FullBlock {
  readonly number: number;
  readonly hash: string;
  /** 20 bytes: a contract that makes one log when it is called */
  readonly logger: Uint8Array;
  /** in the order of the block */
  readonly facts: readonly Fact[];
}

/** The nonce of the native account after the block. */
export const NEXT_NONCE = 10n;

/** Makes the block on a dev node and says what is in it, as the node's own answers have it. */
export async function makeFullBlock(node: RunningNode): Promise<FullBlock> {
  const ask = (method: string, ...params: unknown[]) => request(node.url, method, ...params);
  const { number, logger } = await nativeBlocks(ask as Parameters<typeof nativeBlocks>[0]);
  const tag = `0x${number.toString(16)}`;
  const block = (await ask('eth_getBlockByNumber', tag, true)) as {
    hash: string;
    transactions: Record<'hash' | 'from' | 'nonce' | 'type', string>[];
  };
  const receipts = (await ask('eth_getBlockReceipts', tag)) as {
    to: string | null;
    status: string;
    logs: unknown[];
  }[];
  const facts = block.transactions.map(({ hash, from, nonce, type }, index): Fact => {
    const receipt = receipts[index];
    return {
      hash,
      from,
      to: receipt?.to ?? null,
      nonce: Number(nonce),
      index,
      type: Number(type),
      status: Number(receipt?.status),
      logs: receipt?.logs.length ?? 0,
    };
  });
  return { number, hash: block.hash, logger, facts };
}
