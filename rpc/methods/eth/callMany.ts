import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { MessageResult } from '../../../vm/engine.ts';
import { bundlePlace } from '../../bundlePlace.ts';
import { RevertError } from '../../errors.ts';
import { type Method, optional, required } from '../../method.ts';
import { resultBudget } from '../../resultBudget.ts';
import { Bundles, parseBundles, StateContext } from '../../schema/bundles.ts';
import { StateOverride } from '../../schema/override.ts';
import { toLenientQuantity } from '../../schema/parse.ts';
import { parseStateOverride } from '../../schema/parseOverride.ts';
import { Data, LenientQuantity, Text } from '../../schema/scalar.ts';
import { byBundle } from '../../trace/traceCall.ts';

const CallResult = Type.Object(
  {
    value: Type.Optional(Data),
    error: Type.Optional(
      Type.Union([Type.Object({ message: Text, data: Data }, { title: 'revert' }), Text], {
        title: 'revert or text',
      }),
    ),
  },
  { title: 'bundledCallResult' },
);

/** eth_callMany: eth_call for several messages, each on what those before it left. */
export const ethCallManyMethods: readonly Method[] = [
  {
    name: 'eth_callMany',
    summary:
      'Runs bundles of messages, each message on what those before it left and each bundle in a block of its own, and keeps nothing.',
    params: [
      required('bundles', Bundles, 'at most 10,000 messages'),
      optional(
        'context',
        StateContext,
        'transactionIndex: behind so many transactions of the block; -1: behind all',
      ),
      optional('stateOverride', StateOverride),
      optional('timeout', LenientQuantity, "milliseconds for all of them, at most the node's own limit"),
    ],
    result: Type.Array(Type.Array(CallResult)),
    resultName: 'results',
    handler: async ([bundles, place, state, timeout], { calls, chain, options }) => {
      const wanted = parseBundles(bundles);
      const results: object[] = [];
      const spend = resultBudget(options.traceSizeLimit);
      await calls.callBundles(
        wanted,
        {
          ...bundlePlace(place, chain),
          stateOverride: parseStateOverride(state),
          timeout: patience(timeout, options.callTimeout),
        },
        {
          tracerFor: () => undefined,
          onDone(_index, { result }) {
            spend(result.returnData);
            results.push(resultOf(result));
          },
        },
      );
      return byBundle(wanted, results);
    },
  },
];

/** A revert that says nothing is told as any other halt, as in Erigon. */
function resultOf({ halt, returnData }: MessageResult): object {
  if (halt === undefined) return { value: toHex(returnData) };
  if (halt !== 'revert') return { error: halt };
  const { message, data } = new RevertError(returnData);
  return { error: returnData.length === 0 ? message : { message, data } };
}

/** Milliseconds; what is asked for only shortens what the operator allows, and 0 asks for nothing. */
function patience(asked: unknown, limit: number): number {
  const wait = asked === undefined ? 0 : Number(toLenientQuantity(asked));
  return wait === 0 ? limit : Math.min(wait, limit);
}
