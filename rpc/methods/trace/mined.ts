import { Type } from '@sinclair/typebox';
import type { Block } from '../../../chain/block/block.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { findBlock, isPending } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { HeaderNotFoundError } from '../../errors.ts';
import { type Method, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { toBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Hash32, Quantity64 } from '../../schema/scalar.ts';
import type { PlacedFrame } from '../../trace/flatCallTracer.ts';
import { placedTraces, rewardTraces } from '../../trace/parityTraces.ts';
import { budgetOf, traceTransactions } from '../../trace/run.ts';
import { BlockTraces, PlacedTrace } from './schemas.ts';

/** trace_* about mined transactions: OpenEthereum's flat lists of calls. */
export const traceMinedMethods: readonly Method[] = [
  {
    name: 'trace_transaction',
    summary: 'The calls of a mined transaction; none for an unknown one.',
    params: [required('transactionHash', Hash32)],
    result: Type.Array(PlacedTrace),
    resultName: 'traces',
    handler: ([hash], context) => tracesOf(toBytes(hash), context),
  },
  {
    name: 'trace_get',
    summary: 'One call of a mined transaction by its place in the tree; null where there is none.',
    params: [required('transactionHash', Hash32), required('traceAddress', Type.Array(Quantity64))],
    result: orNull(PlacedTrace),
    resultName: 'trace',
    async handler([hash, place], context) {
      const wanted = (place as readonly string[]).map(Number).join();
      const traces = await tracesOf(toBytes(hash), context);
      return traces.find(({ traceAddress }) => traceAddress.join() === wanted) ?? null;
    },
  },
  {
    name: 'trace_block',
    summary: 'The calls of all transactions of a block, and the rewards of one of proof of work.',
    params: [required('block', BlockParameter)],
    result: BlockTraces,
    resultName: 'traces',
    async handler([block], context) {
      const found = await blockToTrace(block, context);
      if (found.header.number === 0n) return [];
      const traces = await traceTransactions(found, undefined, placedTraces, budgetOf({}, context), context);
      const rules = rulesOfHeader(context.chain.config, found.header);
      return [...traces.flatMap(({ result }) => result), ...rewardTraces(found, rules)];
    },
  },
];

/** The mined block that a parameter names. Throws HeaderNotFoundError, also for the pending one. */
export async function blockToTrace(value: unknown, context: NodeContext): Promise<Block> {
  const found = isPending(value) ? undefined : await findBlock(value, context);
  if (found === undefined) throw new HeaderNotFoundError();
  return found.block;
}

async function tracesOf(hash: Uint8Array, context: NodeContext): Promise<readonly PlacedFrame[]> {
  const mined = context.chain.transaction(hash);
  const block = mined && context.chain.blockByHash(mined.block.hash);
  if (mined === undefined || block === undefined) return [];
  const [trace] = await traceTransactions(block, mined.index, placedTraces, budgetOf({}, context), context);
  return (trace?.result ?? []) as readonly PlacedFrame[];
}
