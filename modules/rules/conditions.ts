import type { ArgumentType, Condition, FieldName, Rate, Subject } from './ruleSet.ts';
import { parseSignature } from './signature.ts';
import {
  address,
  amount,
  answered,
  argument,
  hexOf,
  time,
  timeOfDay,
  ValueError,
  wholeNumber,
  yesOrNo,
} from './values.ts';

/** Where something stands in the file: the keys that lead to it. */
export type Path = readonly (string | number)[];

/** What conditions need of the file around them. */
export interface Surroundings {
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** by name, with their places; undefined: here nothing may be asked of them */
  readonly rates: ReadonlyMap<string, Rate & { readonly index: number }> | undefined;
  readonly views: ReadonlyMap<string, { readonly index: number }> | undefined;
  /** Throws a RuleError that names the place. */
  fail(path: Path, message: string): never;
}

type Form = { readonly [key: string]: unknown };
type Reader = (text: string) => bigint;

const MAX_DEPTH = 16;

/** Fields that are numbers, with what reads their values. */
const NUMBERS: Readonly<Record<string, Reader>> = {
  value: amount,
  nonce: wholeNumber,
  gasLimit: wholeNumber,
  maxFeePerGas: amount,
  maxPriorityFeePerGas: amount,
  dataSize: wholeNumber,
  blockNumber: wholeNumber,
  blockTime: time,
  timeOfDay,
  blockGasLimit: wholeNumber,
  baseFee: amount,
};

const NO_CREATION: Condition = { kind: 'in', subject: { kind: 'field', field: 'create' }, values: [0n] };
const HAS_SELECTOR: Condition = {
  kind: 'above',
  subject: { kind: 'field', field: 'dataSize' },
  value: 3n,
  signed: false,
};

/** Makes a condition of a mapping that has the schema's form: all its keys must hold. */
export function conditionOf(form: Form, path: Path, around: Surroundings, depth = 0): Condition {
  if (depth > MAX_DEPTH) return around.fail(path, `conditions are nested more than ${MAX_DEPTH} deep`);
  const parts = Object.entries(form).map(([key, value]) => one(key, value, [...path, key], around, depth));
  return both(parts);
}

function one(key: string, value: unknown, path: Path, around: Surroundings, depth: number): Condition {
  const inner = (form: unknown, at: Path) => conditionOf(form as Form, at, around, depth + 1);
  switch (key) {
    case 'all':
    case 'any':
      return { kind: key, parts: (value as unknown[]).map((form, i) => inner(form, [...path, i])) };
    case 'not':
      return { kind: 'not', part: inner(value, path) };
    case 'sender':
    case 'producer':
      return oneOf({ kind: 'field', field: key }, value, path, address, around);
    case 'recipient':
      return both([NO_CREATION, oneOf({ kind: 'field', field: key }, value, path, address, around)]);
    case 'create':
      return oneOf({ kind: 'field', field: key }, value, path, yesOrNo, around);
    case 'selector':
      return both([NO_CREATION, HAS_SELECTOR, oneOf({ kind: 'selector' }, value, path, selector, around)]);
    case 'rate':
      return rates(value as Form, path, around);
    case 'view':
      return both(
        Object.entries(value as Form).map(([name, test]) => {
          const at = [...path, name];
          const { index } = declared(around.views, name, 'view', at, around);
          return numberTest({ kind: 'view', index }, test, at, answered, false, around);
        }),
      );
    case 'call':
      return call(value as Form, path, around);
    default: {
      const reader = NUMBERS[key];
      if (reader === undefined) return around.fail(path, `${key} is nothing that rules look at`);
      const subject: Subject =
        key === 'timeOfDay' ? { kind: 'timeOfDay' } : { kind: 'field', field: key as FieldName };
      return numberTest(subject, value, path, reader, false, around);
    }
  }
}

/** Holds only of transactions that the rate counts: of others it says nothing. */
function rates(form: Form, path: Path, around: Surroundings): Condition {
  const parts = Object.entries(form).flatMap(([name, test]) => {
    const at = [...path, name];
    const { index, of, when } = declared(around.rates, name, 'rate', at, around);
    const reader = of === 'value' ? amount : wholeNumber;
    const asked = numberTest({ kind: 'rate', index }, test, at, reader, false, around);
    const countsAll = when.kind === 'all' && when.parts.length === 0;
    return countsAll ? [asked] : [when, asked];
  });
  return both(parts);
}

