import { MODULES, proxyAddress } from '../genesis/table.ts';
import { attempt, conditionOf, type Path, type Surroundings } from './conditions.ts';
import { MAX_VIEW_GAS, type Rate, type View, type ViewArgument } from './ruleSet.ts';
import type { RulesDocument } from './schema.ts';
import { viewSignature } from './signature.ts';
import { address, argument, duration, wholeNumber } from './values.ts';

/** gas that a view is given where the file does not say */
const USUAL_VIEW_GAS = 50_000n;

type Declared<Name extends 'rates' | 'views'> = NonNullable<RulesDocument[Name]>[string];

/** The rates of a file in their order. Throws through `around.fail`. */
export function ratesOf(forms: RulesDocument['rates'], around: Surroundings): readonly Rate[] {
  return Object.entries(forms ?? {}).map(([name, form]) => rateOf(name, form, ['rates', name], around));
}

/** The views of a file in their order. Throws through `around.fail`. */
export function viewsOf(forms: RulesDocument['views'], around: Surroundings): readonly View[] {
  return Object.entries(forms ?? {}).map(([name, form]) => viewOf(name, form, ['views', name], around));
}

function rateOf(
  name: string,
  { of, by, per, when }: Declared<'rates'>,
  path: Path,
  around: Surroundings,
): Rate {
  return {
    ...{ name, of, by: by === undefined ? [] : [by].flat() },
    ...attempt(() => duration(String(per)), [...path, 'per'], around),
    when:
      when === undefined ? { kind: 'all', parts: [] } : conditionOf(when as never, [...path, 'when'], around),
  };
}

function viewOf(name: string, form: Declared<'views'>, path: Path, around: Surroundings): View {
  const read = <T>(key: string, make: () => T): T => attempt(make, [...path, key], around);
  const { selector, types } = read('function', () => viewSignature(form.function));
  const given = form.arguments ?? [];
  if (given.length !== types.length) {
    return around.fail(
      [...path, form.arguments === undefined ? 'function' : 'arguments'],
      `the function takes ${types.length} arguments, ${given.length} are given`,
    );
  }
  const gas = form.gas === undefined ? USUAL_VIEW_GAS : read('gas', () => wholeNumber(String(form.gas)));
  if (gas < 1n || gas > BigInt(MAX_VIEW_GAS)) {
    return around.fail([...path, 'gas'], `a view has 1 to ${MAX_VIEW_GAS} gas`);
  }
  return {
    ...{ name, selector, gas: Number(gas), signature: form.function },
    module: read('module', () => moduleOf(String(form.module))),
    arguments: types.map((type, index): ViewArgument => {
      const source = given[index];
      if (source === undefined || typeof source === 'string') return source as ViewArgument;
      return {
        word: attempt(() => argument(String(source.is), type), [...path, 'arguments', index, 'is'], around),
      };
    }),
  };
}

/** A module of genesis by its id in the registry, any other by its address. */
function moduleOf(text: string): bigint {
  const row = MODULES.find(({ id }) => id === text);
  return address(row === undefined ? text : proxyAddress(row));
}
