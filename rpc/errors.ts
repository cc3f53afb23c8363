import { toHex } from '../storage/encoding/bytes.ts';
import type { HaltReason } from '../vm/haltReason.ts';
import { revertReason } from './revertReason.ts';

/**
 * JSON-RPC error numbers: the specification's, geth's, the Engine API's, and those of the execution-apis specification
 * (EIP-1474). Only this file and errorObject.ts know them.
 */
export const CODE = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  server: -32000,
  resourceNotFound: -32001,
  responseTooLarge: -32003,
  unsupported: -32004,
  limitExceeded: -32005,
  /** execution-apis: a simulated call halted otherwise than by a revert */
  simulatedHalt: -32015,
  /** EIP-1193: the wallet's user said no */
  userRejected: 4001,
  /** EIP-1193: no right to do that */
  unauthorized: 4100,
  /** Engine API */
  unknownPayload: -38001,
  invalidForkChoice: -38002,
  invalidAttributes: -38003,
  tooLargeRequest: -38004,
  unsupportedFork: -38005,
  /** geth: a message reverted; `data` holds what it reverted with */
  reverted: 3,
  /** EIP-7966; `data` holds the hash of the transaction */
  receiptTimeout: 4,
} as const;

/** An error that a caller is told about, as JSON-RPC shows it. */
export class RpcError extends Error {
  override readonly name: string = 'RpcError';
  constructor(
    readonly code: number,
    message: string,
    readonly data?: unknown,
  ) {
    super(message);
  }
}

/** Engine API: the payload or fork choice is of a fork that this version of the method is not for. */
export class UnsupportedForkError extends RpcError {
  override readonly name = 'UnsupportedForkError';
  constructor(message: string) {
    super(CODE.unsupportedFork, message);
  }
}

/** Engine API: the attributes of a payload lack something, or have too much. */
export class InvalidAttributesError extends RpcError {
  override readonly name = 'InvalidAttributesError';
  constructor(message: string) {
    super(CODE.invalidAttributes, message);
  }
}

/** Engine API: more was asked for than one answer may hold. */
export class TooLargeRequestError extends RpcError {
  override readonly name = 'TooLargeRequestError';
  constructor(message: string) {
    super(CODE.tooLargeRequest, `too large request: ${message}`);
  }
}

/** The body was not JSON. */
export class ParseError extends RpcError {
  override readonly name = 'ParseError';
  constructor(message = 'parse error') {
    super(CODE.parse, message);
  }
}

/** JSON, but no JSON-RPC request; also a batch or body past its limit. */
export class InvalidRequestError extends RpcError {
  override readonly name = 'InvalidRequestError';
  constructor(message: string) {
    super(CODE.invalidRequest, message);
  }
}

/** No method of this name is served here. */
export class MethodNotFoundError extends RpcError {
  override readonly name = 'MethodNotFoundError';
  constructor(method: string) {
    super(CODE.methodNotFound, `the method ${method} does not exist/is not available`);
  }
}

/** A subscription was asked for over a transport without notifications. */
export class NotificationsUnsupportedError extends RpcError {
  override readonly name = 'NotificationsUnsupportedError';
  constructor() {
    super(CODE.methodNotFound, 'notifications not supported');
  }
}

/** A parameter is missing, has a wrong form or contradicts another. */
export class InvalidParamsError extends RpcError {
  override readonly name = 'InvalidParamsError';
  constructor(message: string) {
    super(CODE.invalidParams, message);
  }
}

/** geth's general failure: the request was understood and cannot be done. */
export class ServerError extends RpcError {
  override readonly name: string = 'ServerError';
  constructor(message: string, data?: unknown) {
    super(CODE.server, message, data);
  }
}

/** execution-apis: what was asked for is not there, and never was. */
export class ResourceNotFoundError extends RpcError {
  override readonly name = 'ResourceNotFoundError';
  constructor(message: string) {
    super(CODE.resourceNotFound, `resource not found: ${message}`);
  }
}

/** The block that a request names is not known. */
export class HeaderNotFoundError extends ServerError {
  override readonly name = 'HeaderNotFoundError';
  constructor(message = 'header not found') {
    super(message);
  }
}

/** A bound that the operator set was reached; the message says which and how to change it. */
export class LimitExceededError extends RpcError {
  override readonly name = 'LimitExceededError';
  constructor(message: string) {
    super(CODE.limitExceeded, message);
  }
}

/** The answers of a batch are longer than the operator allows. */
export class ResponseTooLargeError extends RpcError {
  override readonly name = 'ResponseTooLargeError';
  /** `limit` in bytes. */
  constructor(limit: number) {
    super(
      CODE.responseTooLarge,
      `response too large: the answers of a batch may have ${limit} bytes together (--rpc-response-limit)`,
    );
  }
}

/** eth_sendRawTransactionSync: the transaction is in the pool, but not in a block in time (EIP-7966). */
export class ReceiptTimeoutError extends RpcError {
  override readonly name = 'ReceiptTimeoutError';
  constructor(hash: string, milliseconds: number) {
    super(
      CODE.receiptTimeout,
      `The transaction was added to the transaction pool but wasn't processed in ${milliseconds} ms.`,
      hash,
    );
  }
}

/** A known method that this node does not offer. */
export class UnsupportedError extends RpcError {
  override readonly name = 'UnsupportedError';
  constructor(message: string) {
    super(CODE.unsupported, message);
  }
}

/** A message reverted: code 3 with the revert data, for eth_call and eth_estimateGas alike. */
export class RevertError extends RpcError {
  override readonly name = 'RevertError';
  constructor(returnData: Uint8Array) {
    const reason = revertReason(returnData);
    super(
      CODE.reverted,
      reason === undefined ? 'execution reverted' : `execution reverted: ${reason}`,
      toHex(returnData),
    );
  }
}

/**
 * The error for a message that halted. `alwaysData`: with data, which is empty, for halts other than reverts too, as
 * Hardhat's node has it: its matchers and ethers then know a failed call, and geth's callers expect none.
 */
export function haltError(halt: HaltReason, returnData: Uint8Array, alwaysData = false): RpcError {
  if (halt === 'revert') return new RevertError(returnData);
  return alwaysData ? new RpcError(CODE.server, halt, '0x') : new ServerError(halt);
}
