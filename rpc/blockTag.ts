import type { Block } from '../chain/block/block.ts';
import type { SealedHeader } from '../chain/block/header.ts';
import type { CallBase } from '../chain/call/setting.ts';
import type { Receipt } from '../chain/receipt/receipt.ts';
import { fromHex } from '../storage/encoding/bytes.ts';
import type { StateReader } from '../storage/state/reader.ts';
import type { ChainReader } from './context/chain.ts';
import type { NodeContext } from './context.ts';
import { HeaderNotFoundError, InvalidParamsError, ServerError } from './errors.ts';

/** The tags that stand for a block. */
type Tag = 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized';

/** A checked block parameter, taken apart. */
type BlockReference =
  | { readonly kind: 'tag'; readonly tag: Tag }
  | { readonly kind: 'number'; readonly number: bigint }
  | { readonly kind: 'hash'; readonly hash: Uint8Array; readonly requireCanonical: boolean };

/** A block that was asked for; the pending one is not in the chain, and its transactions have no place yet. */
export interface FoundBlock {
  readonly block: Block;
  /** Undefined for a side block, which may never have been executed. */
  receipts(): readonly Receipt[] | undefined;
  readonly pending: boolean;
}

const TAGS: ReadonlySet<string> = new Set<Tag>(['latest', 'pending', 'earliest', 'safe', 'finalized']);

/** Takes a value apart that schema/block.ts let through; absent means latest. */
function blockReference(value: unknown): BlockReference {
  if (value === undefined) return { kind: 'tag', tag: 'latest' };
  if (typeof value === 'string') {
    if (TAGS.has(value)) return { kind: 'tag', tag: value as Tag };
    if (value.length === 66) return { kind: 'hash', hash: fromHex(value), requireCanonical: false };
    return { kind: 'number', number: BigInt(value) };
  }
  const object = value as { blockHash?: string; blockNumber?: string; requireCanonical?: boolean };
  if (object.blockHash !== undefined) {
    if (object.blockNumber !== undefined) {
      throw new InvalidParamsError('cannot specify both BlockHash and BlockNumber, choose one or the other');
    }
    return {
      kind: 'hash',
      hash: fromHex(object.blockHash),
      requireCanonical: object.requireCanonical === true,
    };
  }
  return blockReference(object.blockNumber);
}

/** True for the parameter that means the block in the making. */
export function isPending(value: unknown): boolean {
  const reference = blockReference(value);
  return reference.kind === 'tag' && reference.tag === 'pending';
}

/**
 * The committed block that a parameter names; undefined when there is none (yet). `pending` is the caller's matter:
 * here it means the head. Throws where nothing is safe or final yet, and for a side block where a canonical one is asked.
 */
export function findHeader(value: unknown, chain: ChainReader): SealedHeader | undefined {
  const reference = blockReference(value);
  if (reference.kind === 'number') return chain.headerByNumber(reference.number);
  if (reference.kind === 'tag') return headerByTag(reference.tag, chain);
  const header = chain.headerByHash(reference.hash);
  if (header !== undefined && reference.requireCanonical && !chain.isCanonical(reference.hash)) {
    throw new ServerError('hash is not currently canonical');
  }
  return header;
}

function headerByTag(tag: Tag, chain: ChainReader): SealedHeader {
  if (tag === 'earliest') return chain.genesis();
  if (tag === 'latest' || tag === 'pending') return chain.head();
  const marked = tag === 'safe' ? chain.safe() : chain.finalized();
  if (marked === undefined) throw new HeaderNotFoundError(`${tag} block not found`);
  return marked;
}

/** The committed block that a parameter names, for reads that need one. Throws HeaderNotFoundError. */
export function headerAt(value: unknown, chain: ChainReader): SealedHeader {
  const header = findHeader(value, chain);
  if (header === undefined) throw new HeaderNotFoundError();
  return header;
}

/** The state that a call with this parameter runs on. Throws HeaderNotFoundError. */
export function callBaseAt(value: unknown, chain: ChainReader): CallBase {
  return isPending(value) ? { kind: 'pending' } : { kind: 'block', block: headerAt(value, chain) };
}

/**
 * What `read` makes of the world state after the block that a parameter names; a promise only where that block has yet to
 * be made. Throws HeaderNotFoundError, StateUnavailableError.
 */
export function readState<T>(
  value: unknown,
  { chain }: NodeContext,
  read: (state: StateReader) => T,
): T | Promise<T> {
  if (isPending(value)) return chain.pending().then(({ state }) => read(state));
  return read(chain.stateAt(headerAt(value, chain)));
}

/** The block that a parameter names, pending included; undefined when there is none (yet). */
export async function findBlock(value: unknown, { chain }: NodeContext): Promise<FoundBlock | undefined> {
  if (isPending(value)) {
    const made = await chain.pending();
    return { block: made.block, receipts: () => made.receipts, pending: true };
  }
  const header = findHeader(value, chain);
  const block = header && chain.blockByHash(header.hash);
  return block && { block, receipts: () => chain.receipts(block.hash), pending: false };
}
