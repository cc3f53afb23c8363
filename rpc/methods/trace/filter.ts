import { type Static, Type } from '@sinclair/typebox';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { findHeader } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError } from '../../errors.ts';
import { type Method, required } from '../../method.ts';
import { BlockNumberOrTag } from '../../schema/block.ts';
import { maybe } from '../../schema/call.ts';
import { FILTER_WIDTH } from '../../schema/filter.ts';
import { toLenientQuantity } from '../../schema/parse.ts';
import { Address, LenientQuantity } from '../../schema/scalar.ts';
import type { PlacedFrame } from '../../trace/flatCallTracer.ts';
import { placedTraces, type RewardTrace, rewardTraces } from '../../trace/parityTraces.ts';
import { budgetOf } from '../../trace/run.ts';
import { boundBlocks, scanBlocks } from '../../trace/scan.ts';
import { BlockTraces } from './schemas.ts';

const Addresses = maybe(Type.Array(Address, { maxItems: FILTER_WIDTH }));

const TraceFilter = Type.Object(
  {
    fromBlock: maybe(BlockNumberOrTag),
    toBlock: maybe(BlockNumberOrTag),
    fromAddress: Addresses,
    toAddress: Addresses,
    mode: maybe(Type.Union([Type.Literal('union'), Type.Literal('intersection')])),
    after: maybe(LenientQuantity),
    count: maybe(LenientQuantity),
  },
  { title: 'traceFilter' },
);

type Shown = PlacedFrame | RewardTrace;

/** trace_filter: there is no index of calls, so the blocks of the range are run again. */
export const traceFilterMethods: readonly Method[] = [
  {
    name: 'trace_filter',
    summary:
      'The calls in a range of blocks from or to some addresses (both with mode `intersection`). The blocks are run again, at most --rpc-trace-range of them.',
    params: [
      required(
        'filter',
        TraceFilter,
        'fromBlock: the first block unless told; toBlock: the head; after: how many to leave out; count: how many to give',
      ),
    ],
    result: BlockTraces,
    resultName: 'traces',
    handler: ([filter], context) => filterTraces(filter as Static<typeof TraceFilter>, context),
  },
];

async function filterTraces(
  filter: Static<typeof TraceFilter>,
  context: NodeContext,
): Promise<readonly Shown[]> {
  const { chain } = context;
  const head = chain.head().header.number;
  const from = boundOf(filter.fromBlock, 0n, context);
  const asked = boundOf(filter.toBlock, head, context);
  const to = asked > head ? head : asked;
  if (from > asked) throw new InvalidParamsError('fromBlock is above toBlock');
  if (from > to) return [];
  boundBlocks(to - from + 1n, context);
  const after = filter.after == null ? 0n : toLenientQuantity(filter.after);
  const count = filter.count == null ? undefined : toLenientQuantity(filter.count);
  const matches = matcher(filter);
  const found: Shown[] = [];
  let skipped = 0n;
  if (count === 0n) return found;
  for await (const { block, traces } of scanBlocks(from, to, placedTraces, budgetOf({}, context), context)) {
    if (block.header.number === 0n) continue;
    const rules = rulesOfHeader(chain.config, block.header);
    const shown = [
      ...traces.flatMap(({ result }) => result as readonly PlacedFrame[]),
      ...rewardTraces(block, rules),
    ];
    for (const trace of shown) {
      if (!matches(trace)) continue;
      if (skipped++ < after) continue;
      found.push(trace);
      if (count !== undefined && BigInt(found.length) >= count) return found;
    }
  }
  return found;
}

/** A bound as a number; one ahead of the chain stays as it is. */
function boundOf(value: unknown, absent: bigint, { chain }: NodeContext): bigint {
  if (value === undefined || value === null) return absent;
  if (typeof value === 'string' && value.startsWith('0x')) return BigInt(value);
  return findHeader(value, chain)?.header.number ?? absent;
}

/** Whether a trace is from or to one of the addresses: caller or vanished contract, callee, made contract or who was paid. */
function matcher({ fromAddress, toAddress, mode }: Static<typeof TraceFilter>): (trace: Shown) => boolean {
  const senders = new Set((fromAddress ?? []).map((address) => address.toLowerCase()));
  const receivers = new Set((toAddress ?? []).map((address) => address.toLowerCase()));
  if (senders.size === 0 && receivers.size === 0) return () => true;
  const isFrom = ({ action }: Shown) =>
    'author' in action ? false : senders.has(action.from ?? action.address ?? '');
  const isTo = ({ action, result }: Shown) =>
    receivers.has(
      'author' in action ? action.author : (action.to ?? action.refundAddress ?? result?.address ?? ''),
    );
  if (mode === 'intersection') {
    return (trace) => (senders.size === 0 || isFrom(trace)) && (receivers.size === 0 || isTo(trace));
  }
  return (trace) => isFrom(trace) || isTo(trace);
}
