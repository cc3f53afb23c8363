import type { Static } from '@sinclair/typebox';
import type { CallRequest } from '../../chain/call/request.ts';
import type { AccessListEntry, Authorization } from '../../chain/transaction/transaction.ts';
import { equalBytes } from '../../storage/encoding/bytes.ts';
import { InvalidParamsError, ServerError } from '../errors.ts';
import type { AccessList, AuthorizationInput, CallObject } from './call.ts';
import { toBytes, toOptionalBytes, toOptionalQuantity, toQuantity } from './parse.ts';

/**
 * A call object in the node's terms. Throws where two fields contradict each other: geth's texts and codes
 * (internal/ethapi/transaction_args.go).
 */
export function parseCall(value: unknown): CallRequest {
  const call = value as Static<typeof CallObject>;
  const data = toOptionalBytes(call.data);
  const input = toOptionalBytes(call.input);
  if (data !== undefined && input !== undefined && !equalBytes(data, input)) {
    throw new ServerError(
      'both "data" and "input" are set and not equal. Please use "input" to pass transaction call data',
    );
  }
  const request: CallRequest = {
    type: call.type === undefined || call.type === null ? undefined : Number(call.type),
    from: toOptionalBytes(call.from),
    to: toOptionalBytes(call.to),
    gas: toOptionalQuantity(call.gas),
    gasPrice: toOptionalQuantity(call.gasPrice),
    maxFeePerGas: toOptionalQuantity(call.maxFeePerGas),
    maxPriorityFeePerGas: toOptionalQuantity(call.maxPriorityFeePerGas),
    maxFeePerBlobGas: toOptionalQuantity(call.maxFeePerBlobGas),
    value: toOptionalQuantity(call.value),
    nonce: toOptionalQuantity(call.nonce),
    data: input ?? data,
    accessList: call.accessList ? parseAccessList(call.accessList) : undefined,
    blobHashes: call.blobVersionedHashes?.map(toBytes),
    authorizations: call.authorizationList?.map(parseAuthorization),
    chainId: toOptionalQuantity(call.chainId),
  };
  if (
    request.gasPrice !== undefined &&
    (request.maxFeePerGas ?? request.maxPriorityFeePerGas) !== undefined
  ) {
    throw new ServerError('both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified');
  }
  if (request.type !== undefined && request.type > 4) {
    throw new InvalidParamsError(`transaction type ${request.type} is not supported`);
  }
  return request;
}

/** An access list in bytes. */
function parseAccessList(list: Static<typeof AccessList>): readonly AccessListEntry[] {
  return list.map((entry) => ({
    address: toBytes(entry.address),
    storageKeys: entry.storageKeys.map(toBytes),
  }));
}

function parseAuthorization(item: Static<typeof AuthorizationInput>): Authorization {
  return {
    chainId: toQuantity(item.chainId),
    address: toBytes(item.address),
    nonce: toQuantity(item.nonce),
    yParity: toQuantity(item.yParity ?? item.v ?? '0x0'),
    r: toQuantity(item.r),
    s: toQuantity(item.s),
  };
}
