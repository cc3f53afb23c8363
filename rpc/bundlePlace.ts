import type { Static } from '@sinclair/typebox';
import type { CallOptions } from '../chain/call/setting.ts';
import { toHex } from '../storage/encoding/bytes.ts';
import { callBaseAt } from './blockTag.ts';
import type { ChainReader } from './context/chain.ts';
import { InvalidParamsError } from './errors.ts';
import type { StateContext } from './schema/bundles.ts';

/**
 * Where bundles run: behind the first `transactionIndex` transactions of a block, or behind all of it, which -1 stands for.
 * Throws HeaderNotFoundError, and InvalidParamsError for a place that the block does not have.
 */
export function bundlePlace(
  value: unknown,
  chain: ChainReader,
): Pick<CallOptions, 'base' | 'beforeTransaction'> {
  const { blockNumber, transactionIndex } = (value ?? {}) as Static<typeof StateContext>;
  const base = callBaseAt(blockNumber ?? undefined, chain);
  const index = transactionIndex ?? -1;
  if (index === -1) return { base };
  if (base.kind === 'pending') {
    throw new InvalidParamsError('transactionIndex: the pending block has no place but its end, -1');
  }
  const { hash } = base.block;
  const length = chain.blockByHash(hash)?.transactions.length ?? 0;
  if (index > length) {
    throw new InvalidParamsError(`transaction index ${index} out of range for block ${toHex(hash)}`);
  }
  return index === length ? { base } : { base, beforeTransaction: index };
}
