import { type BytesKey, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import { EMPTY_OMMERS_HASH } from '../block/blockCodec.ts';
import type { Header } from '../block/header.ts';
import type { Ancestor } from '../validate/ommers.ts';
import type { ChainReader } from './chainReader.ts';

/** A line of blocks ending in ones that are not stored yet: what the checks of the next one look back at. */
export class Branch {
  readonly #fresh = new Map<BytesKey, { readonly block: Block; readonly totalDifficulty: bigint }>();

  constructor(private readonly chain: ChainReader) {}

  add(block: Block, totalDifficulty: bigint): void {
    this.#fresh.set(toKey(block.hash), { block, totalDifficulty });
  }

  headerByHash(hash: Uint8Array): Header | undefined {
    return this.#fresh.get(toKey(hash))?.block.header ?? this.chain.headerByHash(hash)?.header;
  }

  /** The block with this hash as a parent; undefined when it is unknown. */
  parent(hash: Uint8Array): Omit<Ancestor, 'ommers'> | undefined {
    const header = this.headerByHash(hash);
    const totalDifficulty = this.#fresh.get(toKey(hash))?.totalDifficulty ?? this.chain.totalDifficulty(hash);
    if (header === undefined || totalDifficulty === undefined) return undefined;
    return { header, hash, totalDifficulty, hasOmmers: !equalBytes(header.ommersHash, EMPTY_OMMERS_HASH) };
  }

  /** The n-th ancestor of a block with what it names; its parent is the first. */
  ancestor(block: Block, generation: number): Ancestor | undefined {
    let hash = block.header.parentHash;
    for (let back = 1; back < generation; back++) {
      const header = this.headerByHash(hash);
      if (header === undefined || header.number === 0n) return undefined;
      hash = header.parentHash;
    }
    const found = this.parent(hash);
    if (found === undefined) return undefined;
    const ommers = found.hasOmmers
      ? (this.#fresh.get(toKey(hash))?.block ?? this.chain.blockByHash(hash))?.ommers
      : [];
    return { ...found, ommers: ommers ?? [] };
  }
}
