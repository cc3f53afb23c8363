import type { Header } from '../../chain/block/header.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';

/** A header as JSON. The last six exist from the fork on that brought them. */
export interface HeaderJson {
  hash: string;
  parentHash: string;
  sha3Uncles: string;
  miner: string;
  stateRoot: string;
  transactionsRoot: string;
  receiptsRoot: string;
  logsBloom: string;
  difficulty: string;
  number: string;
  gasLimit: string;
  gasUsed: string;
  timestamp: string;
  extraData: string;
  mixHash: string;
  nonce: string;
  baseFeePerGas?: string;
  withdrawalsRoot?: string;
  blobGasUsed?: string;
  excessBlobGas?: string;
  parentBeaconBlockRoot?: string;
  requestsHash?: string;
}

/** A header with its hash, as newHeads announces it and as blocks begin. */
export function formatHeader(header: Header, hash: Uint8Array): HeaderJson {
  const json: HeaderJson = {
    hash: toHex(hash),
    parentHash: toHex(header.parentHash),
    sha3Uncles: toHex(header.ommersHash),
    miner: toHex(header.coinbase),
    stateRoot: toHex(header.stateRoot),
    transactionsRoot: toHex(header.transactionsRoot),
    receiptsRoot: toHex(header.receiptsRoot),
    logsBloom: toHex(header.logsBloom),
    difficulty: quantityHex(header.difficulty),
    number: quantityHex(header.number),
    gasLimit: quantityHex(header.gasLimit),
    gasUsed: quantityHex(header.gasUsed),
    timestamp: quantityHex(header.timestamp),
    extraData: toHex(header.extraData),
    mixHash: toHex(header.mixHash),
    nonce: toHex(header.nonce),
  };
  const { baseFeePerGas, withdrawalsRoot, blobGasUsed, excessBlobGas, parentBeaconBlockRoot, requestsHash } =
    header;
  if (baseFeePerGas !== undefined) json.baseFeePerGas = quantityHex(baseFeePerGas);
  if (withdrawalsRoot !== undefined) json.withdrawalsRoot = toHex(withdrawalsRoot);
  if (blobGasUsed !== undefined) json.blobGasUsed = quantityHex(blobGasUsed);
  if (excessBlobGas !== undefined) json.excessBlobGas = quantityHex(excessBlobGas);
  if (parentBeaconBlockRoot !== undefined) json.parentBeaconBlockRoot = toHex(parentBeaconBlockRoot);
  if (requestsHash !== undefined) json.requestsHash = toHex(requestsHash);
  return json;
}
