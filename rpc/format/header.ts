import type { Header } from '../../chain/block/header.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex, quantityIfAny } from './hex.ts';

/** A header as JSON. The last six exist from the fork on that brought them; undefined is left out. */
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
  return {
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
    baseFeePerGas: quantityIfAny(header.baseFeePerGas),
    withdrawalsRoot: hexIfAny(header.withdrawalsRoot),
    blobGasUsed: quantityIfAny(header.blobGasUsed),
    excessBlobGas: quantityIfAny(header.excessBlobGas),
    parentBeaconBlockRoot: hexIfAny(header.parentBeaconBlockRoot),
    requestsHash: hexIfAny(header.requestsHash),
  };
}

function hexIfAny(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : toHex(bytes);
}
