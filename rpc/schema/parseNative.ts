import type { Static } from '@sinclair/typebox';
import { type AddressNetwork, parseXaiAddress } from '../../chain/transaction/native/address.ts';
import type { SignedNativeFields } from '../../chain/transaction/native/encode.ts';
import { AddressError } from '../../chain/transaction/native/errors.ts';
import { kindByName, kindRefusal, type SignedKind } from '../../chain/transaction/native/kinds.ts';
import { nativeAddress } from '../../chain/transaction/native/verify.ts';
import { EMPTY_BYTES, equalBytes, fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { InvalidParamsError } from '../errors.ts';
import type { NativeDraft, SignedNative } from './native.ts';

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_UINT256 = 2n ** 256n - 1n;

/** What a draft says, in the node's terms; what it leaves open is undefined. */
export interface DraftFields {
  readonly kind: SignedKind | undefined;
  readonly sender: Uint8Array;
  readonly publicKey: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
  readonly value: bigint | undefined;
  readonly nonce: bigint | undefined;
  readonly data: Uint8Array;
  readonly gasLimit: bigint | undefined;
  readonly maxFeePerGas: bigint | undefined;
  readonly maxPriorityFeePerGas: bigint | undefined;
  readonly chainId: bigint | undefined;
}

/**
 * An address in either form, of the chain's own network where it says one. Throws AddressError: the digits of an EVM
 * address are taken in any case, as everywhere.
 */
export function parseAnyAddress(text: string, network: AddressNetwork): Uint8Array {
  if (text.startsWith('0x')) return fromHex(text);
  const parsed = parseXaiAddress(text);
  if (parsed.network !== network) {
    throw new AddressError('network', `address is of the ${parsed.network}, this chain is a ${network}`);
  }
  return parsed.address;
}

/** The fields and the signature of a signed transaction. Throws InvalidParamsError and AddressError. */
export function parseSigned(value: unknown, network: AddressNetwork): SignedNativeFields {
  const json = value as Static<typeof SignedNative>;
  const { metadata } = json;
  const publicKey = fromHex(json.public_key);
  requireSender(json.sender, publicKey, network);
  return {
    kind: parseKind(json.tx_type),
    chainId: count(metadata.chain_id, 'metadata.chain_id'),
    nonce: count(json.nonce, 'nonce'),
    maxPriorityFeePerGas: amount(metadata.max_priority_fee_per_gas, 'metadata.max_priority_fee_per_gas'),
    maxFeePerGas: amount(metadata.max_fee_per_gas, 'metadata.max_fee_per_gas'),
    gasLimit: count(metadata.gas_limit, 'metadata.gas_limit'),
    to: optionalAddress(json.recipient, network),
    value: amount(json.amount, 'amount'),
    data: metadata.data === undefined ? EMPTY_BYTES : fromHex(metadata.data),
    publicKey,
    signature: fromHex(json.signature),
  };
}

/** A draft in native form. Throws InvalidParamsError and AddressError. */
export function parseDraft(value: unknown, network: AddressNetwork): DraftFields {
  const json = value as Static<typeof NativeDraft>;
  const { metadata = {} } = json;
  const publicKey = json.public_key === undefined ? undefined : fromHex(json.public_key);
  return {
    kind: parseKind(json.tx_type),
    sender: requireSender(json.sender, publicKey, network),
    publicKey,
    to: optionalAddress(json.recipient, network),
    value: optional(json.amount, amount, 'amount'),
    nonce: optional(json.nonce, count, 'nonce'),
    data: metadata.data === undefined ? EMPTY_BYTES : fromHex(metadata.data),
    gasLimit: optional(metadata.gas_limit, count, 'metadata.gas_limit'),
    maxFeePerGas: optional(metadata.max_fee_per_gas, amount, 'metadata.max_fee_per_gas'),
    maxPriorityFeePerGas: optional(
      metadata.max_priority_fee_per_gas,
      amount,
      'metadata.max_priority_fee_per_gas',
    ),
    chainId: optional(metadata.chain_id, count, 'metadata.chain_id'),
  };
}

/** A kind that may be sent. Throws InvalidParamsError with the documented reason for any other. */
function parseKind(name: string): SignedKind {
  const row = kindByName(name);
  if (row === undefined) throw new InvalidParamsError(`tx_type: ${kindRefusal(name)}`);
  if (row.name === 'system')
    throw new InvalidParamsError('tx_type: transactions of kind system are not for sending');
  return row.name;
}

/** The sender is the key's address; where both are said they must agree. */
function requireSender(
  said: string | undefined,
  publicKey: Uint8Array | undefined,
  network: AddressNetwork,
): Uint8Array {
  const sender = said === undefined ? undefined : parseAnyAddress(said, network);
  const own = publicKey && nativeAddress(publicKey);
  if (sender !== undefined && own !== undefined && !equalBytes(sender, own))
    throw new InvalidParamsError(`sender: not the address of public_key, which is ${toHex(own)}`);
  const known = sender ?? own;
  if (known === undefined) throw new InvalidParamsError('missing field "sender" or "public_key"');
  return known;
}

function optionalAddress(text: string | null | undefined, network: AddressNetwork): Uint8Array | undefined {
  return text === undefined || text === null ? undefined : parseAnyAddress(text, network);
}

function optional<T extends string | number>(
  value: T | undefined,
  read: (value: T, field: string) => bigint,
  field: string,
): bigint | undefined {
  return value === undefined ? undefined : read(value, field);
}

function count(value: string | number, field: string): bigint {
  return bounded(BigInt(value), MAX_UINT64, field);
}

function amount(value: string, field: string): bigint {
  return bounded(BigInt(value), MAX_UINT256, field);
}

function bounded(value: bigint, most: bigint, field: string): bigint {
  if (value > most) throw new InvalidParamsError(`${field}: ${value} is above ${most}`);
  return value;
}
