import { format } from 'node:util';
import { bytesToBigInt, toHex, toKey } from '../../storage/encoding/bytes.ts';
import { type ConsoleType, consoleSignatures } from './signatures.ts';

const WORD = 32;
const SELECTOR = 4;

/** The line that a call of console.sol prints, in Hardhat's form; undefined for data that is no such call. */
export function consoleLine(input: Uint8Array): string | undefined {
  const types = consoleSignatures().get(toKey(input.subarray(0, SELECTOR)));
  if (types === undefined) return undefined;
  const data = input.subarray(SELECTOR);
  const values: string[] = [];
  for (const [index, type] of types.entries()) {
    const value = decodeArgument(data, index * WORD, type);
    if (value === undefined) return undefined;
    values.push(value);
  }
  // Numbers are text by now, so %d and %i must not parse them again; %%d stays as it is.
  const [first = '', ...others] = values;
  return format(first.replace(/(?<!%)((?:%%)*)%[di]/g, '$1%s'), ...others);
}

/** The argument whose head word is at `offset`, as text; undefined where it reaches beyond the data. */
function decodeArgument(data: Uint8Array, offset: number, type: ConsoleType): string | undefined {
  const word = data.subarray(offset, offset + WORD);
  if (word.length < WORD) return undefined;
  switch (type) {
    case 'uint256':
      return bytesToBigInt(word).toString();
    case 'int256':
      return BigInt.asIntN(256, bytesToBigInt(word)).toString();
    case 'bool':
      return String(word[WORD - 1] !== 0);
    case 'address':
      return toHex(word.subarray(12));
    case 'string': {
      const bytes = tail(data, word);
      return bytes && new TextDecoder().decode(bytes);
    }
    case 'bytes': {
      const bytes = tail(data, word);
      return bytes && toHex(bytes);
    }
    default:
      return toHex(word.subarray(0, Number(type.slice('bytes'.length))));
  }
}

/** The bytes that a head word points to; undefined where they are not inside the data. */
function tail(data: Uint8Array, head: Uint8Array): Uint8Array | undefined {
  const length = BigInt(data.length);
  const offset = bytesToBigInt(head);
  if (offset + BigInt(WORD) > length) return undefined;
  const start = Number(offset) + WORD;
  const size = bytesToBigInt(data.subarray(start - WORD, start));
  if (BigInt(start) + size > length) return undefined;
  return data.subarray(start, start + Number(size));
}
