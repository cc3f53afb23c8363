import { type Static, Type } from '@sinclair/typebox';
import type { NodeContext } from '../../context.ts';
import { LimitExceededError } from '../../errors.ts';
import { formatReceipts } from '../../format/receipt.ts';
import { formatTransaction } from '../../format/transaction.ts';
import { type Method, required } from '../../method.ts';
import { toBytes, toLenientQuantity } from '../../schema/parse.ts';
import { ReceiptResult, TransactionResult } from '../../schema/results.ts';
import { Address, Bool, LenientQuantity } from '../../schema/scalar.ts';
import { touches } from '../../trace/otterscan.ts';
import { budgetOf } from '../../trace/run.ts';
import { scanBlocks, type TracedBlock } from '../../trace/scan.ts';
import { MAX_PAGE_SIZE, pageSizeOf } from './block.ts';

const Page = Type.Object(
  {
    txs: Type.Array(TransactionResult),
    receipts: Type.Array(Type.Object({ ...ReceiptResult.properties, timestamp: Type.Integer() })),
    firstPage: Bool,
    lastPage: Bool,
  },
  { title: 'ots transactions', description: 'newest first' },
);

const PARAMS = [
  required('address', Address),
  required('blockNumber', LenientQuantity, '0: from the end of the chain'),
  required('pageSize', LenientQuantity, `at most ${MAX_PAGE_SIZE}; a block is not cut in two`),
] as const;

const BOUND =
  'There is no index: blocks are run again, at most --rpc-trace-range of those with transactions; a page may be short, and where nothing was found the limit is told.';

/** ots_searchTransactions*: what touched an address, also inside transactions, page by page. */
export const otsSearchMethods: readonly Method[] = [
  {
    name: 'ots_searchTransactionsBefore',
    summary: `The transactions before a block that came from an address, went to it or called it. ${BOUND}`,
    params: PARAMS,
    result: Page,
    resultName: 'transactions',
    async handler([address, number, size], context) {
      const head = context.chain.head().header.number;
      const before = toLenientQuantity(number);
      const from = before === 0n || before > head ? head : before - 1n;
      const { found, done } = await search(toBytes(address), { from, to: 0n }, pageSizeOf(size), context);
      return page(found, { firstPage: before === 0n, lastPage: done });
    },
  },
  {
    name: 'ots_searchTransactionsAfter',
    summary: `The transactions after a block that came from an address, went to it or called it. ${BOUND}`,
    params: PARAMS,
    result: Page,
    resultName: 'transactions',
    async handler([address, number, size], context) {
      const to = context.chain.head().header.number;
      const after = toLenientQuantity(number);
      const from = after === 0n ? 0n : after + 1n;
      const wanted = pageSizeOf(size);
      if (from > to) return page([], { firstPage: true, lastPage: after === 0n });
      const { found, done } = await search(toBytes(address), { from, to }, wanted, context);
      return page(found.reverse(), { firstPage: done, lastPage: after === 0n });
    },
  },
];

/** A block's transactions that were looked for: newest first. */
type Found = Pick<Static<typeof Page>, 'txs' | 'receipts'>;

/**
 * Searches block after block until the page is full; `done` when the range has come to its end. Where a bound is met
 * first, what was found is a shorter page. Throws LimitExceededError where that is nothing.
 */
async function search(
  address: Uint8Array,
  { from, to }: { readonly from: bigint; readonly to: bigint },
  pageSize: number,
  context: NodeContext,
): Promise<{ found: Found[]; done: boolean }> {
  const found: Found[] = [];
  const { traceBlockRange: limit } = context.options;
  let run = 0;
  let count = 0;
  try {
    for await (const traced of scanBlocks(from, to, touches(address), budgetOf({}, context), context)) {
      if (traced.traces.length > 0 && limit > 0 && ++run > limit) {
        throw new LimitExceededError(
          `nothing found in ${limit} blocks with transactions, up to block ${traced.block.header.number}; that is the limit (--rpc-trace-range)`,
        );
      }
      const matches = matchesIn(traced, context);
      if (matches.txs.length > 0) found.push(matches);
      count += matches.txs.length;
      if (count >= pageSize) return { found, done: traced.block.header.number === to };
    }
  } catch (error) {
    if (count > 0 && error instanceof LimitExceededError) return { found, done: false };
    throw error;
  }
  return { found, done: true };
}

function matchesIn({ block, traces }: TracedBlock, { chain }: NodeContext): Found {
  const matching = traces.filter(({ result }) => result === true).reverse();
  const all = matching.length === 0 ? [] : formatReceipts(block, chain.receipts(block.hash) ?? []);
  const matches: Found = { txs: [], receipts: [] };
  for (const { index } of matching) {
    const transaction = block.transactions[index];
    const receipt = all[index];
    if (transaction === undefined || receipt === undefined) continue;
    matches.txs.push(formatTransaction(transaction, { block, index }));
    matches.receipts.push({ ...receipt, timestamp: Number(block.header.timestamp) });
  }
  return matches;
}

function page(
  found: readonly Found[],
  ends: { readonly firstPage: boolean; readonly lastPage: boolean },
): Static<typeof Page> {
  return {
    txs: found.flatMap(({ txs }) => txs),
    receipts: found.flatMap(({ receipts }) => receipts),
    ...ends,
  };
}
