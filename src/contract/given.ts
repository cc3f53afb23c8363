import type { AbiParameter } from 'viem';
import { type GivenArguments, toArguments } from '../../rpc/contracts/arguments.ts';

/** Words of a command line as arguments: by name where the first is `name=…` of a parameter, else in order. Throws ContractError. */
export function argumentsFrom(inputs: readonly AbiParameter[], words: readonly string[]): unknown[] {
  const names = new Set(inputs.map(({ name }) => name));
  const nameOf = (word: string) => word.slice(0, word.indexOf('='));
  const isNamed = words.length > 0 && words.every((word) => word.includes('=') && /^\w+$/.test(nameOf(word)));
  const first = words[0];
  const given: GivenArguments =
    isNamed && first !== undefined && names.has(nameOf(first))
      ? Object.fromEntries(words.map((word) => [nameOf(word), word.slice(word.indexOf('=') + 1)]))
      : words;
  return toArguments(inputs, given);
}
