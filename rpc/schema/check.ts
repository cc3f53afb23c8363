import type { TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { InvalidParamsError } from '../errors.ts';
import type { Method } from '../method.ts';
import { explain } from './explain.ts';

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();

/** True when the value has the form of the schema; compiled at the first use of the schema. */
export function fits(schema: TSchema, value: unknown): boolean {
  let check = compiled.get(schema);
  if (check === undefined) {
    check = TypeCompiler.Compile(schema);
    compiled.set(schema, check);
  }
  return check.Check(value);
}

/**
 * The positional parameters of a request, checked against the method's table row. Null stands for absent, as in geth;
 * what is absent becomes undefined, so that handlers see one form of it. Throws InvalidParamsError with geth's texts.
 */
export function checkParams(method: Method, params: unknown): readonly unknown[] {
  if (params === undefined || params === null) params = [];
  if (!Array.isArray(params)) throw new InvalidParamsError('non-array args');
  const rows = method.params;
  let given = params.length;
  while (given > rows.length && params[given - 1] === null) given--;
  if (given > rows.length) throw new InvalidParamsError(`too many arguments, want at most ${rows.length}`);

  const checked: unknown[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as (typeof rows)[number];
    const value: unknown = params[i];
    if (value === undefined || value === null) {
      if (row.required) throw new InvalidParamsError(`missing value for required argument ${i}`);
      checked.push(undefined);
    } else if (fits(row.schema, value)) {
      checked.push(value);
    } else {
      throw new InvalidParamsError(`invalid argument ${i}: ${explain(row.schema, value)}`);
    }
  }
  return checked;
}
