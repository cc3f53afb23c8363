import type { TSchema } from '@sinclair/typebox';

/** Numbers in [0, 1). */
export type Random = () => number;

/** A repeatable source of numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the items. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Values that fit some schemas and break others. */
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 1e21, '', 'é', '\u0000', '5', '1000000000000', [], {}, [[]]],
  ...[
    '0x',
    '0x0',
    '0x1',
    '0x01',
    '0xff',
    `0x${'f'.repeat(16)}`,
    `0x${'f'.repeat(64)}`,
    `0x${'f'.repeat(65)}`,
  ],
  ...['latest', 'pending', 'newest', `0x${'00'.repeat(20)}`, `0x${'12'.repeat(32)}`],
];

/** How often a part is replaced by a value that does not belong there. */
const ODDNESS = 0.06;

/** A value of about the form of a schema: mostly valid, with known things of the chain in it, now and then broken. */
export function sample(
  schema: TSchema,
  known: Readonly<Record<string, readonly string[]>>,
  random: Random,
): unknown {
  const part = (inner: TSchema) => sample(inner, known, random);
  if (random() < ODDNESS) return pick(random, ODD_VALUES);
  const values = known[schema.title ?? ''];
  if (values !== undefined) return pick(random, values);
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf !== undefined) return part(pick(random, schema.anyOf as TSchema[]));
  switch (schema.type) {
    case 'boolean':
      return random() < 0.5;
    case 'null':
      return null;
    case 'integer':
    case 'number':
      return pick(random, [0, 1, 2, 10, 50, 1e15]);
    case 'array':
      if (Array.isArray(schema.items)) return (schema.items as TSchema[]).map(part);
      return Array.from({ length: Math.floor(random() * 3) }, () => part((schema.items ?? {}) as TSchema));
    case 'object':
      return sampleObject(schema, part, known, random);
    default:
      return pick(random, ODD_VALUES);
  }
}

function sampleObject(
  schema: TSchema,
  part: (inner: TSchema) => unknown,
  known: Readonly<Record<string, readonly string[]>>,
  random: Random,
): Record<string, unknown> {
  if (schema.patternProperties !== undefined) {
    const [[pattern, inner]] = Object.entries(schema.patternProperties as Record<string, TSchema>) as [
      [string, TSchema],
    ];
    const keys = pattern.includes('{40}') ? known.address : known.hash32;
    return random() < 0.3 ? {} : { [pick(random, keys ?? [''])]: part(inner) };
  }
  const required = (schema.required ?? []) as string[];
  const fields = Object.entries((schema.properties ?? {}) as Record<string, TSchema>);
  return Object.fromEntries(
    fields
      .filter(([name]) => required.includes(name) || random() < 0.35)
      .map(([name, inner]) => [name, part(inner)]),
  );
}
