import { type Static, Type } from '@sinclair/typebox';
import type { Abi } from 'viem';
import { fits } from '../schema/check.ts';
import { ContractError } from './errors.ts';

const ENTRY_LIMIT = 5_000;
const DEPTH_LIMIT = 16;
const TYPE = /^(u?int(\d{1,3})?|bytes(\d{1,2})?|address|bool|string|tuple|function)(\[\d{0,9}\]){0,8}$/;

/** A parameter by its outside; `checkAbi` looks into its components. */
const Parameter = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 200 })),
  type: Type.String({ maxLength: 200 }),
  components: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 500 })),
});
const Parameters = Type.Array(Parameter, { maxItems: 500 });

/** The ABI of a contract as compilers write it. */
export const AbiJson = Type.Array(
  Type.Object({
    type: Type.Union(
      (['function', 'constructor', 'event', 'error', 'fallback', 'receive'] as const).map((each) =>
        Type.Literal(each),
      ),
    ),
    name: Type.Optional(Type.String({ pattern: '^[A-Za-z_$][A-Za-z0-9_$]{0,199}$' })),
    inputs: Type.Optional(Parameters),
    outputs: Type.Optional(Parameters),
  }),
  { title: 'abi', maxItems: ENTRY_LIMIT },
);

/** An ABI that came from outside, looked through to its innermost types. Throws ContractError. */
export function checkAbi(value: unknown): Abi {
  if (!fits(AbiJson, value))
    throw new ContractError('bad-abi', 'abi: not the ABI of a contract as compilers write it');
  const entries = value as Static<typeof AbiJson>;
  for (const { type, name, inputs = [], outputs = [] } of entries) {
    if (['function', 'event', 'error'].includes(type) && name === undefined) {
      throw new ContractError('bad-abi', `abi: a ${type} without a name`);
    }
    checkParameters([...inputs, ...outputs], 0);
  }
  return entries.map((entry) =>
    entry.type === 'fallback' || entry.type === 'receive'
      ? entry
      : {
          ...entry,
          inputs: entry.inputs ?? [],
          ...(entry.type === 'function' ? { outputs: entry.outputs ?? [] } : {}),
        },
  ) as unknown as Abi;
}

function checkParameters(parameters: readonly unknown[], depth: number): void {
  if (depth > DEPTH_LIMIT)
    throw new ContractError('bad-abi', `abi: tuples nested more than ${DEPTH_LIMIT} deep`);
  for (const parameter of parameters) {
    if (!fits(Parameter, parameter)) throw new ContractError('bad-abi', 'abi: a parameter without a type');
    const { type, components } = parameter as Static<typeof Parameter>;
    if (!TYPE.test(type)) throw new ContractError('bad-abi', `abi: there is no type ${JSON.stringify(type)}`);
    if (type.startsWith('tuple') !== (components !== undefined)) {
      throw new ContractError('bad-abi', 'abi: tuples, and nothing else, have components');
    }
    checkParameters(components ?? [], depth + 1);
  }
}
