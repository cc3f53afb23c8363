import type { Block } from '../chain/block/block.ts';
import type { SealedHeader } from '../chain/block/header.ts';
import type { CallBase } from '../chain/call/setting.ts';
import type { Receipt } from '../chain/receipt/receipt.ts';
import { fromHex } from '../storage/encoding/bytes.ts';
import type { StateReader } from '../storage/state/reader.ts';
import type { ChainReader } from './context/chain.ts';
import type { NodeContext } from './context.ts';
import { HeaderNotFoundError, InvalidParamsError, ServerError } from './errors.ts';

/** The object form of a checked block parameter (EIP-1898). */
interface BlockObject {
  readonly blockHash?: string;
  readonly blockNumber?: string;
  readonly requireCanonical?: boolean;
}

/** Characters of a hash: more than any number has. */
const HASH_TEXT = 66;

/** A block that was asked for; the pending one is not in the chain, and its transactions have no place yet. */
export interface FoundBlock {
  readonly block: Block;
  /** Undefined for a side block, which may never have been executed. */
  receipts(): readonly Receipt[] | undefined;
  readonly pending: boolean;
}

/** True for the parameter that means the block in the making. */
export function isPending(value: unknown): boolean {
  if (typeof value === 'string' || value === undefined) return value === 'pending';
  const { blockHash, blockNumber } = value as BlockObject;
  return blockHash === undefined && blockNumber === 'pending';
}

/**
 * The committed block that a parameter names, absent meaning latest; undefined when there is none (yet). `pending` is the
 * caller's matter: here it means the head. Throws where nothing is safe or final yet, and for a side block where a canonical
 * one is asked.
 */
export function findHeader(value: unknown, chain: ChainReader): SealedHeader | undefined {
  if (value === undefined) return chain.head();
  if (typeof value === 'string') return headerByText(value, chain);
  if (typeof value === 'number') return chain.headerByNumber(BigInt(value));
  const { blockHash, blockNumber, requireCanonical } = value as BlockObject;
  if (blockHash === undefined) return headerByText(blockNumber ?? 'latest', chain);
  if (blockNumber !== undefined) {
    throw new InvalidParamsError('cannot specify both BlockHash and BlockNumber, choose one or the other');
  }
  const hash = fromHex(blockHash);
  const header = chain.headerByHash(hash);
  if (header !== undefined && requireCanonical === true && !chain.isCanonical(hash)) {
    throw new ServerError('hash is not currently canonical');
  }
  return header;
}

function headerByText(text: string, chain: ChainReader): SealedHeader | undefined {
  switch (text) {
    case 'latest':
    case 'pending':
      return chain.head();
    case 'earliest':
      return chain.genesis();
    case 'safe':
      return marked(text, chain.safe());
    case 'finalized':
      return marked(text, chain.finalized());
    default:
      return text.length === HASH_TEXT
        ? chain.headerByHash(fromHex(text))
        : chain.headerByNumber(BigInt(text));
  }
}

function marked(tag: string, header: SealedHeader | undefined): SealedHeader {
  if (header === undefined) throw new HeaderNotFoundError(`${tag} block not found`);
  return header;
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

/** The block that a parameter names, pending included; undefined when there is none (yet). A promise only for the pending one. */
export function findBlock(
  value: unknown,
  { chain }: NodeContext,
): FoundBlock | undefined | Promise<FoundBlock> {
  if (isPending(value)) {
    return chain
      .pending()
      .then(({ block, receipts }) => ({ block, receipts: () => receipts, pending: true }));
  }
  const header = findHeader(value, chain);
  const block = header && chain.blockByHash(header.hash);
  return block && { block, receipts: () => chain.receipts(block.hash), pending: false };
}
