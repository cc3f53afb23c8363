import { Type } from '@sinclair/typebox';
import { encodeBlock } from '../../../chain/block/blockCodec.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { type Method, required } from '../../method.ts';
import { toQuantity } from '../../schema/parse.ts';
import { Data, Quantity } from '../../schema/scalar.ts';

/** Blocks of one answer at most. */
const RAW_BLOCKS_LIMIT = 256;
/** Bytes of blocks after which no further one is added. */
const RAW_BYTES = 8 * 1024 * 1024;

/** xai_getRawBlocks: what followers read. */
export const xaiRawBlockMethods: readonly Method[] = [
  {
    name: 'xai_getRawBlocks',
    summary: `The RLP of canonical blocks from a number on, for nodes that follow this one: at most ${RAW_BLOCKS_LIMIT}, fewer where they are large or the chain ends.`,
    params: [required('firstBlock', Quantity), required('count', Quantity)],
    result: Type.Array(Data),
    resultName: 'blocks',
    handler: ([firstBlock, count], { chain }) => {
      const first = toQuantity(firstBlock);
      const asked = toQuantity(count);
      const limit = asked < RAW_BLOCKS_LIMIT ? Number(asked) : RAW_BLOCKS_LIMIT;
      const blocks: string[] = [];
      let bytes = 0;
      while (blocks.length < limit && bytes < RAW_BYTES) {
        const block = chain.blockByNumber(first + BigInt(blocks.length));
        if (block === undefined) break;
        const encoded = encodeBlock(block);
        bytes += encoded.length;
        blocks.push(toHex(encoded));
      }
      return blocks;
    },
  },
];
