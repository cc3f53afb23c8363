import { concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { decodeRlp, type RlpItem } from '../rlp/decode.ts';
import { encodeRlp } from '../rlp/encode.ts';
import { DecodeError } from '../rlp/errors.ts';
import { asBytes, asFixedBytes, asList, asRecipient, asUint, expectSize } from '../rlp/fields.ts';
import type { SignedFields } from './encode.ts';
import { decodeNative, readNative } from './native/decode.ts';
import { nativeTransaction } from './native/transaction.ts';
import { joinSignature, recoverAddress } from './recover.ts';
import { decodeSidecar } from './sidecar.ts';
import { readLegacyV, SECP256K1_HALF_ORDER } from './signature.ts';
import { signingHashOfRaw } from './signingHash.ts';
import type {
  AccessListEntry,
  Authorization,
  BlobSidecar,
  EthereumType,
  Transaction,
} from './transaction.ts';
import { NATIVE_TYPE } from './transaction.ts';

/** How lenient decoding is. */
export interface DecodeTransactionOptions {
  /** Also accept a blob transaction with its sidecar, as wallets send it. */
  readonly sidecar?: boolean | undefined;
  /** Accept the higher of the two values of `s`, valid before Homestead only. */
  readonly highS?: boolean | undefined;
  /** 20 bytes: whose signature it is known to be; it is not recovered again. */
  readonly sender?: Uint8Array | undefined;
}

/** Fields of each type's signed list. */
const LIST_SIZES: Record<EthereumType, number> = { 0: 9, 1: 11, 2: 12, 3: 14, 4: 13 };

/**
 * Decodes a signed transaction strictly and recovers its sender. Bytes fields are views into `raw`, which must not
 * change afterwards. Throws DecodeError.
 */
export function decodeTransaction(raw: Uint8Array, options: DecodeTransactionOptions = {}): Transaction {
  if (raw[0] === NATIVE_TYPE) {
    return options.sender === undefined
      ? decodeNative(raw)
      : decodeStoredTransaction(raw, keccak256(raw), options.sender);
  }
  const envelope = openEnvelope(raw, options.sidecar === true);
  const tx = readFields(envelope.type, envelope.items);
  const sender = options.sender ?? recoverSender(tx, envelope, options.highS === true);
  return complete(tx, envelope.raw, keccak256(envelope.raw), sender, envelope.sidecar);
}

/** Decodes a transaction that was checked before it was stored: hash and sender come with it and are not computed again. */
export function decodeStoredTransaction(raw: Uint8Array, hash: Uint8Array, sender: Uint8Array): Transaction {
  if (raw[0] === NATIVE_TYPE) return nativeTransaction(readNative(raw), raw, hash, sender);
  const { type, items } = openEnvelope(raw, false);
  return complete(readFields(type, items), raw, hash, sender, undefined);
}

interface Envelope {
  readonly type: EthereumType;
  readonly items: RlpItem[];
  readonly raw: Uint8Array;
  readonly sidecar: BlobSidecar | undefined;
}

function openEnvelope(raw: Uint8Array, sidecarAllowed: boolean): Envelope {
  const first = raw[0];
  if (first === undefined) throw new DecodeError('rlp-truncated', 'transaction: no bytes');
  const type = readType(first);
  const list = asList(decodeRlp(raw, type === 0 ? 0 : 1), 'transaction');
  const sizes = [LIST_SIZES[type]];
  if (!sidecarAllowed || type !== 3 || !Array.isArray(list[0])) {
    return { type, items: expectSize(list, sizes, 'transaction'), raw, sidecar: undefined };
  }
  const [inner, ...rest] = expectSize(list, [4, 5], 'blob transaction with sidecar');
  const items = expectSize(asList(inner, 'transaction'), sizes, 'transaction');
  return {
    type,
    items,
    raw: concatBytes(Uint8Array.of(type), encodeRlp(items)),
    sidecar: decodeSidecar(rest),
  };
}

/** EIP-2718: a first byte of 0xc0 or more is a legacy list. */
function readType(first: number): EthereumType {
  if (first >= 0xc0) return 0;
  if (first === 1 || first === 2 || first === 3 || first === 4) return first;
  throw new DecodeError('transaction-type', `transaction type ${first} not supported`);
}

function readFields(type: EthereumType, items: RlpItem[]): SignedFields {
  const signature = readSignature(type, items);
  if (type === 0) {
    const gasPrice = asUint(items[1], 32, 'gasPrice');
    return {
      type,
      chainId: readLegacyV(signature.v)?.chainId,
      nonce: asUint(items[0], 8, 'nonce'),
      maxFeePerGas: gasPrice,
      maxPriorityFeePerGas: gasPrice,
      ...readBody(items, 2),
      accessList: [],
      ...signature,
    };
  }
  const chainId = asUint(items[0], 32, 'chainId');
  const nonce = asUint(items[1], 8, 'nonce');
  if (type === 1) {
    const gasPrice = asUint(items[2], 32, 'gasPrice');
    return {
      type,
      chainId,
      nonce,
      maxFeePerGas: gasPrice,
      maxPriorityFeePerGas: gasPrice,
      ...readBody(items, 3),
      accessList: readAccessList(items[7]),
      ...signature,
    };
  }
  const body = readBody(items, 4);
  if (type !== 2 && body.to === undefined)
    throw new DecodeError('length', `to: type ${type} cannot create a contract`);
  return {
    type,
    chainId,
    nonce,
    maxPriorityFeePerGas: asUint(items[2], 32, 'maxPriorityFeePerGas'),
    maxFeePerGas: asUint(items[3], 32, 'maxFeePerGas'),
    ...body,
    accessList: readAccessList(items[8]),
    maxFeePerBlobGas: type === 3 ? asUint(items[9], 32, 'maxFeePerBlobGas') : undefined,
    blobHashes: type === 3 ? asList(items[10], 'blobVersionedHashes').map(readBlobHash) : undefined,
    authorizations: type === 4 ? asList(items[9], 'authorizationList').map(readAuthorization) : undefined,
    ...signature,
  };
}

/** gasLimit, to, value and data follow each other in every type. */
function readBody(items: RlpItem[], at: number) {
  return {
    gasLimit: asUint(items[at], 8, 'gasLimit'),
    to: asRecipient(items[at + 1], 'to'),
    value: asUint(items[at + 2], 32, 'value'),
    data: asBytes(items[at + 3], 'data'),
  };
}

function readSignature(type: EthereumType, items: RlpItem[]): { v: bigint; r: bigint; s: bigint } {
  const [v, r, s] = items.slice(-3);
  return { v: asUint(v, type === 0 ? 32 : 1, 'v'), r: asUint(r, 32, 'r'), s: asUint(s, 32, 's') };
}

function readAccessList(item: RlpItem | undefined): AccessListEntry[] {
  return asList(item, 'accessList').map((element) => {
    const entry = expectSize(asList(element, 'accessList entry'), [2], 'accessList entry');
    return {
      address: asFixedBytes(entry[0], 20, 'accessList address'),
      storageKeys: asList(entry[1], 'accessList storageKeys').map((key) =>
        asFixedBytes(key, 32, 'accessList key'),
      ),
    };
  });
}

function readBlobHash(item: RlpItem): Uint8Array {
  return asFixedBytes(item, 32, 'blobVersionedHash');
}

function readAuthorization(item: RlpItem): Authorization {
  const entry = expectSize(asList(item, 'authorization'), [6], 'authorization');
  return {
    chainId: asUint(entry[0], 32, 'authorization chainId'),
    address: asFixedBytes(entry[1], 20, 'authorization address'),
    nonce: asUint(entry[2], 8, 'authorization nonce'),
    yParity: asUint(entry[3], 1, 'authorization yParity'),
    r: asUint(entry[4], 32, 'authorization r'),
    s: asUint(entry[5], 32, 'authorization s'),
  };
}

function recoverSender(tx: SignedFields, { raw, items }: Envelope, highS: boolean): Uint8Array {
  const yParity = tx.type === 0 ? readLegacyV(tx.v)?.yParity : tx.v === 0n ? 0 : tx.v === 1n ? 1 : undefined;
  if (yParity === undefined || (!highS && tx.s > SECP256K1_HALF_ORDER)) {
    throw new DecodeError('signature', 'invalid transaction v, r, s values');
  }
  const [v, r, s] = items.slice(-3).map((item) => asBytes(item, 'signature')) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const digest = signingHashOfRaw(raw, tx.type, tx.chainId, [v, r, s]);
  return recoverAddress(digest, yParity, joinSignature(r, s));
}

function complete(
  tx: SignedFields,
  raw: Uint8Array,
  hash: Uint8Array,
  sender: Uint8Array,
  sidecar: BlobSidecar | undefined,
): Transaction {
  return {
    type: tx.type,
    hash,
    sender,
    chainId: tx.chainId,
    nonce: tx.nonce,
    gasLimit: tx.gasLimit,
    maxFeePerGas: tx.maxFeePerGas,
    maxPriorityFeePerGas: tx.maxPriorityFeePerGas,
    to: tx.to,
    value: tx.value,
    data: tx.data,
    accessList: tx.accessList,
    maxFeePerBlobGas: tx.maxFeePerBlobGas,
    blobHashes: tx.blobHashes ?? [],
    authorizations: tx.authorizations ?? [],
    v: tx.v,
    r: tx.r,
    s: tx.s,
    raw,
    sidecar,
  };
}
