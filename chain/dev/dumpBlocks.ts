import { bytesToBigInt, toHex } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import type { Header } from '../block/header.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { NATIVE_TYPE, type Transaction } from '../transaction/transaction.ts';

/** JSON as anvil writes it into a dump. */
type Json = Record<string, unknown>;

/** A block as anvil's dump holds it. */
export function dumpBlock({ header, transactions, withdrawals }: Block): Json {
  return {
    header: dumpHeader(header),
    transactions: transactions.map((transaction) => ({
      transaction: dumpTransaction(transaction),
      impersonated_sender: isSigned(transaction) ? null : toHex(transaction.sender),
    })),
    ommers: [],
    withdrawals: withdrawals === undefined ? null : [],
  };
}

/** False for an impersonated sender's: see `impersonatedTransaction`. */
function isSigned({ r, s, sender }: Transaction): boolean {
  return s !== 1n || r !== bytesToBigInt(sender);
}

/** A mined transaction as anvil's dump holds it, without the trace that anvil keeps. */
export function dumpMined(block: Block, index: number, transaction: Transaction, receipt: Receipt): Json {
  const succeeded = receipt.succeeded !== false;
  return {
    info: {
      transaction_hash: toHex(transaction.hash),
      transaction_index: index,
      from: toHex(transaction.sender),
      to: optional(transaction.to),
      contract_address: optional(receipt.contractAddress),
      traces: [],
      exit: succeeded ? 'Return' : 'Revert',
      out: null,
      nonce: Number(transaction.nonce),
      gas_used: Number(receipt.gasUsed),
    },
    receipt: {
      type: quantity(BigInt(receipt.type)),
      status: succeeded ? '0x1' : '0x0',
      cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
      logs: receipt.logs.map(({ address, topics, data }) => ({
        address: toHex(address),
        topics: topics.map(toHex),
        data: toHex(data),
      })),
      logsBloom: toHex(receipt.logsBloom),
    },
    block_hash: toHex(block.hash),
    block_number: Number(block.header.number),
  };
}

/** 0x hex without leading zeros. */
export function quantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function dumpHeader(header: Header): Json {
  return {
    parentHash: toHex(header.parentHash),
    sha3Uncles: toHex(header.ommersHash),
    miner: toHex(header.coinbase),
    stateRoot: toHex(header.stateRoot),
    transactionsRoot: toHex(header.transactionsRoot),
    receiptsRoot: toHex(header.receiptsRoot),
    logsBloom: toHex(header.logsBloom),
    difficulty: quantity(header.difficulty),
    number: quantity(header.number),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    extraData: toHex(header.extraData),
    mixHash: toHex(header.mixHash),
    nonce: toHex(header.nonce),
    baseFeePerGas: optionalQuantity(header.baseFeePerGas),
    withdrawalsRoot: optional(header.withdrawalsRoot),
    blobGasUsed: optionalQuantity(header.blobGasUsed),
    excessBlobGas: optionalQuantity(header.excessBlobGas),
    parentBeaconBlockRoot: optional(header.parentBeaconBlockRoot),
    requestsHash: optional(header.requestsHash),
  };
}

function dumpTransaction(transaction: Transaction): Json {
  const { type } = transaction;
  const common = {
    type: quantity(BigInt(type)),
    chainId: optionalQuantity(transaction.chainId),
    nonce: quantity(transaction.nonce),
    gas: quantity(transaction.gasLimit),
    to: optional(transaction.to),
    value: quantity(transaction.value),
    input: toHex(transaction.data),
    r: quantity(transaction.r),
    s: quantity(transaction.s),
    v: quantity(transaction.v),
    hash: toHex(transaction.hash),
  };
  if (type === NATIVE_TYPE) return { ...common, raw: toHex(transaction.raw) };
  if (type === 0) return { ...common, gasPrice: quantity(transaction.maxFeePerGas) };
  const accessList = transaction.accessList.map(({ address, storageKeys }) => ({
    address: toHex(address),
    storageKeys: storageKeys.map(toHex),
  }));
  const typed = { ...common, accessList, yParity: quantity(transaction.v) };
  if (type === 1) return { ...typed, gasPrice: quantity(transaction.maxFeePerGas) };
  return {
    ...typed,
    maxFeePerGas: quantity(transaction.maxFeePerGas),
    maxPriorityFeePerGas: quantity(transaction.maxPriorityFeePerGas),
    maxFeePerBlobGas: type === 3 ? optionalQuantity(transaction.maxFeePerBlobGas) : undefined,
    blobVersionedHashes: type === 3 ? transaction.blobHashes.map(toHex) : undefined,
    authorizationList: type === 4 ? transaction.authorizations.map(dumpAuthorization) : undefined,
  };
}

function dumpAuthorization({
  chainId,
  address,
  nonce,
  yParity,
  r,
  s,
}: Transaction['authorizations'][number]): Json {
  return {
    chainId: quantity(chainId),
    address: toHex(address),
    nonce: quantity(nonce),
    yParity: quantity(yParity),
    r: quantity(r),
    s: quantity(s),
  };
}

function optional(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : toHex(bytes);
}

function optionalQuantity(value: bigint | undefined): string | undefined {
  return value === undefined ? undefined : quantity(value);
}
