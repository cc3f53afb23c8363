import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { RlpItem } from '../rlp/decode.ts';
import { encodeRlp, type RlpInput } from '../rlp/encode.ts';
import { asBytes, asFixedBytes, asList, asUint, decodeList, expectSize } from '../rlp/fields.ts';
import type { Header } from './header.ts';

/** Fields of a header at each fork that added some: Frontier, London, Shanghai, Cancun, Prague. */
const HEADER_SIZES = [15, 16, 17, 20, 21];

/** The header's consensus encoding (yellow paper 4.4.3). Optional fields end at the first absent one. */
export function encodeHeader(header: Header): Uint8Array {
  return encodeRlp(headerItems(header));
}

/** keccak256 of the encoding: the block's hash. */
export function hashHeader(header: Header): Uint8Array {
  return keccak256(encodeHeader(header));
}

/** The fields in order, for encoding inside a block. */
export function headerItems(header: Header): RlpInput[] {
  const items: RlpInput[] = [
    header.parentHash,
    header.ommersHash,
    header.coinbase,
    header.stateRoot,
    header.transactionsRoot,
    header.receiptsRoot,
    header.logsBloom,
    header.difficulty,
    header.number,
    header.gasLimit,
    header.gasUsed,
    header.timestamp,
    header.extraData,
    header.mixHash,
    header.nonce,
  ];
  const optional = [
    header.baseFeePerGas,
    header.withdrawalsRoot,
    header.blobGasUsed,
    header.excessBlobGas,
    header.parentBeaconBlockRoot,
    header.requestsHash,
  ];
  for (const field of optional) {
    if (field === undefined) break;
    items.push(field);
  }
  return items;
}

/** Decodes a header strictly. Throws DecodeError. */
export function decodeHeader(bytes: Uint8Array): Header {
  return headerFromItems(decodeList(bytes, HEADER_SIZES, 'header'));
}

/** The header that the items of a list stand for. Throws DecodeError. */
export function headerFromItem(item: RlpItem | undefined, what: string): Header {
  return headerFromItems(expectSize(asList(item, what), HEADER_SIZES, what));
}

function headerFromItems(items: RlpItem[]): Header {
  const optional = <T>(index: number, read: (item: RlpItem | undefined) => T): T | undefined =>
    index < items.length ? read(items[index]) : undefined;
  return {
    parentHash: asFixedBytes(items[0], 32, 'header.parentHash'),
    ommersHash: asFixedBytes(items[1], 32, 'header.sha3Uncles'),
    coinbase: asFixedBytes(items[2], 20, 'header.miner'),
    stateRoot: asFixedBytes(items[3], 32, 'header.stateRoot'),
    transactionsRoot: asFixedBytes(items[4], 32, 'header.transactionsRoot'),
    receiptsRoot: asFixedBytes(items[5], 32, 'header.receiptsRoot'),
    logsBloom: asFixedBytes(items[6], 256, 'header.logsBloom'),
    difficulty: asUint(items[7], 32, 'header.difficulty'),
    number: asUint(items[8], 8, 'header.number'),
    gasLimit: asUint(items[9], 8, 'header.gasLimit'),
    gasUsed: asUint(items[10], 8, 'header.gasUsed'),
    timestamp: asUint(items[11], 8, 'header.timestamp'),
    extraData: asBytes(items[12], 'header.extraData'),
    mixHash: asFixedBytes(items[13], 32, 'header.mixHash'),
    nonce: asFixedBytes(items[14], 8, 'header.nonce'),
    baseFeePerGas: optional(15, (item) => asUint(item, 32, 'header.baseFeePerGas')),
    withdrawalsRoot: optional(16, (item) => asFixedBytes(item, 32, 'header.withdrawalsRoot')),
    blobGasUsed: optional(17, (item) => asUint(item, 8, 'header.blobGasUsed')),
    excessBlobGas: optional(18, (item) => asUint(item, 8, 'header.excessBlobGas')),
    parentBeaconBlockRoot: optional(19, (item) => asFixedBytes(item, 32, 'header.parentBeaconBlockRoot')),
    requestsHash: optional(20, (item) => asFixedBytes(item, 32, 'header.requestsHash')),
  };
}
