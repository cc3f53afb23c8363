import { Type } from '@sinclair/typebox';
import { bundlePlace } from '../../bundlePlace.ts';
import { type Method, optional, required } from '../../method.ts';
import { Bundles, parseBundles, StateContext } from '../../schema/bundles.ts';
import { maybe } from '../../schema/call.ts';
import { StateOverride } from '../../schema/override.ts';
import { parseStateOverride } from '../../schema/parseOverride.ts';
import { type TraceConfig, TraceOptions } from '../../trace/config.ts';
import { TraceError } from '../../trace/errors.ts';
import { budgetOf, maker } from '../../trace/run.ts';
import { traceBundles } from '../../trace/traceCall.ts';

/** What traceCallMany takes beside a trace's options. */
const TraceCallManyOptions = Type.Composite([
  TraceOptions,
  Type.Object({ stateOverrides: maybe(StateOverride) }),
]);

/** debug_traceCallMany: traces of what eth_callMany runs. */
export const debugTraceCallManyMethods: readonly Method[] = [
  {
    name: 'debug_traceCallMany',
    summary: 'Traces bundles of messages as eth_callMany runs them.',
    params: [
      required('bundles', Bundles, 'at most 10,000 messages'),
      optional('context', StateContext, 'as of eth_callMany'),
      optional('options', TraceCallManyOptions, 'as of debug_traceCall; stateOverrides'),
    ],
    result: Type.Array(
      Type.Array(
        Type.Unknown({
          description: 'what the chosen tracer prints; by default {gas, failed, returnValue, structLogs}',
        }),
      ),
    ),
    resultName: 'traces',
    handler: ([bundles, place, options], context) => {
      const config = (options ?? {}) as TraceConfig & { readonly stateOverrides?: unknown };
      const at = bundlePlace(place, context.chain);
      if (at.base.kind === 'pending') {
        throw new TraceError('not-traceable', 'tracing on top of pending is not supported');
      }
      const stateOverride = parseStateOverride(config.stateOverrides ?? undefined);
      const budget = budgetOf(config, context);
      return traceBundles(parseBundles(bundles), { ...at, stateOverride }, maker(config), budget, context);
    },
  },
];
