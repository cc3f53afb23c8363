import type { Block } from '../chain/block/block.ts';
import { equalBytes } from '../storage/encoding/bytes.ts';
import type { ChainReader } from './context/chain.ts';

/** A block that was refused, by its hash; undefined where none is remembered. */
export function findBadBlock(hash: Uint8Array, chain: ChainReader): Block | undefined {
  return chain.badBlocks().find((bad) => equalBytes(bad.hash, hash));
}
