import { type Static, Type } from '@sinclair/typebox';
import { SimulationError } from '../../chain/simulate/errors.ts';
import type { BlockRequest, SimulationRequest } from '../../chain/simulate/simulation.ts';
import { InvalidParamsError } from '../errors.ts';
import { CallObject, maybe } from './call.ts';
import { BlockOverride, StateOverride } from './override.ts';
import { parseCall } from './parseCall.ts';
import { parseBlockOverride, parseStateOverride } from './parseOverride.ts';
import { parseWithdrawal } from './parseWithdrawal.ts';
import { Bool } from './scalar.ts';

/** Calls in one block and in all (go-ethereum internal/ethapi/simulate.go). */
const CALLS_PER_BLOCK = 5_000;
const CALLS = 10_000;

const BlockStateCall = Type.Object(
  {
    blockOverrides: maybe(BlockOverride),
    stateOverrides: maybe(StateOverride),
    calls: maybe(Type.Array(CallObject)),
  },
  { title: 'blockStateCall' },
);

/** What eth_simulateV1 is asked for. */
export const SimulatePayload = Type.Object(
  {
    blockStateCalls: Type.Array(BlockStateCall),
    traceTransfers: maybe(Bool),
    validation: maybe(Bool),
    returnFullTransactions: maybe(Bool),
  },
  { title: 'simulatePayload' },
);

/** The payload in the node's terms, without its base. Throws InvalidParamsError where it asks for nothing. */
export function parseSimulation(payload: Static<typeof SimulatePayload>): Omit<SimulationRequest, 'base'> {
  if (payload.blockStateCalls.length === 0) throw new InvalidParamsError('empty input');
  boundCalls(payload.blockStateCalls.map(({ calls }) => calls?.length ?? 0));
  return {
    blocks: payload.blockStateCalls.map(parseBlock),
    traceTransfers: payload.traceTransfers === true,
    validation: payload.validation === true,
  };
}

function boundCalls(counts: readonly number[]): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counts);
  if (most > CALLS_PER_BLOCK) {
    throw new SimulationError('too-many-calls', `too many calls in block: ${most} > ${CALLS_PER_BLOCK}`);
  }
  if (total > CALLS) throw new SimulationError('too-many-calls', `too many calls: ${total} > ${CALLS}`);
}

function parseBlock({ blockOverrides, stateOverrides, calls }: Static<typeof BlockStateCall>): BlockRequest {
  const { withdrawals, ...block } = blockOverrides ?? {};
  return {
    block: { ...parseBlockOverride(block), withdrawals: withdrawals?.map(parseWithdrawal) },
    state: parseStateOverride(stateOverrides ?? {}) ?? [],
    calls: (calls ?? []).map(parseCall),
  };
}
