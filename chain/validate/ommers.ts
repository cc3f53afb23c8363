import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { Block } from '../block/block.ts';
import { hashHeader } from '../block/headerCodec.ts';
import { BlockError } from './errors.ts';
import { type HeaderParent, validateHeader } from './header.ts';

const MAX_OMMERS = 2;
/** Generations in which an ommer must have its parent, and in which it may not have been named before. */
const GENERATIONS = 7;

/** An ancestor with what it names. */
export interface Ancestor extends HeaderParent {
  readonly ommers: Block['ommers'];
}

/**
 * Checks the ommers of a proof-of-work block (yellow paper 11.1): at most two, each a valid child of an ancestor two to
 * seven generations back, no ancestor itself, and not named before. `ancestor(n)` is the block's n-th ancestor, its
 * parent being 1. Throws BlockError.
 */
export function validateOmmers(
  config: ChainConfig,
  block: Block,
  ancestor: (generation: number) => Ancestor | undefined,
): void {
  if (block.ommers.length === 0) return;
  const fail: (problem: string) => never = (problem) => {
    throw new BlockError('ommers', { number: block.header.number, hash: block.hash }, problem);
  };
  if (block.ommers.length > MAX_OMMERS) fail(`${block.ommers.length}, at most ${MAX_OMMERS} allowed`);
  const ancestors = new Map<BytesKey, Ancestor>();
  const named = new Set<BytesKey>([toKey(block.hash)]);
  for (let generation = 1; generation <= GENERATIONS; generation++) {
    const found = ancestor(generation);
    if (found === undefined) break;
    ancestors.set(toKey(found.hash), found);
    for (const ommer of found.ommers) named.add(toKey(hashHeader(ommer)));
  }
  const parentKey = toKey(block.header.parentHash);
  for (const header of block.ommers) {
    const hash = hashHeader(header);
    const key = toKey(hash);
    if (named.has(key)) fail('named before');
    named.add(key);
    if (ancestors.has(key)) fail('an ancestor of the block');
    const parentOfOmmer = ancestors.get(toKey(header.parentHash));
    if (parentOfOmmer === undefined || toKey(header.parentHash) === parentKey) {
      fail('its parent is no ancestor from two to seven generations back');
    }
    validateHeader(config, { header, hash }, parentOfOmmer);
  }
}
