import type { CallRequest } from '../../../chain/call/request.ts';
import type { CallOptions } from '../../../chain/call/setting.ts';
import {
  bigIntToFixedBytes,
  bytesToBigInt,
  concatBytes,
  equalBytes,
  fromHex,
  padLeft,
} from '../../../storage/encoding/bytes.ts';
import type { MessageResult } from '../../../vm/engine.ts';
import type { NodeContext } from '../../context.ts';
import { ServerError } from '../../errors.ts';
import { required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address, LenientQuantity } from '../../schema/scalar.ts';
import { OPCODE } from '../../trace/opcodes.ts';
import { type Command, devMethods, toBounded } from './command.ts';

/** Selectors of balanceOf(address) and allowance(address,address). */
const BALANCE_OF = fromHex('70a08231');
const ALLOWANCE = fromHex('dd62ed3e');

/** Slots that one call may read before the search gives up. */
const MOST_SLOTS = 256;

const commands: readonly Command[] = [
  {
    names: ['anvil_dealERC20', 'hardhat_dealERC20', 'anvil_setERC20Balance'],
    summary: "Sets an account's balance in an ERC-20 token.",
    params: [required('address', Address), required('token', Address), required('balance', LenientQuantity)],
    async run([address, token, balance], _dev, context) {
      const data = concatBytes(BALANCE_OF, padLeft(toBytes(address), 32));
      if (await writeBehind(toBytes(token), data, toBounded(balance, 256, 'balance'), context)) return;
      throw new ServerError('Unable to set ERC20 balance, no slot found');
    },
  },
  {
    names: ['anvil_setERC20Allowance'],
    summary: 'Sets what a spender may take of an account in an ERC-20 token.',
    params: [
      required('owner', Address),
      required('spender', Address),
      required('token', Address),
      required('amount', LenientQuantity),
    ],
    async run([owner, spender, token, amount], _dev, context) {
      const data = concatBytes(ALLOWANCE, padLeft(toBytes(owner), 32), padLeft(toBytes(spender), 32));
      if (await writeBehind(toBytes(token), data, toBounded(amount, 256, 'amount'), context)) return;
      throw new ServerError('Unable to set ERC20 allowance, no slot found');
    },
  },
];

/** Balances of tokens. */
export const devErc20Methods = devMethods(commands);

/** A slot of a contract. */
interface Place {
  readonly address: Uint8Array;
  readonly key: Uint8Array;
}

/**
 * Writes the slot that a view function tells. Which one it is is found by trying: each slot that the call reads is
 * overridden in turn, until the call returns the value. Returns false where none is found in the time of one call.
 */
async function writeBehind(
  token: Uint8Array,
  data: Uint8Array,
  value: bigint,
  context: NodeContext,
): Promise<boolean> {
  const request: CallRequest = { to: token, data };
  const base: CallOptions = { base: { kind: 'block', block: context.chain.head() } };
  const word = bigIntToFixedBytes(value, 32);
  const giveUpAt = performance.now() + context.options.callTimeout;
  const { places, told } = await slotsRead(request, base, context);
  // Any slot would seem the right one.
  if (told === value) return true;
  for (const { address, key } of places) {
    if (performance.now() > giveUpAt) return false;
    const stateOverride = [{ address, account: { stateDiff: [{ key, value: word }] } }];
    if (wordOf(await context.calls.call(request, { ...base, stateOverride })) !== value) continue;
    await context.dev?.setStorageAt(address, key, word);
    return true;
  }
  return false;
}

/** The slots that a call reads, in order, proxies and their libraries included, and the word that it tells. */
async function slotsRead(
  request: CallRequest,
  options: CallOptions,
  { calls }: NodeContext,
): Promise<{ readonly places: readonly Place[]; readonly told: bigint | undefined }> {
  const places: Place[] = [];
  const result = await calls.call(request, options, {
    onStep({ opcode, address, stack }) {
      const slot = stack.at(-1);
      if (opcode !== OPCODE.SLOAD || slot === undefined || places.length === MOST_SLOTS) return;
      const key = bigIntToFixedBytes(slot, 32);
      if (places.some((place) => equalBytes(place.key, key) && equalBytes(place.address, address))) return;
      places.push({ address: address.slice(), key });
    },
  });
  return { places, told: wordOf(result) };
}

/** The first word that a call returned; undefined where it failed or returned less. */
function wordOf({ halt, returnData }: MessageResult): bigint | undefined {
  if (halt !== undefined || returnData.length < 32) return undefined;
  return bytesToBigInt(returnData.subarray(0, 32));
}
