import { effectiveGasPrice } from '../../vm/transaction/execute.ts';
import type { Header } from '../block/header.ts';
import { GenesisError } from '../genesis/errors.ts';
import { asFixedHex, asHexBytes, asObject, asQuantity, type JsonObject } from '../genesis/values.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { DecodeError } from '../rlp/errors.ts';
import { decodeStoredTransaction } from '../transaction/decode.ts';
import { encodeTransaction } from '../transaction/encode.ts';
import {
  type AccessListEntry,
  type Authorization,
  type EthereumType,
  NATIVE_TYPE,
  type Transaction,
} from '../transaction/transaction.ts';

/** A block of a dump, as it was on the chain that the dump was made of. */
export interface DumpedBlock {
  readonly header: Header;
  readonly transactions: readonly Transaction[];
  readonly receipts: readonly Receipt[];
}

/** The blocks of a dump above genesis, in order; undefined where it has none, or has them in another form. */
export function readBlocks(document: JsonObject): readonly DumpedBlock[] | undefined {
  try {
    const mined = new Map<string, JsonObject>();
    for (const value of asArray(document.transactions, 'transactions')) {
      const entry = asObject(value, 'transactions');
      const index = asQuantity(asObject(entry.info, 'info').transaction_index, 32, 'transaction_index');
      mined.set(place(asQuantity(entry.block_number, 64, 'block_number'), index), entry);
    }
    const blocks = asArray(document.blocks, 'blocks').map((value) =>
      readBlock(asObject(value, 'blocks'), mined),
    );
    const above = blocks.filter(({ header }) => header.number > 0n);
    above.sort((a, b) => Number(a.header.number - b.header.number));
    const isWhole = above.every(({ header }, index) => header.number === BigInt(index + 1));
    return isWhole ? above : undefined;
  } catch (error) {
    if (error instanceof GenesisError || error instanceof DecodeError) return undefined;
    throw error;
  }
}

function readBlock(block: JsonObject, mined: ReadonlyMap<string, JsonObject>): DumpedBlock {
  const header = readHeader(asObject(block.header, 'header'));
  const transactions: Transaction[] = [];
  const receipts: Receipt[] = [];
  for (const [index, value] of asArray(block.transactions, 'transactions').entries()) {
    const entry = asObject(mined.get(place(header.number, BigInt(index))), 'transactions');
    const json = asObject(asObject(value, 'transaction').transaction, 'transaction');
    const transaction = readTransaction(json, asObject(entry.info, 'info'));
    transactions.push(transaction);
    receipts.push(readReceipt(transaction, entry, header.baseFeePerGas ?? 0n));
  }
  return { header, transactions, receipts };
}

function place(block: bigint, index: bigint): string {
  return `${block}/${index}`;
}

function readHeader(json: JsonObject): Header {
  const bytes = (name: string, length: number) => asFixedHex(json[name], length, name);
  const quantity = (name: string) => asQuantity(json[name], 256, name);
  const optionalBytes = (name: string) => (isAbsent(json[name]) ? undefined : bytes(name, 32));
  const optionalQuantity = (name: string) => (isAbsent(json[name]) ? undefined : quantity(name));
  return {
    parentHash: bytes('parentHash', 32),
    ommersHash: bytes('sha3Uncles', 32),
    coinbase: bytes('miner', 20),
    stateRoot: bytes('stateRoot', 32),
    transactionsRoot: bytes('transactionsRoot', 32),
    receiptsRoot: bytes('receiptsRoot', 32),
    logsBloom: bytes('logsBloom', 256),
    difficulty: quantity('difficulty'),
    number: quantity('number'),
    gasLimit: quantity('gasLimit'),
    gasUsed: quantity('gasUsed'),
    timestamp: quantity('timestamp'),
    extraData: asHexBytes(json.extraData, 'extraData'),
    mixHash: bytes('mixHash', 32),
    nonce: bytes('nonce', 8),
    baseFeePerGas: optionalQuantity('baseFeePerGas'),
    withdrawalsRoot: optionalBytes('withdrawalsRoot'),
    blobGasUsed: optionalQuantity('blobGasUsed'),
    excessBlobGas: optionalQuantity('excessBlobGas'),
    parentBeaconBlockRoot: optionalBytes('parentBeaconBlockRoot'),
    requestsHash: optionalBytes('requestsHash'),
  };
}

