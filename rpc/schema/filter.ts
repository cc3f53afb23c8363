import { Type } from '@sinclair/typebox';
import { BlockNumberOrTag } from './block.ts';
import { maybe } from './call.ts';
import { Address, Hash32 } from './scalar.ts';

/** Most addresses, and most topics in one position, that a filter may name. */
export const FILTER_WIDTH = 1_000;

/** Any of these addresses. */
const Addresses = Type.Union([Address, Type.Array(Address, { maxItems: FILTER_WIDTH })], {
  title: 'addresses',
});

/** One position: null for anything, one topic, or any of several. */
const TopicPosition = Type.Union(
  [Type.Null(), Hash32, Type.Array(Type.Union([Hash32, Type.Null()]), { maxItems: FILTER_WIDTH })],
  { title: 'topics' },
);

/** Which logs eth_getLogs and log filters give; `blockHash` excludes the range. */
export const LogFilter = Type.Object(
  {
    fromBlock: maybe(BlockNumberOrTag),
    toBlock: maybe(BlockNumberOrTag),
    blockHash: maybe(Hash32),
    address: maybe(Addresses),
    topics: maybe(Type.Array(TopicPosition, { maxItems: 4 })),
  },
  { title: 'logFilter' },
);
