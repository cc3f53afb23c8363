import type { TSchema } from '@sinclair/typebox';

/** Shorter types are written where they are used. */
const NAMED_FROM = 60;

/** Types that several methods share, by their schemas' titles: name → text. Each is written once. */
export function sharedTypes(schemas: readonly TSchema[]): ReadonlyMap<string, string> {
  const seen = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const schema = value as TSchema;
    const name = nameOf(schema);
    if (name !== undefined) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      seen.set(name, (seen.get(name) ?? new Set()).add(typeText(schema, new Map(), true)));
    }
    for (const child of Object.values(schema)) visit(child);
  };
  for (const schema of schemas) visit(schema);
  const isShared = (name: string) => {
    const [text = '', ...others] = seen.get(name) ?? [];
    return (counts.get(name) ?? 0) > 1 && others.length === 0 && text.length >= NAMED_FROM;
  };
  return new Map([...seen].filter(([name]) => isShared(name)).map(([name, [text = '']]) => [name, text]));
}

/** A schema as a type of TypeScript, with the names of shared types; `outermost`: of a shared type itself. */
export function typeText(schema: TSchema, shared: ReadonlyMap<string, string>, outermost = false): string {
  const name = nameOf(schema);
  if (!outermost && name !== undefined && shared.has(name)) return name;
  const text = (each: TSchema) => typeText(each, shared);
  const union = (schemas: readonly TSchema[]) => [...new Set(schemas.map(text))].join(' | ') || 'never';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return union(schema.anyOf as TSchema[]);
  if (schema.allOf !== undefined) return (schema.allOf as TSchema[]).map(text).join(' & ');
  switch (schema.type) {
    case 'string':
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a type is written, nothing is put in
      return String(schema.pattern ?? '').startsWith('^0x') ? '`0x${string}`' : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      if (Array.isArray(schema.items))
        return `readonly [${(schema.items as TSchema[]).map(text).join(', ')}]`;
      return `readonly (${schema.items === undefined ? 'unknown' : text(schema.items as TSchema)})[]`;
    case 'object': {
      const { properties, required = [], patternProperties } = schema;
      if (patternProperties !== undefined)
        return `Readonly<Record<string, ${union(Object.values(patternProperties as Record<string, TSchema>))}>>`;
      const fields = Object.entries((properties ?? {}) as Record<string, TSchema>);
      if (fields.length === 0) return 'object';
      const mark = (field: string) => ((required as readonly string[]).includes(field) ? '' : '?');
      return `{ ${fields.map(([field, each]) => `readonly ${field}${mark(field)}: ${text(each)}`).join('; ')} }`;
    }
    default:
      return 'unknown';
  }
}

/** `block reference` → `BlockReference`, for objects and unions that have a title. */
function nameOf({ title, type, anyOf }: TSchema): string | undefined {
  if (typeof title !== 'string' || !(anyOf !== undefined || type === 'object')) return undefined;
  if (!/^[A-Za-z][A-Za-z0-9 ]*$/.test(title) || title.endsWith(' or null')) return undefined;
  return title.replaceAll(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
}
