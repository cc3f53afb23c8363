import type { SealedHeader } from '../../chain/block/header.ts';
import { effectiveTip } from '../../chain/fees/effectiveTip.ts';
import {
  type AccessListEntry,
  type Authorization,
  type EthereumType,
  NATIVE_TYPE,
  type Transaction,
  type TransactionType,
} from '../../chain/transaction/transaction.ts';
import type { UnsignedTransaction } from '../../chain/wallet/wallet.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex, quantityIfAny } from './hex.ts';
import { blockWords } from './place.ts';

/** Where a transaction stands in the chain; undefined for one in the pool or in the block being made. */
export interface TransactionPlace {
  readonly block: SealedHeader;
  readonly index: number;
}

/**
 * The type that eth_ methods show: clients refuse a whole block for one transaction of a type that they do not know, so
 * native ones appear as legacy transactions, with the price that they pay in `gasPrice` and v, r and s of zero.
 */
export function shownType({ type }: { readonly type: TransactionType }): EthereumType {
  return type === NATIVE_TYPE ? 0 : type;
}

/**
 * A signed transaction as every eth_ method shows it. The fields and their order are geth's; those that its type does not
 * have are undefined, which JSON leaves out.
 */
export function formatTransaction(tx: Transaction, place: TransactionPlace | undefined) {
  const words = place && blockWords(place.block);
  const fields = fieldsByType(tx);
  const v = quantityHex(tx.v);
  return {
    blockHash: words?.blockHash ?? null,
    blockNumber: words?.blockNumber ?? null,
    blockTimestamp: words?.blockTimestamp ?? null,
    from: toHex(tx.sender),
    gas: quantityHex(tx.gasLimit),
    gasPrice: quantityHex(gasPrice(tx, place)),
    maxFeePerGas: fields.maxFeePerGas,
    maxPriorityFeePerGas: fields.maxPriorityFeePerGas,
    maxFeePerBlobGas: fields.maxFeePerBlobGas,
    hash: toHex(tx.hash),
    input: toHex(tx.data),
    nonce: quantityHex(tx.nonce),
    to: tx.to === undefined ? null : toHex(tx.to),
    transactionIndex: place === undefined ? null : quantityHex(place.index),
    value: quantityHex(tx.value),
    type: quantityHex(shownType(tx)),
    accessList: fields.accessList,
    chainId: fields.chainId,
    blobVersionedHashes: fields.blobVersionedHashes,
    authorizationList: fields.authorizationList,
    v,
    r: quantityHex(tx.r),
    s: quantityHex(tx.s),
    yParity: shownType(tx) === 0 ? undefined : v,
  };
}

/** The fields that signed and unsigned transactions have in common. */
type ShownFields = Pick<
  Transaction,
  'type' | 'chainId' | 'maxFeePerGas' | 'maxPriorityFeePerGas' | 'accessList'
> &
  Partial<Pick<Transaction, 'maxFeePerBlobGas' | 'blobHashes' | 'authorizations'>>;

/** What a mined transaction paid per gas; what one that waits offers at most. */
function gasPrice(tx: Transaction, place: TransactionPlace | undefined): bigint {
  if (tx.type < 2 || place === undefined) return tx.maxFeePerGas;
  const baseFee = place.block.header.baseFeePerGas ?? 0n;
  return baseFee + effectiveTip(tx, baseFee);
}

/** A transaction without a signature, as eth_fillTransaction shows it. */
export function formatUnsigned(tx: UnsignedTransaction) {
  const fields = fieldsByType(tx);
  return {
    type: quantityHex(tx.type),
    nonce: quantityHex(tx.nonce),
    from: toHex(tx.from),
    to: tx.to === undefined ? null : toHex(tx.to),
    gas: quantityHex(tx.gasLimit),
    gasPrice: tx.type < 2 ? quantityHex(tx.maxFeePerGas) : undefined,
    maxFeePerGas: fields.maxFeePerGas,
    maxPriorityFeePerGas: fields.maxPriorityFeePerGas,
    maxFeePerBlobGas: fields.maxFeePerBlobGas,
    value: quantityHex(tx.value),
    input: toHex(tx.data),
    accessList: fields.accessList,
    chainId: fields.chainId,
    blobVersionedHashes: fields.blobVersionedHashes,
    authorizationList: fields.authorizationList,
    v: '0x0',
    r: '0x0',
    s: '0x0',
    yParity: tx.type === 0 ? undefined : '0x0',
  };
}

/** The fields that not every type has. */
function fieldsByType(tx: ShownFields) {
  const type = shownType(tx);
  return {
    maxFeePerGas: type < 2 ? undefined : quantityHex(tx.maxFeePerGas),
    maxPriorityFeePerGas: type < 2 ? undefined : quantityHex(tx.maxPriorityFeePerGas),
    maxFeePerBlobGas: type === 3 ? quantityHex(tx.maxFeePerBlobGas ?? 0n) : undefined,
    accessList: type === 0 ? undefined : tx.accessList.map(formatAccessListEntry),
    chainId: quantityIfAny(tx.chainId),
    blobVersionedHashes: type === 3 ? (tx.blobHashes ?? []).map(toHex) : undefined,
    authorizationList: type === 4 ? (tx.authorizations ?? []).map(formatAuthorization) : undefined,
  };
}

/** One address of an access list with its slots. */
export function formatAccessListEntry(entry: AccessListEntry) {
  return { address: toHex(entry.address), storageKeys: entry.storageKeys.map(toHex) };
}

function formatAuthorization(item: Authorization) {
  return {
    chainId: quantityHex(item.chainId),
    address: toHex(item.address),
    nonce: quantityHex(item.nonce),
    yParity: quantityHex(item.yParity),
    r: quantityHex(item.r),
    s: quantityHex(item.s),
  };
}
