import type { Abi, AbiFunction, AbiParameter } from 'viem';
import { ContractError } from './errors.ts';

/**
 * The function of an ABI by its name, or by its signature (`transfer(address,uint256)`) where several have the name and
 * the number of arguments does not decide. Throws ContractError.
 */
export function functionOf(abi: Abi, wanted: string, count: number | undefined): AbiFunction {
  const functions = abi.filter((entry): entry is AbiFunction => entry.type === 'function');
  const name = wanted.split('(')[0];
  const named = functions.filter((entry) => entry.name === name);
  const exact = named.filter((entry) => signatureOf(entry) === wanted.replaceAll(' ', ''));
  const [only, ...others] = exact.length > 0 ? exact : wanted.includes('(') ? [] : byCount(named, count);
  if (only === undefined) {
    const known =
      functions
        .map(({ name: each }) => each)
        .slice(0, 50)
        .join(', ') || 'none';
    throw new ContractError(
      'no-function',
      `there is no function ${wanted.slice(0, 200)} (there are: ${known})`,
    );
  }
  if (others.length > 0) {
    const choices = named.map(signatureOf).join(', ');
    throw new ContractError('ambiguous-function', `there are several ${name}: name one of ${choices}`);
  }
  return only;
}

/** `name(type,type)`, with tuples written out. */
export function signatureOf({ name, inputs }: { name: string; inputs: readonly AbiParameter[] }): string {
  return `${name}(${inputs.map(typeOf).join(',')})`;
}

function typeOf(parameter: AbiParameter): string {
  if (!('components' in parameter)) return parameter.type;
  return `(${parameter.components.map(typeOf).join(',')})${parameter.type.slice('tuple'.length)}`;
}

function byCount(named: readonly AbiFunction[], count: number | undefined): readonly AbiFunction[] {
  const fitting = named.filter(({ inputs }) => inputs.length === count);
  return named.length > 1 && fitting.length > 0 ? fitting : named;
}

/** The parameters of the constructor; none where the ABI does not mention one. */
export function constructorInputs(abi: Abi): readonly AbiParameter[] {
  return abi.find((entry) => entry.type === 'constructor')?.inputs ?? [];
}
