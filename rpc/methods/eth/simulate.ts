import { type Static, Type } from '@sinclair/typebox';
import { headerAt } from '../../blockTag.ts';
import { formatSimulatedBlock } from '../../format/simulation.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { BlockResult, LogResult } from '../../schema/results.ts';
import { Data, Quantity64, Text } from '../../schema/scalar.ts';
import { parseSimulation, SimulatePayload } from '../../schema/simulate.ts';

const CallResult = Type.Object(
  {
    returnData: Data,
    logs: Type.Array(LogResult),
    gasUsed: Quantity64,
    maxUsedGas: Quantity64,
    status: Quantity64,
    error: Type.Optional(
      Type.Object({ code: Type.Integer(), message: Text, data: Type.Optional(Data) }, { title: 'callError' }),
    ),
  },
  { title: 'callResult' },
);

/** eth_simulateV1: whole blocks that leave nothing behind. */
export const ethSimulateMethods: readonly Method[] = [
  {
    name: 'eth_simulateV1',
    summary:
      'Makes blocks of unsigned calls on top of a block, with changes to state and header, and keeps none of them.',
    params: [required('payload', SimulatePayload), optional('block', BlockParameter, 'latest unless told')],
    result: Type.Array(
      Type.Intersect([BlockResult, Type.Object({ calls: Type.Array(CallResult) })], {
        title: 'simulatedBlock',
      }),
    ),
    resultName: 'blocks',
    handler: async ([value, block], { calls, chain }) => {
      const payload = value as Static<typeof SimulatePayload>;
      const blocks = await calls.simulate({ ...parseSimulation(payload), base: headerAt(block, chain) });
      return blocks.map((made) => formatSimulatedBlock(made, payload.returnFullTransactions === true));
    },
  },
];
