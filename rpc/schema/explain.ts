import type { TArray, TObject, TRecord, TSchema, TUnion } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parseXaiAddress } from '../../chain/transaction/native/address.ts';
import { AddressError } from '../../chain/transaction/native/errors.ts';

/**
 * Why a value does not fit a schema, in geth's words where geth has them. Called only after the compiled check failed.
 * Walks down to the innermost part that is wrong and names the fields on the way.
 */
export function explain(schema: TSchema, value: unknown): string {
  const scalar = SCALARS[schema.title ?? ''];
  if (scalar !== undefined) return scalar(value);
  if (schema.title === 'maybe') return explain((schema as TUnion).anyOf[0] as TSchema, value);
  if (schema.type === 'array' && Array.isArray(schema.items)) return explainTuple(schema.items, value);
  if (schema.type === 'array') return explainArray(schema as TArray, value);
  if (schema.type === 'object' && 'patternProperties' in schema)
    return explainRecord(schema as TRecord, value);
  if (schema.type === 'object') return explainObject(schema as TObject, value);
  const alternative = isRecord(value) ? objectMeant(schema, value) : undefined;
  if (alternative !== undefined) return explainObject(alternative, value);
  if (isRecord(value) && schema.anyOf !== undefined) return missingOfAll(schema);
  const kinds = kindsOf(schema);
  const meant = kinds.get(typeName(value));
  if (meant !== undefined) return explain(meant, value);
  if (kinds.size > 0)
    return `expected ${[...kinds.keys()].map(withArticle).join(' or ')}, got ${typeName(value)}`;
  return `invalid ${schema.title ?? 'value'}`;
}

function explainArray(schema: TArray, value: unknown): string {
  if (!Array.isArray(value)) return `expected an array, got ${typeName(value)}`;
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    return `too many elements: ${value.length}, the limit is ${schema.maxItems}`;
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return `too few elements: ${value.length}, at least ${schema.minItems} are needed`;
  }
  const index = value.findIndex((item) => !Value.Check(schema.items, item));
  return index < 0 ? 'invalid array' : `[${index}]: ${explain(schema.items, value[index])}`;
}

function explainTuple(items: readonly TSchema[], value: unknown): string {
  if (!Array.isArray(value)) return `expected an array, got ${typeName(value)}`;
  if (value.length !== items.length) return `expected ${items.length} elements, got ${value.length}`;
  const index = items.findIndex((item, position) => !Value.Check(item, value[position]));
  return index < 0 ? 'invalid array' : `[${index}]: ${explain(items[index] as TSchema, value[index])}`;
}

function explainObject(schema: TObject, value: unknown): string {
  if (!isRecord(value)) return `expected an object, got ${typeName(value)}`;
  for (const [key, field] of Object.entries(schema.properties)) {
    const present = value[key] !== undefined;
    if (!present && schema.required?.includes(key)) return `missing field "${key}"`;
    if (present && !Value.Check(field, value[key])) return `${key}: ${explain(field, value[key])}`;
  }
  const strict = schema.additionalProperties === false;
  const unknown = strict ? Object.keys(value).find((key) => !(key in schema.properties)) : undefined;
  return unknown === undefined ? 'invalid object' : `unknown field ${quote(unknown)}`;
}

/** Of several forms of an object, the first whose required fields are all there. */
function objectMeant(schema: TSchema, value: Record<string, unknown>): TObject | undefined {
  const forms = ((schema.anyOf ?? []) as TSchema[]).filter(({ type }) => type === 'object') as TObject[];
  return forms.find(({ required = [] }) => required.every((key) => value[key] !== undefined));
}

/** Where a value may be a string or an array: the form of each. Empty where its kind does not tell which form is meant. */
function kindsOf(schema: TSchema): ReadonlyMap<string, TSchema> {
  const forms = ((schema.anyOf ?? []) as TSchema[]).filter(({ type }) => type !== 'null');
  const told = forms.filter(({ type }) => type === 'string' || type === 'array');
  const kinds = new Map(told.map((form) => [String(form.type), form]));
  return kinds.size === forms.length ? kinds : new Map();
}

function withArticle(kind: string): string {
  return kind === 'array' ? 'an array' : `a ${kind}`;
}

/** What would tell which of several forms of an object is meant. */
function missingOfAll(schema: TSchema): string {
  const keys = (schema.anyOf as TSchema[]).flatMap(({ required }) => ((required ?? []) as string[])[0] ?? []);
  if (keys.length === 0) return `invalid ${schema.title ?? 'value'}`;
  return `missing field ${keys.map(quote).join(' or ')}`;
}

