import type { CallRequest } from '../../../chain/call/request.ts';
import { signingHash } from '../../../chain/transaction/signingHash.ts';
import { isEthereum, type Transaction } from '../../../chain/transaction/transaction.ts';
import { equalBytes, toHex } from '../../../storage/encoding/bytes.ts';
import { asCall } from '../../asCall.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError, ServerError } from '../../errors.ts';
import { fillTransaction, inSenderTurn, senderOf } from '../../fillTransaction.ts';
import { findWaiting } from '../../findWaiting.ts';
import { type Method, optional, required } from '../../method.ts';
import { CallObject } from '../../schema/call.ts';
import { toOptionalQuantity } from '../../schema/parse.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { Hash32, Quantity, Quantity64 } from '../../schema/scalar.ts';
import { sendFrom } from '../../sendFrom.ts';

/** eth_resend: a waiting transaction again, for more. */
export const ethResendMethods: readonly Method[] = [
  {
    name: 'eth_resend',
    summary:
      'Replaces a waiting transaction of an account of this node by the same one with another gas price or gas limit.',
    params: [
      required('transaction', CallObject, 'the waiting one: its nonce, and of its other fields any'),
      optional('gasPrice', Quantity, 'where fees are capped, both caps'),
      optional('gasLimit', Quantity64),
    ],
    result: Hash32,
    resultName: 'hash',
    handler: async ([given, gasPrice, gasLimit], context) => {
      const request = parseCall(given);
      const from = senderOf(request, context);
      const price = toOptionalQuantity(gasPrice) || undefined;
      const gas = toOptionalQuantity(gasLimit) || undefined;
      const sent = await inSenderTurn(context, from, async () =>
        sendFrom(from, repriced(await waitingOne(request, from, context), price, gas), context),
      );
      return toHex(sent.hash);
    },
  },
];

/** The waiting transaction that the request names, which must be it in every field that is given. */
async function waitingOne(
  request: CallRequest,
  from: Uint8Array,
  context: NodeContext,
): Promise<Transaction> {
  if (request.nonce === undefined)
    throw new InvalidParamsError('missing transaction nonce in transaction spec');
  const waiting = findWaiting(from, request.nonce, context.pool);
  if (waiting === undefined || !isEthereum(waiting)) throw new ServerError('transaction not found');
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const filled = await fillTransaction({ ...asCall(waiting), ...given }, from, context);
  const known = { ...waiting, chainId: filled.chainId };
  if (!equalBytes(signingHash(filled), signingHash(known))) throw new ServerError('transaction not found');
  return waiting;
}

/** The transaction as a request, with what is to be otherwise. */
function repriced(waiting: Transaction, price: bigint | undefined, gas: bigint | undefined): CallRequest {
  const request = asCall(waiting);
  const caps = waiting.type < 2 ? { gasPrice: price } : { maxFeePerGas: price, maxPriorityFeePerGas: price };
  return { ...request, ...(price === undefined ? {} : caps), gas: gas ?? request.gas };
}
