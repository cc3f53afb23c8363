import { type Static, Type } from '@sinclair/typebox';
import { findBlock } from '../blockTag.ts';
import { InvalidParamsError } from '../errors.ts';
import { formatReceipts } from '../format/receipt.ts';
import { type Method, required } from '../method.ts';
import { BlockNumberOrTag } from '../schema/block.ts';
import { ReceiptResult } from '../schema/results.ts';
import { Hash32 } from '../schema/scalar.ts';

const WhichBlock = Type.Object(
  { blockNumber: Type.Optional(BlockNumberOrTag), blockHash: Type.Optional(Hash32) },
  { title: 'which block' },
);

/** alchemy_*: the one method of a provider that indexers prefer where it answers. */
export const alchemyMethods: readonly Method[] = [
  {
    name: 'alchemy_getTransactionReceipts',
    summary: 'The receipts of a block, as eth_getBlockReceipts gives them; null when the block is not known.',
    params: [required('block', WhichBlock)],
    result: Type.Object(
      { receipts: Type.Union([Type.Array(ReceiptResult), Type.Null()]) },
      { title: 'receipts' },
    ),
    resultName: 'receipts',
    handler: async ([block], context) => {
      const { blockHash, blockNumber } = block as Static<typeof WhichBlock>;
      const wanted = blockHash ?? blockNumber;
      if (wanted === undefined)
        throw new InvalidParamsError('invalid argument 0: missing field "blockNumber"');
      const found = await findBlock(wanted, context);
      const receipts = found?.receipts();
      return { receipts: found && receipts ? formatReceipts(found.block, receipts) : null };
    },
  },
];