function explainRecord(schema: TRecord, value: unknown): string {
  if (!isRecord(value)) return `expected an object, got ${typeName(value)}`;
  const [pattern, field] = Object.entries(schema.patternProperties)[0] as [string, TSchema];
  const keyForm = new RegExp(pattern);
  for (const [key, item] of Object.entries(value)) {
    if (!keyForm.test(key)) return `invalid key ${quote(key)}: ${explainKey(pattern, key)}`;
    if (!Value.Check(field, item)) return `${key}: ${explain(field, item)}`;
  }
  return 'invalid object';
}

/** Keys are addresses and slots, hex of as many digits as the pattern counts, or else numbers. */
function explainKey(pattern: string, key: string): string {
  const digits = /\{(\d+)\}/.exec(pattern)?.[1];
  return digits === undefined ? 'expected a number' : explainBytes(key, Number(digits), 'key');
}

/** The reasons for the kinds of schema/scalar.ts and schema/block.ts, by title. */
const SCALARS: Readonly<Record<string, (value: unknown) => string>> = {
  quantity: (value) => explainQuantity(value, 256),
  quantity64: (value) => explainQuantity(value, 64),
  paddedQuantity: (value) => explainQuantity(value, 256),
  lenientQuantity: (value) =>
    typeof value === 'string' || typeof value === 'number'
      ? `invalid number ${quote(String(value))}`
      : `expected a number, got ${typeName(value)}`,
  data: (value) => explainBytes(value, undefined, 'data'),
  hash32: (value) => explainBytes(value, 64, 'hash'),
  address: (value) => explainBytes(value, 40, 'address'),
  shortBytes32: (value) => {
    if (typeof value !== 'string') return `expected a string, got ${typeName(value)}`;
    const tooLong = value.replace(/^0x/, '').length > 64;
    return tooLong
      ? `storage key too long (want at most 32 bytes): ${quote(value)}`
      : `invalid hex in storage key: ${quote(value)}`;
  },
  amount: (value) =>
    typeof value === 'string'
      ? `invalid amount ${quote(value)}: an integer in the smallest unit expected`
      : `expected an amount as text, got ${typeName(value)}`,
  count: (value) => `invalid count ${quote(String(value))}: an integer of at most 64 bits expected`,
  xaiAddress: explainXaiAddress,
  anyAddress: (value) =>
    typeof value === 'string' && value.startsWith('0x')
      ? explainBytes(value, 40, 'address')
      : explainXaiAddress(value),
  bytes64: (value) => `128 hex digits expected, got ${quote(String(value))}`,
  bool: (value) => `expected a boolean, got ${typeName(value)}`,
  text: (value) => `expected a string, got ${typeName(value)}`,
  blockTag: (value) => `unknown block tag ${quote(String(value))}`,
  blockNumberOrTag: (value) => explainQuantity(value, 64),
  lenientBlockNumberOrTag: (value) => explainQuantity(value, 64),
  blockParameter: (value) => {
    if (!isRecord(value)) return explainQuantity(value, 64);
    if ('blockHash' in value && 'blockNumber' in value) {
      return 'cannot specify both BlockHash and BlockNumber, choose one or the other';
    }
    if ('blockHash' in value) return `blockHash: ${explainBytes(value.blockHash, 64, 'hash')}`;
    if ('blockNumber' in value) return `blockNumber: ${explainQuantity(value.blockNumber, 64)}`;
    return 'missing field "blockNumber" or "blockHash"';
  },
};

function explainXaiAddress(value: unknown): string {
  if (typeof value !== 'string') return `expected a string, got ${typeName(value)}`;
  try {
    parseXaiAddress(value);
    return 'invalid address';
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return error.message;
  }
}

/** geth's hexutil errors for numbers. */
function explainQuantity(value: unknown, bits: number): string {
  const reason = explainHex(value);
  if (reason !== undefined) return reason;
  const digits = (value as string).slice(2);
  if (digits === '') return 'hex string "0x"';
  if (!/^[0-9a-fA-F]*$/.test(digits)) return 'invalid hex string';
  if (digits.length > 1 && digits.startsWith('0')) return 'hex number with leading zero digits';
  return `hex number > ${bits} bits`;
}

/** geth's hexutil errors for byte strings. */
function explainBytes(value: unknown, want: number | undefined, kind: string): string {
  const reason = explainHex(value);
  if (reason !== undefined) return reason;
  const digits = (value as string).slice(2);
  if (!/^[0-9a-fA-F]*$/.test(digits)) return 'invalid hex string';
  if (digits.length % 2 === 1) return 'hex string of odd length';
  return `hex string has length ${digits.length}, want ${want} for ${kind}`;
}

function explainHex(value: unknown): string | undefined {
  if (typeof value !== 'string') return `expected a string, got ${typeName(value)}`;
  if (value === '') return 'empty hex string';
  return value.startsWith('0x') ? undefined : 'hex string without 0x prefix';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** At most 80 characters of what was sent. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
