import { Type } from '@sinclair/typebox';
import { Withdrawal } from './block.ts';
import { maybe } from './call.ts';
import { Address, Data, Hash32, Quantity, Quantity64 } from './scalar.ts';

const Slots = Type.Record(Type.String({ pattern: '^0x[0-9a-fA-F]{64}$' }), Hash32, {
  title: 'slots',
  additionalProperties: false,
});

/** Changes to one account for the time of a call (geth's OverrideAccount). */
const AccountOverride = Type.Object(
  {
    nonce: maybe(Quantity64),
    code: maybe(Data),
    balance: maybe(Quantity),
    state: maybe(Slots),
    stateDiff: maybe(Slots),
    movePrecompileToAddress: maybe(Address),
  },
  { title: 'accountOverride' },
);

/** Changes to the state for the time of a call, by address. */
export const StateOverride = Type.Record(Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' }), AccountOverride, {
  title: 'stateOverride',
  additionalProperties: false,
});

/**
 * Changes to the block that a call sees. Each field goes by the name in geth's eth_call and by that of eth_simulateV1;
 * where both are given the latter counts.
 */
export const BlockOverride = Type.Object(
  {
    number: maybe(Quantity64),
    difficulty: maybe(Quantity),
    time: maybe(Quantity64),
    gasLimit: maybe(Quantity64),
    coinbase: maybe(Address),
    feeRecipient: maybe(Address),
    random: maybe(Hash32),
    prevRandao: maybe(Hash32),
    baseFee: maybe(Quantity),
    baseFeePerGas: maybe(Quantity),
    blobBaseFee: maybe(Quantity),
    beaconRoot: maybe(Hash32),
    withdrawals: maybe(Type.Array(Withdrawal)),
  },
  { title: 'blockOverride' },
);
