import { Type } from '@sinclair/typebox';
import { encodeHeader } from '../../../chain/block/headerCodec.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { findBlock, isPending } from '../../blockTag.ts';
import { HeaderNotFoundError, ServerError } from '../../errors.ts';
import { type Method, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { Data } from '../../schema/scalar.ts';
import { TraceError } from '../../trace/errors.ts';

const Witness = Type.Object(
  {
    state: Type.Array(Data),
    codes: Type.Array(Data),
    keys: Type.Array(Data),
    headers: Type.Array(Data),
  },
  {
    title: 'executionWitness',
    description:
      'state: RLP nodes of the tries of state and storage before the block; codes: of accounts that were looked at; keys: addresses and slot keys whose hashes lead to them; headers: RLP, the parent and those before it that BLOCKHASH needs, oldest first',
  },
);

/** debug_executionWitness, in the form that reth and alloy give it. */
export const debugWitnessMethods: readonly Method[] = [
  {
    name: 'debug_executionWitness',
    summary:
      'All that executing a block again without a state needs: trie nodes, codes and headers. Each leads to the state root of the parent, whose result is that of the block.',
    params: [required('block', BlockParameter)],
    result: Witness,
    resultName: 'witness',
    handler: async ([value], context) => {
      if (isPending(value)) throw new ServerError('pending state is not available');
      const found = await findBlock(value, context);
      if (found === undefined) throw new HeaderNotFoundError('block not found');
      const { block } = found;
      if (block.header.number === 0n) throw new TraceError('not-traceable', 'genesis has no witness');
      const { state, codes, keys, headers } = await context.calls.executionWitness(block);
      return {
        ...{ state: state.map(toHex), codes: codes.map(toHex), keys: keys.map(toHex) },
        headers: headers.map((header) => toHex(encodeHeader(header))),
      };
    },
  },
];
