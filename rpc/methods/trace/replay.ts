import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { type Method, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Hash32 } from '../../schema/scalar.ts';
import { type TraceType, traceResults } from '../../trace/parityTraces.ts';
import { budgetOf, traceTransactions } from '../../trace/run.ts';
import { blockToTrace } from './mined.ts';
import { TraceResults, TraceTypes } from './schemas.ts';

const BlockResults = Type.Array(
  Type.Object({ ...TraceResults.properties, transactionHash: Hash32 }, { title: 'placed trace results' }),
);

/** trace_replay*: mined transactions run again. */
export const traceReplayMethods: readonly Method[] = [
  {
    name: 'trace_replayTransaction',
    summary: 'What a mined transaction did, in the forms asked for; null for an unknown one.',
    params: [required('transactionHash', Hash32), required('types', TraceTypes)],
    result: orNull(TraceResults),
    resultName: 'traces',
    async handler([hash, types], context) {
      const mined = context.chain.transaction(toBytes(hash));
      const block = mined && context.chain.blockByHash(mined.block.hash);
      if (mined === undefined || block === undefined) return null;
      const make = traceResults(new Set(types as TraceType[]));
      const [trace] = await traceTransactions(block, mined.index, make, budgetOf({}, context), context);
      return trace?.result ?? null;
    },
  },
  {
    name: 'trace_replayBlockTransactions',
    summary: 'What each transaction of a block did, in the forms asked for.',
    params: [required('block', BlockParameter), required('types', TraceTypes)],
    result: BlockResults,
    resultName: 'traces',
    async handler([value, types], context) {
      const block = await blockToTrace(value, context);
      if (block.header.number === 0n) return [];
      const make = traceResults(new Set(types as TraceType[]));
      const traces = await traceTransactions(block, undefined, make, budgetOf({}, context), context);
      return traces.map(({ index, result }) => ({
        ...(result as object),
        transactionHash: toHex(block.transactions[index]?.hash ?? new Uint8Array(32)),
      }));
    },
  },
];
