import { bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { decodeRlp, type RlpItem } from './decode.ts';
import { DecodeError } from './errors.ts';

/** The item as a list. */
export function asList(item: RlpItem | undefined, field: string): RlpItem[] {
  if (!Array.isArray(item)) throw new DecodeError('list-expected', `${field}: a list expected`);
  return item;
}

/** The item as a byte string of any length. */
export function asBytes(item: RlpItem | undefined, field: string): Uint8Array {
  if (!(item instanceof Uint8Array))
    throw new DecodeError('bytes-expected', `${field}: a byte string expected`);
  return item;
}

/** The item as a byte string of exactly `length` bytes. */
export function asFixedBytes(item: RlpItem | undefined, length: number, field: string): Uint8Array {
  const bytes = asBytes(item, field);
  if (bytes.length !== length) {
    throw new DecodeError('length', `${field}: ${length} bytes expected, got ${bytes.length}`);
  }
  return bytes;
}

/** The item as an unsigned integer of at most `maxBytes` bytes without leading zeros. */
export function asUint(item: RlpItem | undefined, maxBytes: number, field: string): bigint {
  const bytes = asBytes(item, field);
  if (bytes.length > maxBytes) {
    throw new DecodeError(
      'integer-too-large',
      `${field}: an integer of at most ${8 * maxBytes} bits expected`,
    );
  }
  if (bytes[0] === 0) throw new DecodeError('leading-zeros', `${field}: an integer with leading zeros`);
  return bytesToBigInt(bytes);
}

/** The item as an address, or undefined for the empty string that stands for contract creation. */
export function asRecipient(item: RlpItem | undefined, field: string): Uint8Array | undefined {
  return asBytes(item, field).length === 0 ? undefined : asFixedBytes(item, 20, field);
}

/** Decodes `bytes` as one list with one of the given sizes. */
export function decodeList(bytes: Uint8Array, sizes: readonly number[], what: string): RlpItem[] {
  return expectSize(asList(decodeRlp(bytes), what), sizes, what);
}

/** Checks the number of items. */
export function expectSize(list: RlpItem[], sizes: readonly number[], what: string): RlpItem[] {
  if (!sizes.includes(list.length)) {
    throw new DecodeError('list-size', `${what}: ${sizes.join(' or ')} fields expected, got ${list.length}`);
  }
  return list;
}
