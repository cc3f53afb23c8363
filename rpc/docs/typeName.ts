import type { TSchema } from '@sinclair/typebox';

/** A schema in a few words: its title, or what it is made of. */
export function typeName(schema: TSchema): string {
  if (schema.title === 'maybe') return typeName((schema.anyOf as TSchema[])[0] as TSchema);
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return (schema.anyOf as TSchema[]).map(typeName).join(' or ');
  if (Array.isArray(schema.items)) return `[${(schema.items as TSchema[]).map(typeName).join(', ')}]`;
  if (schema.type === 'array') return `array of ${typeName(schema.items as TSchema)}`;
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

/** Every titled object that a schema is made of, itself included, by title. */
export function namedObjects(schema: TSchema, found: Map<string, TSchema> = new Map()): Map<string, TSchema> {
  if (schema.type === 'object' && schema.properties !== undefined && schema.title !== undefined) {
    if (found.has(schema.title)) return found;
    found.set(schema.title, schema);
  }
  for (const part of partsOf(schema)) namedObjects(part, found);
  return found;
}

function partsOf(schema: TSchema): TSchema[] {
  return [
    ...Object.values((schema.properties ?? {}) as Record<string, TSchema>),
    ...Object.values((schema.patternProperties ?? {}) as Record<string, TSchema>),
    ...((schema.anyOf ?? []) as TSchema[]),
    ...(schema.items === undefined ? [] : [schema.items as TSchema | TSchema[]].flat()),
  ];
}
