import { Type } from '@sinclair/typebox';
import { orNull } from '../../schema/results.ts';
import { Address, Data, Hash32, Quantity, Quantity64, Text } from '../../schema/scalar.ts';

/** What happened, by whom and with what; its fields depend on the type. */
const Trace = Type.Object(
  {
    action: Type.Object({
      from: Type.Optional(Address),
      to: Type.Optional(Address),
      gas: Type.Optional(Quantity64),
      value: Type.Optional(Quantity),
    }),
    error: Type.Optional(Text),
    result: Type.Optional(orNull(Type.Object({ gasUsed: Quantity64 }, { title: 'call result' }))),
    subtraces: Type.Integer(),
    traceAddress: Type.Array(Type.Integer()),
    type: Type.Union([Type.Literal('call'), Type.Literal('create'), Type.Literal('suicide')]),
  },
  { title: 'trace' },
);

/** A call with its place in the chain. */
export const PlacedTrace = Type.Object(
  {
    ...Trace.properties,
    blockHash: Hash32,
    blockNumber: Type.Integer(),
    transactionHash: Hash32,
    transactionPosition: Type.Integer(),
  },
  { title: 'placed trace' },
);

/** What proof of work paid, among a block's traces. */
const RewardTrace = Type.Object(
  {
    action: Type.Object({ author: Address, rewardType: Text, value: Quantity }),
    blockHash: Hash32,
    blockNumber: Type.Integer(),
    result: Type.Null(),
    subtraces: Type.Integer(),
    traceAddress: Type.Array(Type.Integer()),
    transactionHash: Type.Null(),
    transactionPosition: Type.Null(),
    type: Type.Literal('reward'),
  },
  { title: 'reward trace' },
);

/** A block's traces: calls in order, then the rewards of a block of proof of work. */
export const BlockTraces = Type.Array(Type.Union([PlacedTrace, RewardTrace]));

const StateDiff = Type.Object(
  {},
  { title: 'stateDiff', description: 'by address: balance, code, nonce, storage' },
);

const VmTrace = Type.Object(
  {
    code: Data,
    ops: Type.Array(
      Type.Object({
        cost: Type.Integer(),
        ex: Type.Union([Type.Object({ push: Type.Array(Quantity), used: Type.Integer() }), Type.Null()]),
        pc: Type.Integer(),
        op: Text,
        idx: Text,
      }),
    ),
  },
  { title: 'vmTrace', description: 'ops: every instruction; below a call its `sub`' },
);

/** What trace_call and its like answer with; a part that was not asked for is null, `trace` is empty. */
export const TraceResults = Type.Object(
  {
    output: Data,
    stateDiff: orNull(StateDiff),
    trace: Type.Array(Trace),
    vmTrace: orNull(VmTrace),
  },
  { title: 'trace results' },
);

/** Which parts are asked for. */
export const TraceTypes = Type.Array(
  Type.Union([Type.Literal('trace'), Type.Literal('vmTrace'), Type.Literal('stateDiff')], {
    title: 'traceType',
  }),
  { maxItems: 3 },
);
