import type { Static } from '@sinclair/typebox';
import type { BlockOverride, StateOverride } from '../../chain/call/overrides.ts';
import { InvalidParamsError, ServerError } from '../errors.ts';
import type {
  BlockOverride as BlockOverrideSchema,
  StateOverride as StateOverrideSchema,
} from './override.ts';
import { toBytes, toOptionalBytes, toOptionalQuantity } from './parse.ts';

/** A state override set in bytes; undefined where none was given. */
export function parseStateOverride(value: unknown): StateOverride | undefined {
  if (value === undefined) return undefined;
  const accounts = Object.entries(value as Static<typeof StateOverrideSchema>);
  return accounts.map(([address, account]) => {
    if (account.state && account.stateDiff) {
      throw new ServerError(`account ${address} has both 'state' and 'stateDiff'`);
    }
    return {
      address: toBytes(address),
      account: {
        nonce: toOptionalQuantity(account.nonce),
        balance: toOptionalQuantity(account.balance),
        code: toOptionalBytes(account.code),
        state: parseSlots(account.state),
        stateDiff: parseSlots(account.stateDiff),
        movePrecompileTo: toOptionalBytes(account.movePrecompileToAddress),
      },
    };
  });
}

function parseSlots(slots: Readonly<Record<string, string>> | null | undefined) {
  if (slots === undefined || slots === null) return undefined;
  return Object.entries(slots).map(([key, value]) => ({ key: toBytes(key), value: toBytes(value) }));
}

/** A block override set in the node's terms; undefined where none was given. */
export function parseBlockOverride(value: unknown): BlockOverride | undefined {
  if (value === undefined) return undefined;
  const block = value as Static<typeof BlockOverrideSchema>;
  if (block.withdrawals) {
    throw new InvalidParamsError('block override "withdrawals" is not supported for this RPC method');
  }
  return {
    number: toOptionalQuantity(block.number),
    difficulty: toOptionalQuantity(block.difficulty),
    time: toOptionalQuantity(block.time),
    gasLimit: toOptionalQuantity(block.gasLimit),
    feeRecipient: toOptionalBytes(block.feeRecipient ?? block.coinbase),
    prevRandao: toOptionalBytes(block.prevRandao ?? block.random),
    baseFeePerGas: toOptionalQuantity(block.baseFeePerGas ?? block.baseFee),
    blobBaseFee: toOptionalQuantity(block.blobBaseFee),
    beaconRoot: toOptionalBytes(block.beaconRoot),
  };
}
