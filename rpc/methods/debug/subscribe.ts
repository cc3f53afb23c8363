import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { findHeader, isPending } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { toErrorObject } from '../../errorObject.ts';
import { InvalidParamsError } from '../../errors.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Connection, type Method, optional, required } from '../../method.ts';
import { BlockNumberOrTag } from '../../schema/block.ts';
import { Quantity } from '../../schema/scalar.ts';
import { type TraceConfig, TraceOptions } from '../../trace/config.ts';
import { TraceError } from '../../trace/errors.ts';
import { traceBlock } from '../../trace/run.ts';
import { connectionOf, unsubscribeMethod } from '../subscription.ts';

const RANGE = [
  required('start', BlockNumberOrTag, 'the block before the first that is traced'),
  required('end', BlockNumberOrTag, 'the last one'),
  optional('options', TraceOptions, 'as of debug_traceTransaction'),
] as const;

/** debug_subscribe, which geth serves debug_traceChain by, over WebSocket only. */
export const debugSubscribeMethods: readonly Method[] = [
  {
    name: 'debug_subscribe',
    summary: 'With `traceChain`: announces {block, hash, traces} of each block with transactions in a range.',
    params: [required('kind', Type.Literal('traceChain')), ...RANGE],
    result: Quantity,
    resultName: 'subscriptionId',
    websocketOnly: true,
    handler: ([_kind, start, end, options], context, caller) =>
      subscribe(start, end, options, context, connectionOf(caller)),
  },
  {
    name: 'debug_traceChain',
    summary: 'The same as debug_subscribe with `traceChain`.',
    params: RANGE,
    result: Quantity,
    resultName: 'subscriptionId',
    websocketOnly: true,
    handler: ([start, end, options], context, caller) =>
      subscribe(start, end, options, context, connectionOf(caller)),
  },
  unsubscribeMethod('debug'),
];

function subscribe(
  start: unknown,
  end: unknown,
  options: unknown,
  context: NodeContext,
  connection: Connection,
): string {
  const from = numberOf(start, context);
  const to = numberOf(end, context);
  if (from >= to) {
    throw new InvalidParamsError(`end block (#${to}) needs to come after start block (#${from})`);
  }
  const running = { stopped: false };
  return connection.subscribe((notify) => {
    void announce(from + 1n, to, (options ?? {}) as TraceConfig, { context, connection, running, notify });
    return () => {
      running.stopped = true;
    };
  }, 'debug');
}

function numberOf(value: unknown, { chain }: NodeContext): bigint {
  if (isPending(value)) {
    throw new TraceError('not-traceable', 'tracing on top of pending is not supported');
  }
  const header = findHeader(value, chain);
  if (header === undefined) throw new TraceError('not-found', `block #${String(value)} not found`);
  return header.header.number;
}

/**
 * Traces block after block, as fast as the client reads them. Like geth it leaves out blocks without transactions but
 * for the last one, and ends early, with the error beside the transactions, where a block cannot be traced.
 */
async function announce(
  first: bigint,
  last: bigint,
  config: TraceConfig,
  run: {
    readonly context: NodeContext;
    readonly connection: Connection;
    readonly running: { stopped: boolean };
    notify(result: string): void;
  },
): Promise<void> {
  const { context, connection, running } = run;
  for (let number = first; number <= last; number++) {
    await new Promise((resolve) => setImmediate(resolve));
    await connection.drained();
    const block = context.chain.blockByNumber(number);
    if (running.stopped || block === undefined) return;
    if (block.transactions.length === 0 && number !== last) continue;
    const place = { block: quantityHex(number), hash: toHex(block.hash) };
    try {
      const traces = await traceBlock(block, config, context);
      run.notify(JSON.stringify({ ...place, traces }));
    } catch (error) {
      const message = toErrorObject(error)?.message ?? 'internal error';
      const traces = block.transactions.map(({ hash }) => ({ txHash: toHex(hash), error: message }));
      run.notify(JSON.stringify({ ...place, traces }));
      return;
    }
  }
}
