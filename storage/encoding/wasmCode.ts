/** Instructions of WebAssembly as bytes (core specification, section 5), for modules that are assembled here. */
export type Code = number[];

/** Reads or sets a local. */
export const local = {
  get: (index: number): Code => [0x20, index],
  set: (index: number): Code => [0x21, index],
};

/** A constant. */
export const i32 = (value: number): Code => [0x41, ...signed(value)];
/** A constant. */
export const i64 = (value: number): Code => [0x42, ...signed(value)];

/** 64 bits, from the address on the stack and an offset. */
export const load64 = (offset: number): Code => [0x29, 0, ...unsigned(offset)];
/** 64 bits, to the address below the value and an offset. */
export const store64 = (offset: number): Code => [0x37, 0, ...unsigned(offset)];
/** A byte, to the address below the value and an offset. */
export const store8 = (offset: number): Code => [0x3a, 0, ...unsigned(offset)];

/** Instructions without operands. */
export const XOR = 0x85;
export const AND = 0x83;
export const ROTATE_LEFT = 0x89;
export const ADD_32 = 0x6a;
export const SUBTRACT_32 = 0x6b;
export const MULTIPLY_32 = 0x6c;
export const DIVIDE_32 = 0x6e;
export const AND_32 = 0x71;
export const SHIFT_LEFT_32 = 0x74;
export const SHIFT_RIGHT_32 = 0x76;
export const LESS_32 = 0x49;
export const COUNT_ONES_32 = 0x69;

/** A section of a module. */
export function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

/** A function from its locals (count, type) and instructions. */
export function functionBody(locals: [number, number][], code: Code): Code {
  const body = [locals.length, ...locals.flat(), ...code, 0x0b];
  return [...unsigned(body.length), ...body];
}

/** Unsigned LEB128. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
export function signed(value: number): Code {
  if (value >= -64 && value < 64) return [value & 0x7f];
  return [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
