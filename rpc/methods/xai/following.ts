import { Type } from '@sinclair/typebox';
import { encodeBlock } from '../../../chain/block/blockCodec.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { type Method, required } from '../../method.ts';
import { toBytes, toQuantity } from '../../schema/parse.ts';
import { Data, Hash32, Quantity } from '../../schema/scalar.ts';

/** Blocks of one answer at most. */
const RAW_BLOCKS_LIMIT = 256;
/** Bytes of blocks after which no further one is added. */
const RAW_BYTES = 8 * 1024 * 1024;

/** Nodes that a transaction may have come through. */
const LONGEST_WAY = 16;

const NodeId = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** What followers read and hand on. */
export const xaiFollowingMethods: readonly Method[] = [
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
  {
    name: 'xai_forwardTransaction',
    runs: 'writer',
    summary:
      'Takes a signed transaction that another node hands on; one that waits here already is taken too. Null where every node that it could go to has handed it on already, so that none makes blocks.',
    params: [
      required('raw', Data),
      required(
        'via',
        Type.Array(NodeId, { maxItems: LONGEST_WAY }),
        `the nodes that it came through, each by a name of its own: at most ${LONGEST_WAY}`,
      ),
    ],
    result: Type.Union([Hash32, Type.Null()]),
    resultName: 'hash',
    handler: async ([raw, via], { pool }) => {
      const taken = await pool.forwardRaw(toBytes(raw), via as readonly string[]);
      return taken === undefined ? null : toHex(taken.hash);
    },
  },
];
