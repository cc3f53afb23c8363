import { bigIntToBytes } from '../../storage/encoding/bytes.ts';

/** What can be encoded; integers take their minimal big-endian form. */
export type RlpInput = Uint8Array | bigint | readonly RlpInput[];

/** Encodes one RLP item (yellow paper, appendix B). */
export function encodeRlp(input: RlpInput): Uint8Array {
  const { item, size } = measure(input);
  const out = new Uint8Array(size);
  write(item, out, 0);
  return out;
}

/** Joins items that are already encoded into a list. */
export function encodeRlpList(encodedItems: readonly Uint8Array[]): Uint8Array {
  let payload = 0;
  for (const item of encodedItems) payload += item.length;
  const out = new Uint8Array(headSize(payload) + payload);
  let offset = writeRlpHead(out, 0, 0xc0, payload);
  for (const item of encodedItems) {
    out.set(item, offset);
    offset += item.length;
  }
  return out;
}

/** Bytes that a list takes whose items take `payload` bytes. */
export function rlpListSize(payload: number): number {
  return headSize(payload) + payload;
}

/** Bytes before the payload of an encoded list. */
export function rlpListHeadSize(encoded: Uint8Array): number {
  const first = encoded[0] ?? 0;
  return first <= 0xf7 ? 1 : 1 + first - 0xf7;
}

/** Bytes that a byte string takes. */
export function rlpBytesSize(bytes: Uint8Array): number {
  return bytes.length === 1 && (bytes[0] ?? 0) < 0x80 ? 1 : headSize(bytes.length) + bytes.length;
}

/** A list with the size of its payload, so that heads can be written before the items. */
interface MeasuredList {
  readonly items: readonly MeasuredItem[];
  readonly payload: number;
}
type MeasuredItem = Uint8Array | MeasuredList;

function measure(input: RlpInput): { item: MeasuredItem; size: number } {
  if (typeof input === 'bigint') {
    const bytes = bigIntToBytes(input);
    return { item: bytes, size: rlpBytesSize(bytes) };
  }
  if (input instanceof Uint8Array) return { item: input, size: rlpBytesSize(input) };
  const items: MeasuredItem[] = [];
  let payload = 0;
  for (const element of input) {
    const measured = measure(element);
    items.push(measured.item);
    payload += measured.size;
  }
  return { item: { items, payload }, size: rlpListSize(payload) };
}

function write(item: MeasuredItem, out: Uint8Array, offset: number): number {
  if (item instanceof Uint8Array) return writeRlpBytes(out, offset, item);
  let next = writeRlpHead(out, offset, 0xc0, item.payload);
  for (const element of item.items) next = write(element, out, next);
  return next;
}

/** Writes a byte string as an item; answers where it ends. */
export function writeRlpBytes(out: Uint8Array, offset: number, item: Uint8Array): number {
  const { length } = item;
  const first = item[0];
  if (length === 1 && first !== undefined && first < 0x80) {
    out[offset] = first;
    return offset + 1;
  }
  const start = writeRlpHead(out, offset, 0x80, length);
  if (length <= SHORT) for (let i = 0; i < length; i++) out[start + i] = item[i] as number;
  else out.set(item, start);
  return start + length;
}

/** Bytes up to which a loop copies faster than the library's call. */
const SHORT = 32;

function headSize(length: number): number {
  return length <= 55 ? 1 : 1 + lengthBytes(length);
}

function lengthBytes(length: number): number {
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}

/** Writes the head of an item with `length` bytes of payload: `base` is 0x80 for a string, 0xc0 for a list. Its end. */
export function writeRlpHead(out: Uint8Array, offset: number, base: number, length: number): number {
  if (length <= 55) {
    out[offset] = base + length;
    return offset + 1;
  }
  const size = lengthBytes(length);
  out[offset] = base + 55 + size;
  for (let i = 0; i < size; i++) out[offset + size - i] = (length >>> (8 * i)) & 0xff;
  return offset + 1 + size;
}
