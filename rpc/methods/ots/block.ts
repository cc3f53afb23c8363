import { type Static, Type } from '@sinclair/typebox';
import type { Block } from '../../../chain/block/block.ts';
import type { Receipt } from '../../../chain/receipt/receipt.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { rewardsOf } from '../../../vm/block/rewards.ts';
import { type FoundBlock, findBlock, findHeader } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError, ServerError } from '../../errors.ts';
import { formatBlock } from '../../format/block.ts';
import { formatHeader } from '../../format/header.ts';
import { quantityHex } from '../../format/hex.ts';
import { formatReceipts } from '../../format/receipt.ts';
import { type Method, required } from '../../method.ts';
import { BlockTag } from '../../schema/block.ts';
import { toLenientQuantity } from '../../schema/parse.ts';
import { BlockResult, HeaderResult, orNull, ReceiptResult, TransactionResult } from '../../schema/results.ts';
import { Hash32, LenientQuantity, Quantity } from '../../schema/scalar.ts';

/** Transactions on one page, here and in searches; Otterscan asks for 25. */
export const MAX_PAGE_SIZE = 100n;

/** Otterscan sends block numbers as JSON numbers. */
const BlockNumber = Type.Union([BlockTag, LenientQuantity], { title: 'block' });

/** A block without what its page does not show. */
const BareBlock = Type.Object(
  {
    ...Type.Omit(BlockResult, ['logsBloom', 'transactions']).properties,
    logsBloom: Type.Null(),
    transactionCount: Type.Integer(),
    transactions: Type.Optional(Type.Array(TransactionResult)),
  },
  { title: 'ots block' },
);

const BlockDetails = Type.Object(
  {
    block: BareBlock,
    issuance: Type.Object({ blockReward: Quantity, uncleReward: Quantity, issuance: Quantity }),
    totalFees: Quantity,
  },
  { title: 'ots block details' },
);

const BareReceipt = Type.Object(
  {
    ...Type.Omit(ReceiptResult, ['logs', 'logsBloom']).properties,
    logs: Type.Null(),
    logsBloom: Type.Null(),
    timestamp: Type.Integer(),
  },
  { title: 'ots receipt' },
);

const BlockPage = Type.Object(
  { fullblock: BareBlock, receipts: Type.Array(BareReceipt) },
  { title: 'ots block page' },
);

/** ots_* about blocks. */
export const otsBlockMethods: readonly Method[] = [
  {
    name: 'erigon_getHeaderByNumber',
    summary: 'A header of the canonical chain; Otterscan asks for one to learn that the node serves it.',
    params: [required('block', BlockNumber)],
    result: orNull(HeaderResult),
    resultName: 'header',
    handler: ([block], { chain }) => {
      const header = findHeader(asReference(block), chain);
      return header === undefined ? null : formatHeader(header.header, header.hash);
    },
  },
  {
    name: 'ots_getBlockDetails',
    summary: 'A block without its transactions, what was issued with it and the fees paid in it.',
    params: [required('block', BlockNumber)],
    result: orNull(BlockDetails),
    resultName: 'details',
    handler: async ([block], context) => details(await findBlock(asReference(block), context), context),
  },
  {
    name: 'ots_getBlockDetailsByHash',
    summary: 'A block without its transactions, what was issued with it and the fees paid in it.',
    params: [required('blockHash', Hash32)],
    result: orNull(BlockDetails),
    resultName: 'details',
    handler: async ([hash], context) => details(await findBlock(hash, context), context),
  },
  {
    name: 'ots_getBlockTransactions',
    summary:
      'A page of the transactions of a block, the last ones on page 0, with the first four bytes of their data, and their receipts without logs.',
    params: [
      required('block', BlockNumber),
      required('page', LenientQuantity),
      required('pageSize', LenientQuantity, `at most ${MAX_PAGE_SIZE}`),
    ],
    result: orNull(BlockPage),
    resultName: 'page',
    async handler([value, page, size], context) {
      const found = await findBlock(asReference(value), context);
      const receipts = found?.receipts();
      if (found === undefined || receipts === undefined) return null;
      return blockPage(found, receipts, toLenientQuantity(page), pageSizeOf(size));
    },
  },
];

/** The size of a page, checked. Throws InvalidParamsError with Erigon's words. */
export function pageSizeOf(value: unknown): number {
  const size = toLenientQuantity(value);
  if (size > MAX_PAGE_SIZE) throw new InvalidParamsError(`max allowed page size: ${MAX_PAGE_SIZE}`);
  return Number(size);
}

/** A checked block parameter in the form that all other methods have it in. */
function asReference(value: unknown): unknown {
  const isTag = typeof value === 'string' && !/^[0-9]/.test(value);
  return isTag ? value : quantityHex(toLenientQuantity(value));
}

function details(found: FoundBlock | undefined, { chain }: NodeContext): Static<typeof BlockDetails> | null {
  if (found === undefined) return null;
  const { block } = found;
  const receipts = found.receipts();
  if (receipts === undefined) throw new ServerError('the block was never executed: its fees are not known');
  const [reward, ...ommers] = rewardsOf(
    rulesOfHeader(chain.config, block.header),
    block.header,
    block.ommers,
  );
  const blockReward = block.header.number === 0n ? 0n : (reward?.value ?? 0n);
  const uncleReward = ommers.reduce((sum, { value }) => sum + value, 0n);
  const totalFees = receipts.reduce(
    (sum, { gasUsed, effectiveGasPrice }) => sum + gasUsed * effectiveGasPrice,
    0n,
  );
  const { transactions: _, ...bare } = bareBlock(block, found.pending, false);
  return {
    block: bare,
    issuance: {
      blockReward: quantityHex(blockReward),
      uncleReward: quantityHex(uncleReward),
      issuance: quantityHex(blockReward + uncleReward),
    },
    totalFees: quantityHex(totalFees),
  };
}

function blockPage(
  { block, pending }: FoundBlock,
  receipts: readonly Receipt[],
  page: bigint,
  size: number,
): Static<typeof BlockPage> {
  const count = block.transactions.length;
  const end = page * BigInt(size) > BigInt(count) ? 0 : count - Number(page) * size;
  const start = Math.max(0, end - size);
  const { transactions, ...bare } = bareBlock(block, pending, true);
  const shown = transactions.slice(start, end) as Static<typeof TransactionResult>[];
  return {
    fullblock: { ...bare, transactions: shown.map((tx) => ({ ...tx, input: tx.input.slice(0, 10) })) },
    receipts: formatReceipts(block, receipts)
      .slice(start, end)
      .map((receipt) => ({
        ...receipt,
        logs: null,
        logsBloom: null,
        timestamp: Number(block.header.timestamp),
      })),
  };
}

function bareBlock(block: Block, pending: boolean, fullTransactions: boolean) {
  const { transactions, ...rest } = formatBlock(block, { fullTransactions, pending, size: undefined });
  return { ...rest, logsBloom: null, transactionCount: block.transactions.length, transactions };
}
