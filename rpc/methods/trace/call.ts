import { Type } from '@sinclair/typebox';
import type { CallRequest } from '../../../chain/call/request.ts';
import type { CallOptions } from '../../../chain/call/setting.ts';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { asCall } from '../../asCall.ts';
import { callBaseAt, isPending } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { CallObject } from '../../schema/call.ts';
import { toBytes } from '../../schema/parse.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { Data } from '../../schema/scalar.ts';
import { TraceError } from '../../trace/errors.ts';
import { type TraceType, traceResults } from '../../trace/parityTraces.ts';
import { budgetOf, type MakeCollector } from '../../trace/run.ts';
import { traceCall, traceCalls } from '../../trace/traceCall.ts';
import { TraceResults, TraceTypes } from './schemas.ts';

/** Calls that one trace_callMany may hold. */
const MAX_CALLS = 1000;

const RawTransaction = Type.Union([Data, Type.Array(Type.Integer({ minimum: 0, maximum: 255 }))]);
const TypedCalls = Type.Array(Type.Tuple([CallObject, TraceTypes]), { maxItems: MAX_CALLS });

/** trace_* about messages that leave nothing behind. */
export const traceCallMethods: readonly Method[] = [
  {
    name: 'trace_call',
    summary: 'The calls that a message makes and what they change; it leaves nothing behind.',
    params: [required('call', CallObject), required('types', TraceTypes), optional('block', BlockParameter)],
    result: TraceResults,
    resultName: 'traces',
    handler: ([call, types, block], context) => run(parseCall(call), types, block, context),
  },
  {
    name: 'trace_callMany',
    summary: 'As trace_call for several messages, each on what those before it left.',
    params: [
      required('calls', TypedCalls, `[call, types] each, at most ${MAX_CALLS}`),
      optional('block', BlockParameter),
    ],
    result: Type.Array(TraceResults),
    resultName: 'traces',
    handler: ([calls, block], context) => runMany(calls as readonly [unknown, TraceType[]][], block, context),
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

function run(request: CallRequest, types: unknown, block: unknown, context: NodeContext): Promise<unknown> {
  return traceCall(request, callOptions(block, context), collectorOf(types), budgetOf({}, context), context);
}

function runMany(
  calls: readonly (readonly [unknown, unknown])[],
  block: unknown,
  context: NodeContext,
): Promise<readonly unknown[]> {
  const requests = calls.map(([call]) => parseCall(call));
  const makers = calls.map(([, types]) => collectorOf(types));
  return traceCalls(requests, callOptions(block, context), makers, budgetOf({}, context), context);
}

function callOptions(block: unknown, { chain }: NodeContext): CallOptions {
  if (isPending(block)) throw new TraceError('not-traceable', 'tracing on top of pending is not supported');
  return { base: callBaseAt(block, chain) };
}

function collectorOf(types: unknown): MakeCollector {
  return traceResults(new Set(types as readonly TraceType[]));
}

function rawBytes(raw: unknown): Uint8Array {
  return Array.isArray(raw) ? Uint8Array.from(raw as number[]) : toBytes(raw);
}
