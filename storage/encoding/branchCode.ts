import {
  ADD_32,
  AND_32,
  COUNT_ONES_32,
  type Code,
  functionBody,
  i32,
  LESS_32,
  load64,
  local,
  SHIFT_LEFT_32,
  SHIFT_RIGHT_32,
  store8,
  store64,
} from './wasmCode.ts';

/** Bytes of a record before its children (storage/trie/record.ts). */
const HEADER = 6;

/** Parameters and locals. */
const PRESENT = 0;
const LEAF = 1;
const KEY_LENGTH = 2;
const SIZE = 3;
const FROM = 4;
const TO = 5;
const BIT = 6;

/**
 * A function (present, leaf, keyLength) that puts a branch together from its record and has it hashed: a block changes as many
 * branches as all else that it hashes, and a full one is 532 bytes, which this moves eight at a time. For branches all of whose
 * children are named by a hash; two of them at least, so that the list's header has two or three bytes.
 */
export function finishBranch(record: number, input: number, finish: number): Code {
  const putByte = (value: number): Code => [...local.get(TO), ...i32(value), ...store8(0)];
  const advance = (index: number, by: number): Code => [
    ...local.get(index),
    ...i32(by),
    ADD_32,
    ...local.set(index),
  ];
  const has = (mask: number): Code => [...local.get(mask), ...local.get(BIT), AND_32];
  const code: Code = [];

  // SIZE = 17 + 32 * children: an empty string for each that is not there, and for the value, a header for each that is.
  code.push(...local.get(PRESENT), COUNT_ONES_32, ...i32(5), SHIFT_LEFT_32, ...i32(17), ADD_32);
  code.push(...local.set(SIZE), ...i32(input), ...local.set(TO));
  code.push(...local.get(SIZE), ...i32(256), LESS_32, 0x04, 0x40);
  code.push(...putByte(0xf8), ...local.get(TO), ...local.get(SIZE), ...store8(1), ...advance(TO, 2));
  code.push(0x05, ...putByte(0xf9));
  code.push(...local.get(TO), ...local.get(SIZE), ...i32(8), SHIFT_RIGHT_32, ...store8(1));
  code.push(...local.get(TO), ...local.get(SIZE), ...store8(2), ...advance(TO, 3), 0x0b);

  code.push(...i32(record + HEADER), ...local.set(FROM), ...i32(1), ...local.set(BIT));
  code.push(0x03, 0x40, ...has(PRESENT), 0x04, 0x40, ...putByte(0xa0));
  for (let at = 0; at < 32; at += 8)
    code.push(...local.get(TO), ...local.get(FROM), ...load64(at), ...store64(at + 1));
  code.push(...advance(TO, 33), ...advance(FROM, 32));
  code.push(...has(LEAF), 0x04, 0x40, ...local.get(FROM), ...local.get(KEY_LENGTH), ADD_32);
  code.push(...local.set(FROM), 0x0b, 0x05, ...putByte(0x80), ...advance(TO, 1), 0x0b);
  code.push(...local.get(BIT), ...i32(1), SHIFT_LEFT_32, 0x22, BIT, ...i32(1 << 16), LESS_32, 0x0d, 0, 0x0b);

  code.push(...putByte(0x80), ...local.get(TO), ...i32(1), ADD_32, 0x10, finish);
  return functionBody([[4, 0x7f]], code);
}
