import { type Static, Type } from '@sinclair/typebox';
import type { Block } from '../../../chain/block/block.ts';
import type { Transaction } from '../../../chain/transaction/transaction.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { ChainReader } from '../../context/chain.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError } from '../../errors.ts';
import { logChanges } from '../../filters/headLogs.ts';
import { once } from '../../filters/once.ts';
import { formatHeader } from '../../format/header.ts';
import { formatReceipts } from '../../format/receipt.ts';
import { formatTransaction } from '../../format/transaction.ts';
import { type Connection, type Method, optional, required } from '../../method.ts';
import { maybe } from '../../schema/call.ts';
import { fits } from '../../schema/check.ts';
import { explain } from '../../schema/explain.ts';
import { LogFilter } from '../../schema/filter.ts';
import { parseLogFilter } from '../../schema/parseFilter.ts';
import { Hash32, Quantity } from '../../schema/scalar.ts';
import { connectionOf, unsubscribeMethod } from '../subscription.ts';

const Kind = Type.String({ title: 'subscription kind' });

/** Whose receipts are announced; every transaction's without hashes. geth's limit (eth/filters, maxTxHashes). */
const ReceiptQuery = Type.Object({ transactionHashes: maybe(Type.Array(Hash32, { maxItems: 200 })) });

/** eth_subscribe and eth_unsubscribe, over WebSocket only. */
export const ethSubscribeMethods: readonly Method[] = [
  {
    name: 'eth_subscribe',
    summary:
      'Announces newHeads, logs, newPendingTransactions (whole with `true`), transactionReceipts or syncing as they come.',
    params: [
      required('kind', Kind),
      optional(
        'options',
        Type.Unknown(),
        'logs: a filter; newPendingTransactions: true for whole transactions; transactionReceipts: the transactions meant',
      ),
    ],
    result: Quantity,
    resultName: 'subscriptionId',
    websocketOnly: true,
    handler: ([kind, options], context, caller) =>
      subscribe(kind as string, options, context, connectionOf(caller)),
  },
  unsubscribeMethod('eth'),
];

function subscribe(kind: string, options: unknown, context: NodeContext, connection: Connection): string {
  const { events } = context;
  switch (kind) {
    case 'newHeads':
      return connection.subscribe((notify) =>
        events.onHead(({ added }) => {
          for (const text of headTexts(added)) notify(text);
        }),
      );
    case 'logs': {
      const filter = options ?? {};
      if (!fits(LogFilter, filter))
        throw new InvalidParamsError(`invalid argument 1: ${explain(LogFilter, filter)}`);
      const query = parseLogFilter(filter);
      return connection.subscribe((notify) =>
        events.onHead((change) => {
          for (const { text } of logChanges(query, change, context)) notify(text);
        }),
      );
    }
    case 'newPendingTransactions':
      if (options !== undefined && options !== null && typeof options !== 'boolean') {
        throw new InvalidParamsError('invalid argument 1: expected a boolean');
      }
      return connection.subscribe((notify) =>
        events.onPendingTransaction((tx) =>
          notify(options === true ? wholeTransaction(tx) : `"${toHex(tx.hash)}"`),
        ),
      );
    case 'transactionReceipts': {
      const query = options ?? {};
      if (!fits(ReceiptQuery, query))
        throw new InvalidParamsError(`invalid argument 1: ${explain(ReceiptQuery, query)}`);
      const wanted = wantedHashes(query);
      return connection.subscribe((notify) =>
        events.onHead(({ added }) => {
          for (const all of headReceipts(added, context.chain)) {
            const receipts = all.filter((receipt) => wanted?.has(receipt.transactionHash) ?? true);
            if (receipts.length > 0) notify(JSON.stringify(receipts));
          }
        }),
      );
    }
    case 'syncing':
      return connection.subscribe((notify) => {
        // Said once and never again: this node is never behind the blocks it knows.
        notify('false');
        return () => {};
      });
    default:
      throw new InvalidParamsError(`no "${kind.slice(0, 100)}" subscription in eth namespace`);
  }
}

const headTexts = once((added: readonly Block[]) =>
  added.map(({ header, hash }) => JSON.stringify(formatHeader(header, hash))),
);

const headReceipts = once((added: readonly Block[], chain: ChainReader) =>
  added.map((block) => formatReceipts(block, chain.receipts(block.hash) ?? [])),
);

const wholeTransaction = once((transaction: Transaction) =>
  JSON.stringify(formatTransaction(transaction, undefined)),
);

/** Undefined when every transaction is meant. */
function wantedHashes({ transactionHashes }: Static<typeof ReceiptQuery>): ReadonlySet<string> | undefined {
  if (!transactionHashes?.length) return undefined;
  return new Set(transactionHashes.map((hash) => hash.toLowerCase()));
}
