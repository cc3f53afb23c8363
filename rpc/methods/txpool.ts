import { Type } from '@sinclair/typebox';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { toKey } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { quantityHex } from '../format/hex.ts';
import { formatTransaction } from '../format/transaction.ts';
import { type Method, required } from '../method.ts';
import { toBytes } from '../schema/parse.ts';
import { TransactionResult } from '../schema/results.ts';
import { Address, Quantity64, Text } from '../schema/scalar.ts';

const byNonce = <T extends typeof TransactionResult | typeof Text>(schema: T) =>
  Type.Record(Type.String(), schema, { title: 'by nonce' });
const bySender = <T extends typeof TransactionResult | typeof Text>(schema: T) =>
  Type.Record(Type.String(), byNonce(schema), { title: 'by sender' });

/** txpool_*: senders are shown with checksums and nonces in decimal, as in geth. */
export const txpoolMethods: readonly Method[] = [
  {
    name: 'txpool_content',
    summary: 'Every transaction of the pool, by sender and nonce.',
    params: [],
    result: Type.Object(
      { pending: bySender(TransactionResult), queued: bySender(TransactionResult) },
      { title: 'content' },
    ),
    resultName: 'content',
    handler: (_params, { pool }) => ({
      pending: groups(pool.pending(), show),
      queued: groups(pool.queued(), show),
    }),
  },
  {
    name: 'txpool_contentFrom',
    summary: 'The transactions of one sender in the pool, by nonce.',
    params: [required('address', Address)],
    result: Type.Object(
      { pending: byNonce(TransactionResult), queued: byNonce(TransactionResult) },
      { title: 'content' },
    ),
    resultName: 'content',
    handler: ([address], { pool }) => {
      const sender = toKey(toBytes(address));
      return {
        pending: nonces(pool.pending().get(sender) ?? [], show),
        queued: nonces(pool.queued().get(sender) ?? [], show),
      };
    },
  },
  {
    name: 'txpool_inspect',
    summary: 'Every transaction of the pool in one line of text each, by sender and nonce.',
    params: [],
    result: Type.Object({ pending: bySender(Text), queued: bySender(Text) }, { title: 'inspection' }),
    resultName: 'inspection',
    handler: (_params, { pool }) => ({
      pending: groups(pool.pending(), summarise),
      queued: groups(pool.queued(), summarise),
    }),
  },
  {
    name: 'txpool_status',
    summary: 'How many transactions could be in the next block, and how many wait for an earlier nonce.',
    params: [],
    result: Type.Object({ pending: Quantity64, queued: Quantity64 }, { title: 'status' }),
    resultName: 'status',
    handler: (_params, { pool }) => {
      const { pending, queued } = pool.status();
      return { pending: quantityHex(pending), queued: quantityHex(queued) };
    },
  },
];

function groups<T>(bySender: ReadonlyMap<string, readonly Transaction[]>, form: (tx: Transaction) => T) {
  const shown: Record<string, Record<string, T>> = {};
  for (const transactions of bySender.values()) {
    const [first] = transactions;
    if (first !== undefined) shown[checksumAddress(first.sender)] = nonces(transactions, form);
  }
  return shown;
}

function nonces<T>(transactions: readonly Transaction[], form: (tx: Transaction) => T): Record<string, T> {
  return Object.fromEntries(transactions.map((tx) => [tx.nonce.toString(), form(tx)]));
}

function show(tx: Transaction) {
  return formatTransaction(tx, undefined);
}

/** geth's line. */
function summarise(tx: Transaction): string {
  const to = tx.to === undefined ? 'contract creation' : checksumAddress(tx.to);
  return `${to}: ${tx.value} wei + ${tx.gasLimit} gas × ${tx.maxFeePerGas} wei`;
}