function readTransaction(json: JsonObject, info: JsonObject): Transaction {
  const quantity = (name: string) => asQuantity(json[name], 256, name);
  const type = Number(asQuantity(json.type, 8, 'type'));
  // An impersonated sender cannot be recovered, and anvil gives such a transaction a hash that is not that of its bytes.
  const hash = asFixedHex(info.transaction_hash, 32, 'transaction_hash');
  const sender = asFixedHex(info.from, 20, 'from');
  // Not of anvil's: written by dumpBlocks.ts.
  if (type === NATIVE_TYPE) return decodeStoredTransaction(asHexBytes(json.raw, 'raw'), hash, sender);
  const hasPrice = type < 2;
  const raw = encodeTransaction({
    type: type as EthereumType,
    chainId: isAbsent(json.chainId) ? undefined : quantity('chainId'),
    nonce: quantity('nonce'),
    gasLimit: quantity('gas'),
    maxFeePerGas: quantity(hasPrice ? 'gasPrice' : 'maxFeePerGas'),
    maxPriorityFeePerGas: quantity(hasPrice ? 'gasPrice' : 'maxPriorityFeePerGas'),
    to: isAbsent(json.to) ? undefined : asFixedHex(json.to, 20, 'to'),
    value: quantity('value'),
    data: asHexBytes(json.input, 'input'),
    accessList: asArray(json.accessList ?? [], 'accessList').map(readAccess),
    maxFeePerBlobGas: type === 3 ? quantity('maxFeePerBlobGas') : undefined,
    blobHashes: asArray(json.blobVersionedHashes ?? [], 'blobVersionedHashes').map((value) =>
      asFixedHex(value, 32, 'blobVersionedHashes'),
    ),
    authorizations: asArray(json.authorizationList ?? [], 'authorizationList').map(readAuthorization),
    v: quantity(type === 0 ? 'v' : 'yParity'),
    r: quantity('r'),
    s: quantity('s'),
  });
  return decodeStoredTransaction(raw, hash, sender);
}

function readAccess(value: unknown): AccessListEntry {
  const json = asObject(value, 'accessList');
  const keys = asArray(json.storageKeys, 'storageKeys').map((key) => asFixedHex(key, 32, 'storageKeys'));
  return { address: asFixedHex(json.address, 20, 'address'), storageKeys: keys };
}

function readAuthorization(value: unknown): Authorization {
  const json = asObject(value, 'authorizationList');
  const quantity = (name: string) => asQuantity(json[name], 256, name);
  return {
    chainId: quantity('chainId'),
    address: asFixedHex(json.address, 20, 'address'),
    nonce: quantity('nonce'),
    yParity: quantity('yParity'),
    r: quantity('r'),
    s: quantity('s'),
  };
}

function readReceipt(transaction: Transaction, entry: JsonObject, baseFee: bigint): Receipt {
  const info = asObject(entry.info, 'info');
  const receipt = asObject(entry.receipt, 'receipt');
  return {
    type: transaction.type,
    succeeded: asQuantity(receipt.status, 8, 'status') === 1n,
    stateRoot: undefined,
    cumulativeGasUsed: asQuantity(receipt.cumulativeGasUsed, 64, 'cumulativeGasUsed'),
    logsBloom: asFixedHex(receipt.logsBloom, 256, 'logsBloom'),
    logs: asArray(receipt.logs, 'logs').map((value) => {
      const log = asObject(value, 'logs');
      return {
        address: asFixedHex(log.address, 20, 'address'),
        topics: asArray(log.topics, 'topics').map((topic) => asFixedHex(topic, 32, 'topics')),
        data: asHexBytes(log.data, 'data'),
      };
    }),
    gasUsed: asQuantity(info.gas_used, 64, 'gas_used'),
    effectiveGasPrice: effectiveGasPrice(transaction, baseFee),
    contractAddress: isAbsent(info.contract_address)
      ? undefined
      : asFixedHex(info.contract_address, 20, 'contract'),
    blobGasUsed: undefined,
    blobGasPrice: undefined,
  };
}

function asArray(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new GenesisError('bad-value', path, 'a list expected');
  return value;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
