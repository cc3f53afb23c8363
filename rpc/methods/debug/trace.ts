import { Type } from '@sinclair/typebox';
import type { Block } from '../../../chain/block/block.ts';
import { decodeBlock } from '../../../chain/block/blockCodec.ts';
import type { CallBase } from '../../../chain/call/setting.ts';
import { DecodeError } from '../../../chain/rlp/errors.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { callBaseAt, findBlock, isPending } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { findBadBlock } from '../../findBadBlock.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockNumberOrTag, BlockParameter } from '../../schema/block.ts';
import { CallObject, maybe } from '../../schema/call.ts';
import { BlockOverride, StateOverride } from '../../schema/override.ts';
import { toBytes } from '../../schema/parse.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { parseBlockOverride, parseStateOverride } from '../../schema/parseOverride.ts';
import { Data, Hash32, Quantity64 } from '../../schema/scalar.ts';
import { type TraceConfig, TraceOptions } from '../../trace/config.ts';
import { TraceError } from '../../trace/errors.ts';
import { budgetOf, maker, traceBlock, traceTransaction } from '../../trace/run.ts';
import { traceCall } from '../../trace/traceCall.ts';

const TRACE_OPTIONS = 'tracer, tracerConfig, timeout, and the options of the struct logger, as in geth';

/** What traceCall takes beside a trace's options. */
const TraceCallOptions = Type.Composite([
  TraceOptions,
  Type.Object({
    stateOverrides: maybe(StateOverride),
    blockOverrides: maybe(BlockOverride),
    txIndex: maybe(Quantity64),
  }),
]);

/** A trace's form is its tracer's. */
const Trace = Type.Unknown({
  description: 'what the chosen tracer prints; by default {gas, failed, returnValue, structLogs}',
});
const BlockTrace = Type.Array(Type.Object({ txHash: Hash32, result: Trace }));

/** debug_trace*: what happened inside transactions and calls, in geth's forms. */
export const debugTraceMethods: readonly Method[] = [
  {
    name: 'debug_traceTransaction',
    summary: 'Runs a mined transaction again and traces it.',
    params: [required('transactionHash', Hash32), optional('options', TraceOptions, TRACE_OPTIONS)],
    result: Trace,
    resultName: 'trace',
    handler: ([hash, options], context) => traceTransaction(toBytes(hash), configOf(options), context),
  },
  {
    name: 'debug_traceCall',
    summary: 'Traces a call that leaves nothing behind.',
    params: [
      required('call', CallObject),
      optional('block', BlockParameter),
      optional('options', TraceCallOptions, `${TRACE_OPTIONS}; stateOverrides, blockOverrides, txIndex`),
    ],
    result: Trace,
    resultName: 'trace',
    handler: ([call, block, options], context) => {
      const config = configOf(options);
      const { stateOverrides, blockOverrides, txIndex } = (options ?? {}) as {
        stateOverrides?: unknown;
        blockOverrides?: unknown;
        txIndex?: string | null;
      };
      const base = callBase(block, context);
      const callOptions = {
        base,
        stateOverride: parseStateOverride(stateOverrides ?? undefined),
        blockOverride: parseBlockOverride(blockOverrides ?? undefined),
        beforeTransaction: transactionIndex(txIndex ?? undefined, base, context),
      };
      return traceCall(parseCall(call), callOptions, maker(config), budgetOf(config, context), context);
    },
  },
  {
    name: 'debug_traceBlockByNumber',
    summary: 'Traces every transaction of a block.',
    params: [required('block', BlockNumberOrTag), optional('options', TraceOptions, TRACE_OPTIONS)],
    result: BlockTrace,
    resultName: 'traces',
    handler: async ([number, options], context) => {
      if (isPending(number)) throw notOnPending();
      const found = await findBlock(number, context);
      if (found === undefined)
        throw new TraceError('not-found', `block #${BigInt(number as string)} not found`);
      return traceBlock(found.block, configOf(options), context);
    },
  },
  {
    name: 'debug_traceBlockByHash',
    summary: 'Traces every transaction of a block.',
    params: [required('blockHash', Hash32), optional('options', TraceOptions, TRACE_OPTIONS)],
    result: BlockTrace,
    resultName: 'traces',
    handler: ([hash, options], context) => {
      const block = context.chain.blockByHash(toBytes(hash));
      if (block === undefined) throw new TraceError('not-found', `block ${String(hash)} not found`);
      return traceBlock(block, configOf(options), context);
    },
  },
  {
    name: 'debug_traceBlock',
    summary: 'Traces every transaction of a block given as RLP, whose parent this node has.',
    params: [required('block', Data), optional('options', TraceOptions, TRACE_OPTIONS)],
    result: BlockTrace,
    resultName: 'traces',
    handler: ([block, options], context) => traceBlock(decode(toBytes(block)), configOf(options), context),
  },
  {
    name: 'debug_traceBadBlock',
    runs: 'writer',
    summary: 'Traces every transaction of an invalid block that debug_getBadBlocks tells of.',
    params: [required('blockHash', Hash32), optional('options', TraceOptions, TRACE_OPTIONS)],
    result: BlockTrace,
    resultName: 'traces',
    handler: ([hash, options], context) => {
      const wanted = toBytes(hash);
      const block = findBadBlock(wanted, context.chain);
      if (block === undefined) throw new TraceError('not-found', `bad block ${toHex(wanted)} not found`);
      return traceBlock(block, configOf(options), context);
    },
  },
];

function configOf(options: unknown): TraceConfig {
  return (options ?? {}) as TraceConfig;
}

function notOnPending(): TraceError {
  return new TraceError('not-traceable', 'tracing on top of pending is not supported');
}

function callBase(block: unknown, context: NodeContext): CallBase {
  if (isPending(block)) throw notOnPending();
  return callBaseAt(block, context.chain);
}

/** The place in the base block that a traced call takes. Throws TraceError with geth's texts. */
function transactionIndex(
  value: string | undefined,
  base: CallBase,
  { chain }: NodeContext,
): number | undefined {
  if (value === undefined || base.kind === 'pending') return undefined;
  const block = chain.blockByHash(base.block.hash);
  const index = Number(value);
  if (base.block.header.number === 0n) throw new TraceError('not-traceable', 'no transaction in genesis');
  const length = block?.transactions.length ?? 0;
  // geth takes 0 in an empty block too: the state after the system calls of its beginning.
  if (index >= length && index > 0) {
    const hash = toHex(base.block.hash);
    throw new TraceError('not-found', `transaction index ${index} out of range for block ${hash}`);
  }
  return index;
}

function decode(bytes: Uint8Array): Block {
  try {
    return decodeBlock(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TraceError('bad-block', `could not decode block: ${error.message}`);
  }
}
