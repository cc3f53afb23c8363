import { Type } from '@sinclair/typebox';
import type { MinedTransaction } from '../../../chain/canonical/mined.ts';
import { encodeNetworkForm } from '../../../chain/transaction/encode.ts';
import type { Transaction } from '../../../chain/transaction/transaction.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { findBlock } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { findReceipt } from '../../findReceipt.ts';
import { findWaiting } from '../../findWaiting.ts';
import { formatTransaction, type TransactionPlace } from '../../format/transaction.ts';
import { type Method, required } from '../../method.ts';
import { LenientBlockNumberOrTag } from '../../schema/block.ts';
import { toBytes, toIndex, toQuantity } from '../../schema/parse.ts';
import { orNull, ReceiptResult, TransactionResult } from '../../schema/results.ts';
import { Address, Data, Hash32, Quantity64 } from '../../schema/scalar.ts';

const hash = required('transactionHash', Hash32);
const index = required('index', Quantity64);

/** The two ways to say which block: the parameter, and how a summary calls such a block. */
const BLOCK_BY = {
  Hash: { param: required('blockHash', Hash32), block: 'a block' },
  Number: { param: required('block', LenientBlockNumberOrTag), block: 'a block of the canonical chain' },
} as const;

/** eth_* about transactions and receipts. */
export const ethTransactionMethods: readonly Method[] = [
  {
    name: 'eth_getTransactionByHash',
    summary: 'A transaction of the canonical chain or of the pool; null when it is not known.',
    params: [hash],
    result: orNull(TransactionResult),
    resultName: 'transaction',
    handler: ([wanted], context) => show(findTransaction(toBytes(wanted), context)),
  },
  transactionByPlace('Hash'),
  transactionByPlace('Number'),
  {
    name: 'eth_getTransactionBySenderAndNonce',
    summary: 'The transaction of this sender with this nonce, mined or in the pool; null when there is none.',
    params: [required('sender', Address), required('nonce', Quantity64)],
    result: orNull(TransactionResult),
    resultName: 'transaction',
    handler: ([sender, nonce], context) => show(findBySender(toBytes(sender), toQuantity(nonce), context)),
  },
  {
    name: 'eth_getTransactionReceipt',
    summary: 'The receipt of a mined transaction; null when it is not (yet) in the canonical chain.',
    params: [hash],
    result: orNull(ReceiptResult),
    resultName: 'receipt',
    handler: ([wanted], context) => findReceipt(toBytes(wanted), context) ?? null,
  },
  {
    name: 'eth_getRawTransactionByHash',
    summary:
      'A transaction as its sender encoded it, of the chain or of the pool; null when it is not known.',
    params: [hash],
    result: orNull(Data),
    resultName: 'raw',
    handler: ([wanted], context) => showRaw(findTransaction(toBytes(wanted), context)),
  },
  rawTransactionByPlace('Hash'),
  rawTransactionByPlace('Number'),
  {
    name: 'eth_pendingTransactions',
    runs: 'writer',
    summary: 'The transactions of the pool that could be in the next block.',
    params: [],
    result: Type.Array(TransactionResult),
    resultName: 'transactions',
    handler: (_params, { pool }) =>
      [...pool.pending().values()].flat().map((transaction) => formatTransaction(transaction, undefined)),
  },
];

function transactionByPlace(by: keyof typeof BLOCK_BY): Method {
  const { param, block } = BLOCK_BY[by];
  return {
    name: `eth_getTransactionByBlock${by}AndIndex`,
    summary: `A transaction by its place in ${block}; null when there is none.`,
    params: [param, index],
    result: orNull(TransactionResult),
    resultName: 'transaction',
    handler: async ([wanted, position], context) => show(await transactionAt(wanted, position, context)),
  };
}

function rawTransactionByPlace(by: keyof typeof BLOCK_BY): Method {
  const { param, block } = BLOCK_BY[by];
  return {
    name: `eth_getRawTransactionByBlock${by}AndIndex`,
    summary: `An encoded transaction by its place in ${block}; null when there is none.`,
    params: [param, index],
    result: orNull(Data),
    resultName: 'raw',
    handler: async ([wanted, position], context) => showRaw(await transactionAt(wanted, position, context)),
  };
}

/** A transaction with its place; the pool's have none. */
interface FoundTransaction {
  readonly transaction: Transaction;
  readonly place: TransactionPlace | undefined;
}

function findTransaction(wanted: Uint8Array, { chain, pool }: NodeContext): FoundTransaction | undefined {
  const mined = chain.transaction(wanted);
  if (mined !== undefined) return placed(mined);
  const transaction = pool.get(wanted);
  return transaction && { transaction, place: undefined };
}

function findBySender(
  sender: Uint8Array,
  nonce: bigint,
  { chain, pool }: NodeContext,
): FoundTransaction | undefined {
  const mined = chain.transactionBySenderAndNonce(sender, nonce);
  if (mined !== undefined) return placed(mined);
  const transaction = findWaiting(sender, nonce, pool);
  return transaction && { transaction, place: undefined };
}

async function transactionAt(
  block: unknown,
  position: unknown,
  context: NodeContext,
): Promise<FoundTransaction | undefined> {
  const found = await findBlock(block, context);
  const at = toIndex(position);
  const transaction = found?.block.transactions[at];
  if (found === undefined || transaction === undefined) return undefined;
  return { transaction, place: found.pending ? undefined : { block: found.block, index: at } };
}

function placed(mined: MinedTransaction): FoundTransaction {
  return { transaction: mined.transaction, place: mined };
}

function show(found: FoundTransaction | undefined) {
  return found === undefined ? null : formatTransaction(found.transaction, found.place);
}

function showRaw(found: FoundTransaction | undefined): string | null {
  return found === undefined ? null : toHex(encodeNetworkForm(found.transaction));
}
