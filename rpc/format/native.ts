import type { Block } from '../../chain/block/block.ts';
import type { SealedHeader } from '../../chain/block/header.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import { type AddressNetwork, formatXaiAddress } from '../../chain/transaction/native/address.ts';
import { classify } from '../../chain/transaction/native/classify.ts';
import { type EthereumType, isEthereum, type Transaction } from '../../chain/transaction/transaction.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { TransactionPlace } from './transaction.ts';

/** What the native views need to know of the chain. */
export interface NativeView {
  readonly network: AddressNetwork;
  /** Whether code stands at an address. */
  hasCode(address: Uint8Array): boolean;
}

/** The fields that signed and unsigned transactions share. */
export type NativeBody = Pick<
  Transaction,
  | 'sender'
  | 'to'
  | 'value'
  | 'nonce'
  | 'data'
  | 'gasLimit'
  | 'maxFeePerGas'
  | 'maxPriorityFeePerGas'
  | 'chainId'
>;

/** What a transaction says, in native form. */
export function formatNativeBody(kind: string, tx: NativeBody, network: AddressNetwork) {
  return {
    tx_type: kind,
    sender: formatXaiAddress(tx.sender, network),
    recipient: tx.to === undefined ? null : formatXaiAddress(tx.to, network),
    amount: tx.value.toString(),
    nonce: tx.nonce.toString(),
    metadata: {
      data: toHex(tx.data),
      gas_limit: tx.gasLimit.toString(),
      max_fee_per_gas: tx.maxFeePerGas.toString(),
      max_priority_fee_per_gas: tx.maxPriorityFeePerGas.toString(),
      chain_id: tx.chainId === undefined ? null : tx.chainId.toString(),
    },
  };
}

/** A transaction of either origin as xai_getTransaction shows it. */
export function formatNativeTransaction(
  tx: Transaction,
  place: TransactionPlace | undefined,
  view: NativeView,
) {
  const { native } = tx;
  const signed = native !== undefined && native.kind !== 'system';
  return {
    txid: toHex(tx.hash),
    origin: native === undefined ? 'ethereum' : signed ? 'native' : 'system',
    ethereum_type: isEthereum(tx) ? (tx.type as EthereumType) : null,
    ...formatNativeBody(kindOf(tx, view), tx, view.network),
    public_key: signed ? toHex(native.publicKey) : null,
    signature: signed ? toHex(native.signature) : null,
    block_hash: place === undefined ? null : toHex(place.block.hash),
    block_number: place === undefined ? null : place.block.header.number.toString(),
    block_timestamp: place === undefined ? null : place.block.header.timestamp.toString(),
    transaction_index: place === undefined ? null : place.index,
  };
}

/** A block as xai_getBlock shows it; the transactions of one that is being made have no place yet. */
export function formatNativeBlock(
  block: Block,
  pending: boolean,
  fullTransactions: boolean,
  view: NativeView,
) {
  const { header, hash, transactions } = block;
  return {
    hash: toHex(hash),
    parent_hash: toHex(header.parentHash),
    number: header.number.toString(),
    timestamp: header.timestamp.toString(),
    producer: formatXaiAddress(header.coinbase, view.network),
    state_root: toHex(header.stateRoot),
    transactions_root: toHex(header.transactionsRoot),
    receipts_root: toHex(header.receiptsRoot),
    gas_limit: header.gasLimit.toString(),
    gas_used: header.gasUsed.toString(),
    base_fee_per_gas: header.baseFeePerGas === undefined ? null : header.baseFeePerGas.toString(),
    transaction_count: transactions.length,
    transactions: fullTransactions
      ? transactions.map((tx, index) =>
          formatNativeTransaction(tx, pending ? undefined : { block, index }, view),
        )
      : transactions.map((tx) => toHex(tx.hash)),
  };
}

/** A mined transaction's receipt with its place. */
export interface PlacedNativeReceipt {
  readonly block: SealedHeader;
  readonly transaction: Transaction;
  readonly index: number;
  readonly receipt: Receipt;
  /** the block's logs before this transaction's */
  readonly firstLog: number;
}

/** A receipt as xai_getReceipt shows it; `status` is null before Byzantium, where none was kept. */
export function formatNativeReceipt(placed: PlacedNativeReceipt, view: NativeView) {
  const { block, transaction, index, receipt, firstLog } = placed;
  const { header } = block;
  const text = (address: Uint8Array | undefined) =>
    address === undefined ? null : formatXaiAddress(address, view.network);
  return {
    txid: toHex(transaction.hash),
    tx_type: kindOf(transaction, view),
    status: receipt.succeeded === undefined ? null : receipt.succeeded ? 'success' : 'failed',
    sender: formatXaiAddress(transaction.sender, view.network),
    recipient: text(transaction.to),
    contract_address: text(receipt.contractAddress),
    gas_used: receipt.gasUsed.toString(),
    cumulative_gas_used: receipt.cumulativeGasUsed.toString(),
    effective_gas_price: receipt.effectiveGasPrice.toString(),
    fee: feeOf(receipt).toString(),
    logs: receipt.logs.map(({ address, topics, data }, offset) => ({
      address: formatXaiAddress(address, view.network),
      topics: topics.map(toHex),
      data: toHex(data),
      log_index: firstLog + offset,
    })),
    block_hash: toHex(block.hash),
    block_number: header.number.toString(),
    block_timestamp: header.timestamp.toString(),
    transaction_index: index,
  };
}

function kindOf(transaction: Transaction, view: NativeView): string {
  return classify(transaction, (address) => view.hasCode(address));
}

/** wei that the sender paid for gas and for blobs */
function feeOf({ gasUsed, effectiveGasPrice, blobGasUsed = 0n, blobGasPrice = 0n }: Receipt): bigint {
  return gasUsed * effectiveGasPrice + blobGasUsed * blobGasPrice;
}
