import type { ArgumentType } from './ruleSet.ts';

/** A text that is no value of its kind; parse.ts says where it stands. */
export class ValueError extends Error {
  readonly code = 'value';
}

const UNITS: Readonly<Record<string, number>> = { wei: 0, gwei: 9, XAI: 18 };
const WORD = 1n << 256n;

/** `1000`, `1_000` or `0x3e8`. Throws ValueError. */
export function wholeNumber(text: string): bigint {
  if (!/^(\d[\d_]{0,99}|0x[0-9a-fA-F]{1,64})$/.test(text))
    throw new ValueError(`${quoted(text)} is no whole number`);
  return inWord(BigInt(text.replaceAll('_', '')), text);
}

/** A whole number of wei, or an amount with its unit: `1.5 XAI`, `30 gwei`. Throws ValueError. */
export function amount(text: string): bigint {
  const [, whole = '', fraction = '', unit = ''] =
    /^(\d[\d_]{0,77})(?:\.(\d{1,18}))? ?(wei|gwei|XAI)$/.exec(text) ?? [];
  const digits = UNITS[unit];
  if (digits === undefined) return wholeNumber(text);
  if (fraction.length > digits) throw new ValueError(`${quoted(text)} is no whole number of wei`);
  return inWord(BigInt(whole.replaceAll('_', '') + fraction.padEnd(digits, '0')), text);
}

/** Seconds since 1970, or a time in UTC such as 2026-01-31T12:00:00Z. Throws ValueError. */
export function time(text: string): bigint {
  if (/^\d+$/.test(text)) return wholeNumber(text);
  const milliseconds = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!(milliseconds >= 0)) throw new ValueError(`${quoted(text)} is no time like 2026-01-31T12:00:00Z`);
  return BigInt(milliseconds / 1000);
}

/** `HH:MM` or `HH:MM:SS`, as seconds since midnight. Throws ValueError. */
export function timeOfDay(text: string): bigint {
  const [, hours, minutes, seconds = '0'] = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (hours === undefined) throw new ValueError(`${quoted(text)} is no time of day like 08:30`);
  return BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

const UNITS_OF_TIME: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

/** `1 hour`, `90 seconds` or `100 blocks`: below 2^32 of them, and not none. Throws ValueError. */
export function duration(text: string): { readonly unit: 'seconds' | 'blocks'; readonly length: number } {
  const [, digits = '', word = ''] = /^(\d{1,10}) (second|minute|hour|day|block)s?$/.exec(text) ?? [];
  const length = Number(digits) * (UNITS_OF_TIME[word] ?? 1);
  if (word === '') throw new ValueError(`${quoted(text)} is no duration like 1 hour or 100 blocks`);
  if (length < 1 || length >= 2 ** 32) throw new ValueError(`${quoted(text)} is not between 1 and 2^32 − 1`);
  return { unit: word === 'block' ? 'blocks' : 'seconds', length };
}

/** What a view answers: an amount, an address or other word in hex, yes or no. Throws ValueError. */
export function answered(text: string): bigint {
  return text === 'true' || text === 'false' ? yesOrNo(text) : amount(text);
}

/** Throws ValueError. */
export function address(text: string): bigint {
  return hexOf(text, 20, 'address');
}

/** Throws ValueError. */
export function yesOrNo(text: string): bigint {
  if (text !== 'true' && text !== 'false') throw new ValueError(`${quoted(text)} is neither true nor false`);
  return text === 'true' ? 1n : 0n;
}

/** A value of an ABI type as the word that stands for it. Throws ValueError. */
export function argument(text: string, type: ArgumentType): bigint {
  switch (type.kind) {
    case 'address':
      return address(text);
    case 'bool':
      return yesOrNo(text);
    case 'bytes':
      return hexOf(text, type.size, `bytes${type.size}`) << BigInt(256 - 8 * type.size);
    case 'uint': {
      const value = amount(text);
      if (value >> BigInt(type.bits) !== 0n)
        throw new ValueError(`${text} does not fit into uint${type.bits}`);
      return value;
    }
    case 'int': {
      const value = text.startsWith('-') ? -amount(text.slice(1)) : amount(text);
      if (BigInt.asIntN(type.bits, value) !== value)
        throw new ValueError(`${text} does not fit into int${type.bits}`);
      return BigInt.asUintN(256, value);
    }
  }
}

/** Exactly so many bytes in hex. Throws ValueError. */
export function hexOf(text: string, size: number, what: string): bigint {
  if (text.length !== 2 + 2 * size || !/^0x[0-9a-fA-F]+$/.test(text)) {
    throw new ValueError(`${quoted(text)} is no ${what}: 0x and ${2 * size} hex digits`);
  }
  return BigInt(text);
}

function inWord(value: bigint, text: string): bigint {
  if (value >= WORD) throw new ValueError(`${text} does not fit into 256 bits`);
  return value;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
