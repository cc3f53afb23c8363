import type { AbiParameter } from 'viem';
import { parseXaiAddress } from '../../chain/transaction/native/address.ts';
import { AddressError } from '../../chain/transaction/native/errors.ts';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { ContractError } from './errors.ts';

/** Arguments as JSON: in the order of the parameters, or by their names. */
export type GivenArguments = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Values of one argument, nested ones included; more is refused before it is encoded. */
const VALUE_LIMIT = 100_000;

/**
 * Arguments as the ABI encoder takes them. Integers may be JSON numbers, decimal or 0x text; addresses 0x…, XAI… or
 * TXAI…; tuples objects or arrays; composite values also JSON text. Throws ContractError, naming the parameter.
 */
export function toArguments(inputs: readonly AbiParameter[], given: GivenArguments): unknown[] {
  const budget = { left: VALUE_LIMIT };
  const values = Array.isArray(given)
    ? inOrder(inputs, given)
    : byName(inputs, given as Readonly<Record<string, unknown>>, 'arguments');
  return inputs.map((input, index) => toValue(input, values[index], labelOf(input, index), budget));
}

function inOrder(inputs: readonly AbiParameter[], given: readonly unknown[]): readonly unknown[] {
  if (given.length === inputs.length) return given;
  const wanted = inputs.map(({ name, type }) => (name ? `${type} ${name}` : type)).join(', ') || 'none';
  throw new ContractError(
    'bad-arguments',
    `expected ${inputs.length} arguments (${wanted}), got ${given.length}`,
  );
}

function byName(
  inputs: readonly AbiParameter[],
  given: Readonly<Record<string, unknown>>,
  where: string,
): unknown[] {
  const names = inputs.map((input, index) => labelOf(input, index));
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.join(', ') || 'none';
    throw new ContractError(
      'bad-arguments',
      `${where}: there is no "${unknown.slice(0, 100)}" (there are: ${known})`,
    );
  }
  const missing = names.find((name) => !Object.hasOwn(given, name));
  if (missing !== undefined) throw new ContractError('bad-arguments', `${where}: "${missing}" is missing`);
  return names.map((name) => given[name]);
}

/** A parameter without a name goes by its place. */
function labelOf({ name }: AbiParameter, index: number): string {
  return name === undefined || name === '' ? String(index) : name;
}

function toValue(parameter: AbiParameter, given: unknown, path: string, budget: { left: number }): unknown {
  budget.left -= 1;
  if (budget.left < 0) throw new ContractError('limit', `more than ${VALUE_LIMIT} values`);
  const { type } = parameter;
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array !== null) return toArray(parameter, array, given, path, budget);
  if (type === 'tuple') return toTuple(parameter, given, path, budget);
  if (/^u?int/.test(type)) return toInteger(type, given, path);
  if (type === 'address') return toAddress(given, path);
  if (type.startsWith('bytes')) return toHexData(type, given, path);
  if (type === 'bool') {
    if (given === true || given === 'true') return true;
    if (given === false || given === 'false') return false;
  }
  if (type === 'string' && typeof given === 'string') return given;
  throw wrong(path, type);
}

function toArray(
  parameter: AbiParameter,
  [, element = '', size = '']: RegExpExecArray,
  given: unknown,
  path: string,
  budget: { left: number },
): unknown[] {
  const items = fromText(given);
  if (!Array.isArray(items)) throw wrong(path, `${parameter.type}, a JSON array`);
  if (size !== '' && items.length !== Number(size)) throw wrong(path, `${parameter.type}: ${size} elements`);
  const inner = { ...parameter, type: element } as AbiParameter;
  return items.map((item, index) => toValue(inner, item, `${path}[${index}]`, budget));
}

function toTuple(parameter: AbiParameter, given: unknown, path: string, budget: { left: number }): unknown {
  const components: readonly AbiParameter[] = 'components' in parameter ? parameter.components : [];
  const value = fromText(given);
  if (typeof value !== 'object' || value === null) throw wrong(path, 'a JSON object or array');
  const values = Array.isArray(value)
    ? inOrder(components, value)
    : byName(components, value as Record<string, unknown>, path);
  const made = components.map((component, index) =>
    toValue(component, values[index], `${path}.${labelOf(component, index)}`, budget),
  );
  // The encoder takes tuples whose members all have names as objects, others as lists.
  if (components.some(({ name }) => !name)) return made;
  return Object.fromEntries(components.map(({ name }, index) => [name, made[index]]));
}

function toInteger(type: string, given: unknown, path: string): bigint {
  const bits = BigInt(/\d+/.exec(type)?.[0] ?? 256);
  const isSigned = type.startsWith('int');
  const isText = typeof given === 'string' && /^(-?\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(given);
  if (typeof given === 'number' && !Number.isSafeInteger(given)) {
    throw new ContractError('bad-arguments', `${path}: write integers beyond 2^53 as text`);
  }
  if (!isText && typeof given !== 'number') throw wrong(path, type);
  const value = BigInt(given as string | number);
  const [least, most] = isSigned ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
  if (value < least || value > most) throw wrong(path, `${type}, from ${least} to ${most}`);
  return value;
}

function toAddress(given: unknown, path: string): string {
  if (typeof given !== 'string') throw wrong(path, 'an address');
  try {
    const bytes = /^0x[0-9a-fA-F]{40}$/.test(given) ? fromHex(given) : parseXaiAddress(given).address;
    return checksumAddress(bytes);
  } catch (error) {
    if (error instanceof AddressError) throw wrong(path, `an address (0x…, XAI… or TXAI…): ${error.message}`);
    throw error;
  }
}

function toHexData(type: string, given: unknown, path: string): string {
  const size = /^bytes(\d+)$/.exec(type)?.[1];
  const isHex = typeof given === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(given);
  if (!isHex || (size !== undefined && given.length !== 2 + 2 * Number(size))) {
    throw wrong(
      path,
      size === undefined ? '0x and pairs of hex digits' : `0x and ${2 * Number(size)} hex digits`,
    );
  }
  return given;
}

function fromText(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}

function wrong(path: string, expected: string): ContractError {
  return new ContractError('bad-arguments', `${path}: must be ${expected}`);
}
