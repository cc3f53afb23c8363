import type { SealedHeader } from '../../../chain/block/header.ts';
import { addressNetwork } from '../../../chain/transaction/native/address.ts';
import { equalBytes } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../../storage/encoding/keccak.ts';
import { StateUnavailableError } from '../../../storage/errors.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import { findBlock } from '../../blockTag.ts';
import type { ChainReader } from '../../context/chain.ts';
import type { NodeContext } from '../../context.ts';
import {
  formatNativeBlock,
  formatNativeReceipt,
  formatNativeTransaction,
  type NativeView,
} from '../../format/native.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { NativeBlockResult, NativeReceiptResult, NativeTransactionResult } from '../../schema/native.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Bool, Hash32 } from '../../schema/scalar.ts';

const hash = required('transactionHash', Hash32);

/** xai_* that show transactions of every origin in native form, under the hashes that eth_* shows. */
export const xaiReadMethods: readonly Method[] = [
  {
    name: 'xai_getTransaction',
    summary: 'A transaction of the canonical chain or of the pool in native form; null when it is not known.',
    params: [hash],
    result: orNull(NativeTransactionResult),
    resultName: 'transaction',
    handler: ([wanted], context) => {
      const { chain, pool } = context;
      const mined = chain.transaction(toBytes(wanted));
      if (mined !== undefined)
        return formatNativeTransaction(mined.transaction, mined, viewAt(mined.block, context));
      const waiting = pool.get(toBytes(wanted));
      return waiting === undefined
        ? null
        : formatNativeTransaction(waiting, undefined, viewAt(chain.head(), context));
    },
  },
  {
    name: 'xai_getBlock',
    summary: 'A block in native form; null when it is not known.',
    params: [
      required('block', BlockParameter),
      optional('fullTransactions', Bool, 'whole transactions instead of their hashes'),
    ],
    result: orNull(NativeBlockResult),
    resultName: 'block',
    handler: async ([wanted, whole], context) => {
      const found = await findBlock(wanted, context);
      if (found === undefined) return null;
      const { block, pending } = found;
      const at = pending || !context.chain.isCanonical(block.hash) ? context.chain.head() : block;
      return formatNativeBlock(block, pending, whole === true, viewAt(at, context));
    },
  },
  {
    name: 'xai_getReceipt',
    summary: 'The receipt of a mined transaction in native form; null when it is not (yet) in the chain.',
    params: [hash],
    result: orNull(NativeReceiptResult),
    resultName: 'receipt',
    handler: ([wanted], context) => {
      const { chain } = context;
      const mined = chain.transaction(toBytes(wanted));
      const found = mined && chain.receipt(mined.block.hash, mined.index);
      return mined && found
        ? formatNativeReceipt({ ...mined, ...found }, viewAt(mined.block, context))
        : null;
    },
  },
];

/**
 * Kinds are told by the state after the transaction's block: code that stands there is a contract's. Where that state is no
 * longer kept, the newest one tells.
 */
export function viewAt(block: SealedHeader, { chain }: NodeContext): NativeView {
  let state: StateReader | undefined;
  return {
    network: addressNetwork(chain.config.chainId),
    hasCode(address) {
      state ??= keptState(block, chain);
      return !equalBytes(state.account(address)?.codeHash ?? EMPTY_CODE_HASH, EMPTY_CODE_HASH);
    },
  };
}

function keptState(block: SealedHeader, chain: ChainReader): StateReader {
  try {
    return chain.stateAt(block);
  } catch (error) {
    if (!(error instanceof StateUnavailableError)) throw error;
    return chain.stateAt(chain.head());
  }
}
