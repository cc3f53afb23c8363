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
import { quantityHex } from './hex.ts';

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

/** A signed transaction as every eth_ method shows it. The fields and their order are geth's. */
export function formatTransaction(tx: Transaction, place: TransactionPlace | undefined) {
  return {
    blockHash: place === undefined ? null : toHex(place.block.hash),
    blockNumber: place === undefined ? null : quantityHex(place.block.header.number),
    blockTimestamp: place === undefined ? null : quantityHex(place.block.header.timestamp),
    from: toHex(tx.sender),
    gas: quantityHex(tx.gasLimit),
    gasPrice: quantityHex(gasPrice(tx, place)),
    ...feeFields(tx),
    hash: toHex(tx.hash),
    input: toHex(tx.data),
    nonce: quantityHex(tx.nonce),
    to: tx.to === undefined ? null : toHex(tx.to),
    transactionIndex: place === undefined ? null : quantityHex(place.index),
    value: quantityHex(tx.value),
    type: quantityHex(shownType(tx)),
    ...typedFields(tx),
    v: quantityHex(tx.v),
    r: quantityHex(tx.r),
    s: quantityHex(tx.s),
    ...(shownType(tx) === 0 ? {} : { yParity: quantityHex(tx.v) }),
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
  return {
    type: quantityHex(tx.type),
    nonce: quantityHex(tx.nonce),
    from: toHex(tx.from),
    to: tx.to === undefined ? null : toHex(tx.to),
    gas: quantityHex(tx.gasLimit),
    ...(tx.type < 2 ? { gasPrice: quantityHex(tx.maxFeePerGas) } : {}),
    ...feeFields(tx),
    value: quantityHex(tx.value),
    input: toHex(tx.data),
    ...typedFields(tx),
    v: '0x0',
    r: '0x0',
    s: '0x0',
    ...(tx.type === 0 ? {} : { yParity: '0x0' }),
  };
}

function feeFields(tx: ShownFields) {
  if (shownType(tx) < 2) return {};
  const fees = {
    maxFeePerGas: quantityHex(tx.maxFeePerGas),
    maxPriorityFeePerGas: quantityHex(tx.maxPriorityFeePerGas),
  };
  return tx.type === 3 ? { ...fees, maxFeePerBlobGas: quantityHex(tx.maxFeePerBlobGas ?? 0n) } : fees;
}

function typedFields(tx: ShownFields) {
  const chainId = tx.chainId === undefined ? {} : { chainId: quantityHex(tx.chainId) };
  if (shownType(tx) === 0) return chainId;
  return {
    accessList: tx.accessList.map(formatAccessListEntry),
    ...chainId,
    ...(tx.type === 3 ? { blobVersionedHashes: (tx.blobHashes ?? []).map(toHex) } : {}),
    ...(tx.type === 4 ? { authorizationList: (tx.authorizations ?? []).map(formatAuthorization) } : {}),
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