function declared<T>(
  known: ReadonlyMap<string, T> | undefined,
  name: string,
  kind: string,
  path: Path,
  around: Surroundings,
): T {
  if (known === undefined)
    return around.fail(path, 'which transactions a rate counts hangs on no rate or view');
  return known.get(name) ?? around.fail(path, `there is no ${kind} ${JSON.stringify(name)}`);
}

function call(form: Form, path: Path, around: Surroundings): Condition {
  const at = [...path, 'function'];
  const signature = attempt(() => parseSignature(String(form.function)), at, around);
  const parts: Condition[] = [
    ...[NO_CREATION, HAS_SELECTOR],
    { kind: 'in', subject: { kind: 'selector' }, values: [signature.selector] },
  ];
  for (const [name, test] of Object.entries((form.arguments ?? {}) as Form)) {
    const place = [...path, 'arguments', name];
    const found = signature.arguments.get(name);
    if (found === undefined)
      return around.fail(place, `the function has no argument ${JSON.stringify(name)}`);
    const { index, type } = found;
    if (type === undefined) return around.fail(place, `${name} has no fixed size: rules do not look into it`);
    parts.push(argumentTest({ kind: 'argument', index, type }, type, test, place, around));
  }
  return both(parts);
}

function argumentTest(subject: Subject, type: ArgumentType, test: unknown, path: Path, around: Surroundings) {
  const reader = (text: string) => argument(text, type);
  if (type.kind === 'uint' || type.kind === 'int') {
    return numberTest(subject, test, path, reader, type.kind === 'int', around);
  }
  if (isForm(test) && !('in' in test && Object.keys(test).length === 1)) {
    return around.fail(path, `of ${type.kind} only one value or "in" a list can be asked`);
  }
  return oneOf(subject, test, path, reader, around);
}

function numberTest(
  subject: Subject,
  test: unknown,
  path: Path,
  reader: Reader,
  signed: boolean,
  around: Surroundings,
): Condition {
  if (!isForm(test)) return oneOf(subject, test, path, reader, around);
  const parts = Object.entries(test).map(([key, value]): Condition => {
    const at = [...path, key];
    if (key === 'is') return oneOf(subject, value, at, reader, around);
    if (key === 'in') return oneOf(subject, { in: value }, path, reader, around);
    const bound = attempt(() => reader(String(value)), at, around);
    const kind = key === 'below' || key === 'atLeast' ? 'below' : 'above';
    const compared: Condition = { kind, subject, value: bound, signed };
    return key === 'below' || key === 'above' ? compared : { kind: 'not', part: compared };
  });
  return both(parts);
}

function oneOf(subject: Subject, test: unknown, path: Path, reader: Reader, around: Surroundings): Condition {
  if (!isForm(test))
    return { kind: 'in', subject, values: [attempt(() => reader(String(test)), path, around)] };
  const at = [...path, 'in'];
  const given = test.in;
  if (Array.isArray(given)) {
    const values = given.map((value, i) => attempt(() => reader(String(value)), [...at, i], around));
    return { kind: 'in', subject, values: [...new Set(values)] };
  }
  const list = around.lists.get(String(given));
  if (list === undefined) return around.fail(at, `there is no list ${JSON.stringify(String(given))}`);
  const values = list.map((value, i) => attempt(() => reader(value), ['lists', String(given), i], around));
  return { kind: 'in', subject, values: [...new Set(values)] };
}

function selector(text: string): bigint {
  return text.includes('(') ? parseSignature(text).selector : hexOf(text, 4, 'selector');
}

/** What `make` gives; a text that is no value of its kind is told with its place. */
export function attempt<T>(make: () => T, path: Path, around: Surroundings): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ValueError) return around.fail(path, error.message);
    throw error;
  }
}

function both(parts: readonly Condition[]): Condition {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'all', parts };
}

function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
