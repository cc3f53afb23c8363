import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { RlpItem } from '../rlp/decode.ts';
import { encodeRlp, encodeRlpList, type RlpInput, rlpBytesSize, rlpListSize } from '../rlp/encode.ts';
import { DecodeError } from '../rlp/errors.ts';
import { asFixedBytes, asList, asUint, decodeList, expectSize } from '../rlp/fields.ts';
import { type DecodeTransactionOptions, decodeTransaction } from '../transaction/decode.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { Block, Withdrawal } from './block.ts';
import { encodeHeader, headerFromItem, headerItems } from './headerCodec.ts';

/** The block as nodes exchange it: [header, transactions, ommers] and, from Shanghai, withdrawals (EIP-4895). */
export function encodeBlock(block: Block): Uint8Array {
  const parts = [
    encodeHeader(block.header),
    encodeRlpList(block.transactions.map(encodeInBlock)),
    encodeRlp(block.ommers.map(headerItems)),
  ];
  if (block.withdrawals !== undefined) parts.push(encodeRlp(block.withdrawals.map(withdrawalItems)));
  return encodeRlpList(parts);
}

/** Bytes of `encodeBlock`, from the sizes of its parts: nothing is encoded but the small ones. */
export function blockSize(parts: {
  readonly header: Uint8Array;
  readonly transactions: Iterable<Uint8Array>;
  readonly ommers: readonly Uint8Array[];
  readonly withdrawals: readonly Withdrawal[] | undefined;
}): number {
  let transactions = 0;
  for (const raw of parts.transactions) transactions += isLegacy(raw) ? raw.length : rlpBytesSize(raw);
  let ommers = 0;
  for (const ommer of parts.ommers) ommers += ommer.length;
  const withdrawals =
    parts.withdrawals === undefined ? 0 : encodeRlp(parts.withdrawals.map(withdrawalItems)).length;
  return rlpListSize(parts.header.length + rlpListSize(transactions) + rlpListSize(ommers) + withdrawals);
}

/**
 * Decodes a whole block strictly, recovering every sender, unless they have been recovered before: `senders` are those of
 * its transactions, 20 bytes each. Throws DecodeError.
 */
export function decodeBlock(bytes: Uint8Array, senders?: Uint8Array): Block {
  const items = decodeList(bytes, [3, 4], 'block');
  const header = headerFromItem(items[0], 'block.header');
  // Whether the higher `s` counts depends on the fork and is for the block's validation.
  const optionsOf = (index: number): DecodeTransactionOptions => ({
    highS: true,
    sender: senders?.slice(20 * index, 20 * index + 20),
  });
  return {
    header,
    hash: keccak256(encodeHeader(header)),
    transactions: asList(items[1], 'block.transactions').map((item, index) =>
      transactionFromItem(item, optionsOf(index)),
    ),
    ommers: ommersFromItem(items[2]),
    withdrawals: items.length === 4 ? withdrawalsFromItem(items[3]) : undefined,
  };
}

/** The ommers list of a block or a stored body. Throws DecodeError. */
export function ommersFromItem(item: RlpItem | undefined): Block['ommers'] {
  return asList(item, 'block.ommers').map((ommer) => headerFromItem(ommer, 'block.ommer'));
}

/** The withdrawals list of a block or a stored body. Throws DecodeError. */
export function withdrawalsFromItem(item: RlpItem | undefined): Withdrawal[] {
  return asList(item, 'block.withdrawals').map((element) => {
    const fields = expectSize(asList(element, 'withdrawal'), [4], 'withdrawal');
    return {
      index: asUint(fields[0], 8, 'withdrawal.index'),
      validatorIndex: asUint(fields[1], 8, 'withdrawal.validatorIndex'),
      address: asFixedBytes(fields[2], 20, 'withdrawal.address'),
      amount: asUint(fields[3], 8, 'withdrawal.amount'),
    };
  });
}

/** The fields of a withdrawal in order. */
export function withdrawalItems(withdrawal: Withdrawal): RlpInput[] {
  return [withdrawal.index, withdrawal.validatorIndex, withdrawal.address, withdrawal.amount];
}

/** Keccak-256 of the encoded ommers: the header's `sha3Uncles`. */
export function hashOmmers(ommers: Block['ommers']): Uint8Array {
  return keccak256(encodeRlp(ommers.map(headerItems)));
}

/** `sha3Uncles` of a block without ommers. */
export const EMPTY_OMMERS_HASH = hashOmmers([]);

/** A legacy transaction stands in a block as the list that it is, a typed one as a byte string (EIP-2718). */
function encodeInBlock({ raw }: Transaction): Uint8Array {
  return isLegacy(raw) ? raw : encodeRlp(raw);
}

function transactionFromItem(item: RlpItem, options: DecodeTransactionOptions): Transaction {
  if (Array.isArray(item)) return decodeTransaction(encodeRlp(item), options);
  if (isLegacy(item))
    throw new DecodeError('list-expected', 'block: a legacy transaction inside a byte string');
  return decodeTransaction(item, options);
}

function isLegacy(raw: Uint8Array): boolean {
  return (raw[0] ?? 0) >= 0xc0;
}
