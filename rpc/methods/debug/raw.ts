import { Type } from '@sinclair/typebox';
import { encodeBlock } from '../../../chain/block/blockCodec.ts';
import { encodeHeader } from '../../../chain/block/headerCodec.ts';
import { encodeReceipt } from '../../../chain/receipt/receiptCodec.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { type FoundBlock, findBlock } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { HeaderNotFoundError } from '../../errors.ts';
import { formatBlock } from '../../format/block.ts';
import { type Method, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { toBytes } from '../../schema/parse.ts';
import { BlockResult } from '../../schema/results.ts';
import { Data, Hash32 } from '../../schema/scalar.ts';

/** debug_getRaw*: what the chain holds, in its consensus encoding. */
export const debugRawMethods: readonly Method[] = [
  {
    name: 'debug_getRawHeader',
    summary: 'The RLP of a block header.',
    params: [required('block', BlockParameter)],
    result: Data,
    resultName: 'header',
    handler: async ([block], context) => toHex(encodeHeader((await blockAt(block, context)).block.header)),
  },
  {
    name: 'debug_getRawBlock',
    summary: 'The RLP of a whole block.',
    params: [required('block', BlockParameter)],
    result: Data,
    resultName: 'block',
    handler: async ([block], context) => toHex(encodeBlock((await blockAt(block, context)).block)),
  },
  {
    name: 'debug_getRawReceipts',
    summary: 'The consensus encoding of each receipt of a block.',
    params: [required('block', BlockParameter)],
    result: Type.Array(Data),
    resultName: 'receipts',
    handler: async ([block], context) =>
      ((await blockAt(block, context)).receipts() ?? []).map((receipt) => toHex(encodeReceipt(receipt))),
  },
  {
    name: 'debug_getRawTransactions',
    summary: 'The canonical encoding of each transaction of a block.',
    params: [required('block', BlockParameter)],
    result: Type.Array(Data),
    resultName: 'transactions',
    handler: async ([block], context) =>
      (await blockAt(block, context)).block.transactions.map(({ raw }) => toHex(raw)),
  },
  {
    name: 'debug_getRawTransaction',
    summary: 'The canonical encoding of a mined or pooled transaction; `0x` for an unknown one.',
    params: [required('transactionHash', Hash32)],
    result: Data,
    resultName: 'transaction',
    handler: ([hash], { chain, pool }) => {
      const bytes = toBytes(hash);
      const transaction = chain.transaction(bytes)?.transaction ?? pool.get(bytes);
      return transaction === undefined ? '0x' : toHex(transaction.raw);
    },
  },
  {
    name: 'debug_getBadBlocks',
    runs: 'writer',
    summary:
      'Invalid blocks that were offered to this node, newest first; few are kept, and none over a restart.',
    params: [],
    result: Type.Array(
      Type.Object({ hash: Hash32, block: BlockResult, rlp: Data }, { title: 'refused block' }),
    ),
    resultName: 'blocks',
    handler: (_params, { chain }) =>
      chain.badBlocks().map((block) => ({
        hash: toHex(block.hash),
        block: formatBlock(block, { fullTransactions: true, pending: false, size: undefined }),
        rlp: toHex(encodeBlock(block)),
      })),
  },
];

async function blockAt(value: unknown, context: NodeContext): Promise<FoundBlock> {
  const found = await findBlock(value, context);
  if (found === undefined) throw new HeaderNotFoundError();
  return found;
}
