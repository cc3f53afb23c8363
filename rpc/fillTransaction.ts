import { CallError } from '../chain/call/errors.ts';
import type { CallRequest } from '../chain/call/request.ts';
import type { CallOptions } from '../chain/call/setting.ts';
import type { UnsignedTransaction } from '../chain/wallet/wallet.ts';
import { EMPTY_BYTES, toHex } from '../storage/encoding/bytes.ts';
import type { NodeContext } from './context.ts';
import { InvalidParamsError, ServerError } from './errors.ts';
import { estimateGas } from './estimateGas.ts';
import { quantityHex } from './format/hex.ts';

/**
 * Decides every field that a transaction request leaves open, as geth does (internal/ethapi/transaction_args.go): the
 * type by the fields given, fees from the oracle with room for two full doublings of the base fee, the next free nonce,
 * and the gas that the transaction takes on the pending state. Throws where fields contradict each other or the chain,
 * and RevertError where the transaction would fail.
 */
export async function fillTransaction(
  request: CallRequest,
  from: Uint8Array,
  context: NodeContext,
): Promise<UnsignedTransaction> {
  const chainId = context.chain.config.chainId;
  if (request.chainId !== undefined && request.chainId !== chainId) {
    const [have, want] = [quantityHex(request.chainId), quantityHex(chainId)];
    throw new InvalidParamsError(`chainId does not match node's (have=${have}, want=${want})`);
  }
  if (request.to === undefined && (request.data ?? EMPTY_BYTES).length === 0) {
    throw new InvalidParamsError('contract creation without any data provided');
  }
  const type = chooseType(request, context);
  const fees = type < 2 ? legacyFees(request, context) : marketFees(request, context);
  const gasLimit = request.gas ?? (await estimate({ ...request, from }, type, fees, context));
  return {
    from,
    type,
    chainId,
    nonce: request.nonce ?? context.pool.pendingNonce(from),
    gasLimit,
    ...fees,
    to: request.to,
    value: request.value ?? 0n,
    data: request.data ?? EMPTY_BYTES,
    accessList: type === 0 ? [] : (request.accessList ?? []),
    maxFeePerBlobGas: type === 3 ? (request.maxFeePerBlobGas ?? blobFee(context)) : undefined,
    blobHashes: type === 3 ? request.blobHashes : undefined,
    authorizations: type === 4 ? request.authorizations : undefined,
  };
}

/** The account that a request is for: the first of the node's own where none is named. Throws ServerError without any. */
export function senderOf(request: CallRequest, context: NodeContext): Uint8Array {
  const from = request.from ?? context.wallet.accounts()[0];
  if (from === undefined) throw new ServerError('unknown account');
  return from;
}

function chooseType(request: CallRequest, { fees }: NodeContext): UnsignedTransaction['type'] {
  const market = fees.nextBaseFee() !== undefined;
  if (request.type !== undefined) return givenType(request);
  if (request.authorizations !== undefined) return 4;
  if (request.blobHashes !== undefined) return 3;
  if (request.gasPrice === undefined && market) return 2;
  return request.accessList === undefined ? 0 : 1;
}

/** A type that was asked for must be able to carry the fee fields given. */
function givenType({
  type,
  gasPrice,
  maxFeePerGas,
  maxPriorityFeePerGas,
}: CallRequest): UnsignedTransaction['type'] {
  const market = (type ?? 0) >= 2;
  if (market && gasPrice !== undefined) {
    throw new InvalidParamsError(`gasPrice is not valid for a transaction of type ${type}`);
  }
  if (!market && (maxFeePerGas ?? maxPriorityFeePerGas) !== undefined) {
    throw new InvalidParamsError(`maxFeePerGas is not valid for a transaction of type ${type}`);
  }
  return type as UnsignedTransaction['type'];
}

function legacyFees(request: CallRequest, { fees }: NodeContext) {
  const price = request.gasPrice ?? fees.gasPrice();
  return { maxFeePerGas: price, maxPriorityFeePerGas: price };
}

function marketFees({ maxFeePerGas, maxPriorityFeePerGas }: CallRequest, { fees }: NodeContext) {
  const baseFee = fees.nextBaseFee();
  if (baseFee === undefined) {
    throw new InvalidParamsError(
      'maxFeePerGas and maxPriorityFeePerGas are not valid before London is active',
    );
  }
  const suggested = maxPriorityFeePerGas ?? fees.maxPriorityFeePerGas();
  const cap = maxFeePerGas ?? suggested + baseFee * 2n;
  if (cap >= 2n ** 256n) {
    throw new InvalidParamsError(
      `maxPriorityFeePerGas (${quantityHex(suggested)}) is too high for a fee cap`,
    );
  }
  if (maxPriorityFeePerGas !== undefined && cap < maxPriorityFeePerGas) {
    const [fee, tip] = [quantityHex(cap), quantityHex(maxPriorityFeePerGas)];
    throw new InvalidParamsError(`maxFeePerGas (${fee}) < maxPriorityFeePerGas (${tip})`);
  }
  return { maxFeePerGas: cap, maxPriorityFeePerGas: suggested < cap ? suggested : cap };
}

function blobFee({ fees }: NodeContext): bigint {
  return (fees.nextBlobBaseFee() ?? 1n) * 2n;
}

/**
 * The nonce is left out: the estimate is for the state that the transaction will meet, not for its place in the queue. The fees count,
 * as code may ask for the gas price; where they are what stands in the way (a price below the base fee, too little balance), that is
 * for the pool to say, and the estimate does without.
 */
async function estimate(
  request: CallRequest,
  type: number,
  fees: { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint },
  context: NodeContext,
): Promise<bigint> {
  const options: CallOptions = { base: { kind: 'pending' } };
  const free = { ...request, nonce: undefined };
  const priced =
    type < 2
      ? { gasPrice: fees.maxFeePerGas, maxFeePerGas: undefined, maxPriorityFeePerGas: undefined }
      : { gasPrice: undefined, ...fees };
  try {
    return await context.calls.estimateGas({ ...free, ...priced }, options);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return estimateGas(free, options, context);
  }
}

const turns = new WeakMap<NodeContext, Map<string, Promise<unknown>>>();

/**
 * Runs the tasks of one sender one after the other. Between choosing a nonce and the pool's knowing the transaction no
 * other request may choose the same one.
 */
export async function inSenderTurn<T>(
  context: NodeContext,
  sender: Uint8Array,
  task: () => Promise<T>,
): Promise<T> {
  const key = toHex(sender);
  const queues = turns.get(context) ?? new Map<string, Promise<unknown>>();
  turns.set(context, queues);
  const turn = (queues.get(key) ?? Promise.resolve()).then(task, task);
  queues.set(key, turn);
  try {
    return await turn;
  } finally {
    if (queues.get(key) === turn) queues.delete(key);
  }
}
