import type { TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import { InvalidParamsError } from '../errors.ts';
import type { Method } from '../method.ts';
import { explain } from './explain.ts';

/** Uses of a schema before it is compiled, which takes a hundred times as long as a use: ten milliseconds in a new process. */
const USES = 50;

interface Known {
  uses: number;
  check: TypeCheck<TSchema> | undefined;
}

const known = new WeakMap<TSchema, Known>();

/** True when the value has the form of the schema. */
export function fits(schema: TSchema, value: unknown): boolean {
  let found = known.get(schema);
  if (found === undefined) {
    found = { uses: 0, check: undefined };
    known.set(schema, found);
  }
  if (found.check === undefined) {
    if (found.uses++ < USES) return Value.Check(schema, value);
    found.check = TypeCompiler.Compile(schema);
  }
  return found.check.Check(value);
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
