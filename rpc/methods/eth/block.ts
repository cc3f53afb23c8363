import { Type } from '@sinclair/typebox';
import type { FoundBlock } from '../../blockTag.ts';
import { findBlock } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { formatBlock, formatOmmer } from '../../format/block.ts';
import { formatHeader } from '../../format/header.ts';
import { quantityHex } from '../../format/hex.ts';
import { receiptTexts } from '../../format/receiptText.ts';
import { JsonText } from '../../jsonText.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter, LenientBlockNumberOrTag } from '../../schema/block.ts';
import { toIndex } from '../../schema/parse.ts';
import { BlockResult, HeaderResult, OmmerResult, orNull, ReceiptResult } from '../../schema/results.ts';
import { Bool, Hash32, Quantity64 } from '../../schema/scalar.ts';

const hash = required('blockHash', Hash32);
const number = required('block', LenientBlockNumberOrTag);
const index = required('index', Quantity64);
const full = optional('fullTransactions', Bool, 'whole transactions instead of their hashes');

/** eth_* about blocks. */
export const ethBlockMethods: readonly Method[] = [
  {
    name: 'eth_blockNumber',
    summary: 'Number of the newest block.',
    params: [],
    result: Quantity64,
    resultName: 'number',
    handler: (_params, { chain }) => quantityHex(chain.head().header.number),
  },
  {
    name: 'eth_getBlockByNumber',
    summary: 'A block of the canonical chain; null when there is none with this number.',
    params: [number, full],
    result: orNull(BlockResult),
    resultName: 'block',
    handler: ([block, whole], context) => showBlock(block, whole, context),
  },
  {
    name: 'eth_getBlockByHash',
    summary: 'A block by its hash, side blocks included; null when it is not known.',
    params: [hash, full],
    result: orNull(BlockResult),
    resultName: 'block',
    handler: ([block, whole], context) => showBlock(block, whole, context),
  },
  {
    name: 'eth_getHeaderByNumber',
    summary: 'The header of a block of the canonical chain; null when there is none with this number.',
    params: [number],
    result: orNull(HeaderResult),
    resultName: 'header',
    handler: ([block], context) => inBlock(block, context, showHeader),
  },
  {
    name: 'eth_getHeaderByHash',
    summary: 'The header of a block by its hash, side blocks included; null when it is not known.',
    params: [hash],
    result: orNull(HeaderResult),
    resultName: 'header',
    handler: ([block], context) => inBlock(block, context, showHeader),
  },
  {
    name: 'eth_getBlockReceipts',
    summary: 'The receipts of every transaction of a block, in order; null when the block is not known.',
    params: [required('block', BlockParameter)],
    result: orNull(Type.Array(ReceiptResult), 'receipts'),
    resultName: 'receipts',
    handler: ([block], context) => inBlock(block, context, showReceipts),
  },
  {
    name: 'eth_getBlockTransactionCountByNumber',
    summary: 'How many transactions a block of the canonical chain has; null when there is no such block.',
    params: [number],
    result: orNull(Quantity64),
    resultName: 'count',
    handler: ([block], context) =>
      inBlock(block, context, (found) => quantityHex(found.block.transactions.length)),
  },
  {
    name: 'eth_getBlockTransactionCountByHash',
    summary: 'How many transactions a block has; null when it is not known.',
    params: [hash],
    result: orNull(Quantity64),
    resultName: 'count',
    handler: ([block], context) =>
      inBlock(block, context, (found) => quantityHex(found.block.transactions.length)),
  },
  {
    name: 'eth_getUncleCountByBlockNumber',
    summary: 'How many uncles a block of the canonical chain has; null when there is no such block.',
    params: [number],
    result: orNull(Quantity64),
    resultName: 'count',
    handler: ([block], context) => inBlock(block, context, (found) => quantityHex(found.block.ommers.length)),
  },
  {
    name: 'eth_getUncleCountByBlockHash',
    summary: 'How many uncles a block has; null when it is not known.',
    params: [hash],
    result: orNull(Quantity64),
    resultName: 'count',
    handler: ([block], context) => inBlock(block, context, (found) => quantityHex(found.block.ommers.length)),
  },
  {
    name: 'eth_getUncleByBlockNumberAndIndex',
    summary: 'An uncle of a block of the canonical chain; null when there is none.',
    params: [number, index],
    result: orNull(OmmerResult),
    resultName: 'uncle',
    handler: ([block, position], context) => inBlock(block, context, (found) => ommerAt(found, position)),
  },
  {
    name: 'eth_getUncleByBlockHashAndIndex',
    summary: 'An uncle of a block; null when there is none.',
    params: [hash, index],
    result: orNull(OmmerResult),
    resultName: 'uncle',
    handler: ([block, position], context) => inBlock(block, context, (found) => ommerAt(found, position)),
  },
];

/** What `show` makes of the block that a parameter names; null when there is none. */
function inBlock<T>(
  value: unknown,
  context: NodeContext,
  show: (found: FoundBlock) => T,
): T | null | Promise<T> {
  const found = findBlock(value, context);
  if (found instanceof Promise) return found.then(show);
  return found === undefined ? null : show(found);
}

function showReceipts({ block, receipts }: FoundBlock) {
  const known = receipts();
  return known === undefined ? null : new JsonText(receiptTexts(block, known));
}

function showHeader({ block }: FoundBlock) {
  return formatHeader(block.header, block.hash);
}

function showBlock(value: unknown, whole: unknown, context: NodeContext) {
  return inBlock(value, context, ({ block, pending }) =>
    formatBlock(block, {
      fullTransactions: whole === true,
      pending,
      size: pending ? undefined : context.chain.blockSize(block.hash),
    }),
  );
}

function ommerAt({ block }: FoundBlock, position: unknown) {
  const ommer = block.ommers[toIndex(position)];
  return ommer === undefined ? null : formatOmmer(ommer);
}
