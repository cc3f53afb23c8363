import { Type } from '@sinclair/typebox';
import type { CallRequest } from '../../chain/call/request.ts';
import { decodeTransaction } from '../../chain/transaction/decode.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { callBaseAt, findBlock, isPending } from '../blockTag.ts';
import type { NodeContext } from '../context.ts';
import { HeaderNotFoundError, UnsupportedError } from '../errors.ts';
import { type Method, optional, required } from '../method.ts';
import { BlockParameter } from '../schema/block.ts';
import { CallObject } from '../schema/call.ts';
import { toBytes } from '../schema/parse.ts';
import { parseCall } from '../schema/parseCall.ts';
import { Address, Data, Hash32, Quantity, Quantity64 } from '../schema/scalar.ts';
import { TraceError } from '../trace/errors.ts';
import { placedTraces, traceResults } from '../trace/parityTraces.ts';
import { budgetOf, traceTransactions } from '../trace/run.ts';
import { traceCall } from '../trace/traceCall.ts';

/** What happened, by whom and with what; its fields depend on the type. */
const Trace = Type.Object({
  action: Type.Object({
    from: Type.Optional(Address),
    to: Type.Optional(Address),
    gas: Type.Optional(Quantity64),
    value: Type.Optional(Quantity),
  }),
  error: Type.Optional(Type.String()),
  result: Type.Optional(Type.Object({ gasUsed: Quantity64 })),
  subtraces: Type.Integer(),
  traceAddress: Type.Array(Type.Integer()),
  type: Type.Union([Type.Literal('call'), Type.Literal('create'), Type.Literal('suicide')]),
});
const PlacedTrace = Type.Composite([
  Trace,
  Type.Object({
    blockHash: Hash32,
    blockNumber: Type.Integer(),
    transactionHash: Hash32,
    transactionPosition: Type.Integer(),
  }),
]);
const StateDiff = Type.Object(
  {},
  { title: 'stateDiff', description: 'by address: balance, code, nonce, storage' },
);
const TraceResults = Type.Object({
  output: Data,
  stateDiff: Type.Union([StateDiff, Type.Null()]),
  trace: Type.Array(Trace),
  vmTrace: Type.Null(),
});
const TraceTypes = Type.Array(
  Type.Union([Type.Literal('trace'), Type.Literal('vmTrace'), Type.Literal('stateDiff')]),
  { maxItems: 3 },
);

const RawTransaction = Type.Union([Data, Type.Array(Type.Integer({ minimum: 0, maximum: 255 }))]);

/** trace_*: OpenEthereum's flat lists of calls, as cast and indexers ask for. */
export const traceMethods: readonly Method[] = [
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
    result: Type.Union([PlacedTrace, Type.Null()]),
    resultName: 'trace',
    async handler([hash, place], context) {
      const wanted = (place as readonly string[]).map(Number).join();
      const traces = (await tracesOf(toBytes(hash), context)) as readonly {
        readonly traceAddress: number[];
      }[];
      return traces.find(({ traceAddress }) => traceAddress.join() === wanted) ?? null;
    },
  },
  {
    name: 'trace_block',
    summary: 'The calls of all transactions of a block.',
    params: [required('block', BlockParameter)],
    result: Type.Array(PlacedTrace),
    resultName: 'traces',
    async handler([block], context) {
      const found = isPending(block) ? undefined : await findBlock(block, context);
      if (found === undefined) throw new HeaderNotFoundError();
      if (found.block.header.number === 0n) return [];
      const traces = await traceTransactions(
        found.block,
        undefined,
        placedTraces,
        budgetOf({}, context),
        context,
      );
      return traces.flatMap(({ result }) => result);
    },
  },
  {
    name: 'trace_call',
    summary: 'The calls that a message makes and what they change; it leaves nothing behind.',
    params: [required('call', CallObject), required('types', TraceTypes), optional('block', BlockParameter)],
    result: TraceResults,
    resultName: 'traces',
    handler: ([call, types, block], context) => run(parseCall(call), types, block, context),
  },
  {
    name: 'trace_rawTransaction',
    summary: 'The calls that a signed transaction would make and what they would change; it is not sent.',
    params: [
      required('transaction', RawTransaction, 'as hex; cast sends a list of bytes'),
      required('types', TraceTypes),
      optional('block', BlockParameter),
    ],
    result: TraceResults,
    resultName: 'traces',
    handler: ([raw, types, block], context) =>
      run(asCall(decodeTransaction(rawBytes(raw), { sidecar: true })), types, block, context),
  },
];

async function tracesOf(hash: Uint8Array, context: NodeContext): Promise<readonly unknown[]> {
  const mined = context.chain.transaction(hash);
  const block = mined && context.chain.blockByHash(mined.block.hash);
  if (mined === undefined || block === undefined) return [];
  const [trace] = await traceTransactions(block, mined.index, placedTraces, budgetOf({}, context), context);
  return (trace?.result ?? []) as readonly unknown[];
}

function run(request: CallRequest, types: unknown, block: unknown, context: NodeContext): Promise<unknown> {
  const wanted = new Set(types as readonly string[]);
  if (wanted.has('vmTrace')) throw new UnsupportedError('the trace type "vmTrace" is not supported');
  if (isPending(block)) throw new TraceError('not-traceable', 'tracing on top of pending is not supported');
  return traceCall(
    request,
    { base: callBaseAt(block, context.chain) },
    traceResults(wanted),
    budgetOf({}, context),
    context,
  );
}

function rawBytes(raw: unknown): Uint8Array {
  return Array.isArray(raw) ? Uint8Array.from(raw as number[]) : toBytes(raw);
}

/** The signed transaction as a message of its sender. */
function asCall(transaction: Transaction): CallRequest {
  const { type, sender, to, gasLimit, maxFeePerGas, maxPriorityFeePerGas, value, nonce, data } = transaction;
  const fees = type < 2 ? { gasPrice: maxFeePerGas } : { maxFeePerGas, maxPriorityFeePerGas };
  return {
    type,
    from: sender,
    to,
    gas: gasLimit,
    ...fees,
    maxFeePerBlobGas: transaction.maxFeePerBlobGas,
    value,
    nonce,
    data,
    accessList: transaction.accessList,
    blobHashes: type === 3 ? transaction.blobHashes : undefined,
    authorizations: type === 4 ? transaction.authorizations : undefined,
  };
}
