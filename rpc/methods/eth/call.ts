import { Type } from '@sinclair/typebox';
import type { CallOptions } from '../../../chain/call/setting.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { MessageResult } from '../../../vm/engine.ts';
import { callBaseAt } from '../../blockTag.ts';
import type { ChainReader } from '../../context/chain.ts';
import { CODE, haltError, RpcError } from '../../errors.ts';
import { estimateGas } from '../../estimateGas.ts';
import { quantityHex } from '../../format/hex.ts';
import { formatAccessListEntry } from '../../format/transaction.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { AccessList, CallObject } from '../../schema/call.ts';
import { BlockOverride, StateOverride } from '../../schema/override.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { parseBlockOverride, parseStateOverride } from '../../schema/parseOverride.ts';
import { Data, Quantity64, Text } from '../../schema/scalar.ts';

const params = [
  required('call', CallObject),
  optional('block', BlockParameter, 'latest unless told'),
  optional('stateOverride', StateOverride),
  optional('blockOverride', BlockOverride),
] as const;

/** eth_* that run a message and leave nothing behind. */
export const ethCallMethods: readonly Method[] = [
  {
    name: 'eth_call',
    summary:
      'Runs a message on the state of a block and gives what it returned; a revert is error 3 with its data.',
    params,
    result: Data,
    resultName: 'returnData',
    handler: ([call, block, state, header], { calls, chain, dev, options }) => {
      const request = parseCall(call);
      const { callGasCap: cap } = options;
      const gasLimit = request.gas !== undefined && request.gas <= cap ? undefined : cap;
      const result = calls.call(request, callOptions(block, state, header, chain));
      return result instanceof Promise
        ? result.then((late) => returnDataOf(late, gasLimit, dev !== undefined))
        : returnDataOf(result, gasLimit, dev !== undefined);
    },
  },
  {
    name: 'eth_estimateGas',
    summary:
      'The least gas limit with which a message succeeds (in dev mode in the pending block unless told); a revert is error 3.',
    params,
    result: Quantity64,
    resultName: 'gas',
    handler: async ([call, block, state, header], context) => {
      // In dev mode the next block may have a time of its own that the transaction is meant for (anvil does so too).
      const at = block ?? (context.dev === undefined ? 'latest' : 'pending');
      const options = callOptions(at, state, header, context.chain);
      return quantityHex(await estimateGas(parseCall(call), options, context));
    },
  },
  {
    name: 'eth_createAccessList',
    summary: 'The addresses and slots that a message touches, with the gas it takes when they are declared.',
    params: params.slice(0, 3),
    result: Type.Object(
      { accessList: AccessList, gasUsed: Quantity64, error: Type.Optional(Text) },
      { title: 'access list' },
    ),
    resultName: 'accessList',
    handler: async ([call, block, state], { calls, chain }) => {
      const made = await calls.createAccessList(parseCall(call), callOptions(block, state, undefined, chain));
      return {
        accessList: made.accessList.map(formatAccessListEntry),
        ...(made.halt === undefined ? {} : { error: made.halt }),
        gasUsed: quantityHex(made.gasUsed),
      };
    },
  },
];

/** `gasLimit`: the node's, where that is what the message ran with; `alwaysData`: as haltError takes it. */
function returnDataOf(
  { halt, returnData }: MessageResult,
  gasLimit: bigint | undefined,
  alwaysData: boolean,
): string {
  if (halt === 'out of gas' && gasLimit !== undefined) {
    const message = `${halt}: the limit is ${gasLimit} gas (--rpc-call-gas)`;
    throw new RpcError(CODE.server, message, alwaysData ? '0x' : undefined);
  }
  if (halt !== undefined) throw haltError(halt, returnData, alwaysData);
  return toHex(returnData);
}

/** Where and under which changes a call runs. */
function callOptions(block: unknown, state: unknown, header: unknown, chain: ChainReader): CallOptions {
  return {
    base: callBaseAt(block, chain),
    stateOverride: parseStateOverride(state),
    blockOverride: parseBlockOverride(header),
  };
}
