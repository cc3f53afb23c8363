/** Writes sdk/methods.ts, the types of xai_*, from the method table: bun scripts/sdk-types.ts [--check] */
import type { TSchema } from '@sinclair/typebox';
import type { Method } from '../rpc/method.ts';
import { methodTable } from '../rpc/methods/table.ts';

const FILE = new URL('../sdk/methods.ts', import.meta.url).pathname;

/** The text of sdk/methods.ts. */
export function sdkTypes(): string {
  const methods = methodTable({ dev: true, namespaces: ['xai'] }).filter(
    ({ name, websocketOnly }) => name.startsWith('xai_') && websocketOnly !== true,
  );
  return `// Written by scripts/sdk-types.ts from the method table.

/** Parameters and result of every xai_* method. */
export interface XaiMethods {
${methods.map(entry).join('\n')}
}

/** Their names. */
export const XAI_METHODS: readonly (keyof XaiMethods)[] = [
${methods.map(({ name }) => `  '${name}',`).join('\n')}
];
`;
}

function entry({ name, summary, params, result }: Method): string {
  const parameters = params.map((each) => `${each.name}${each.required ? '' : '?'}: ${typeOf(each.schema)}`);
  return `  /** ${summary} */\n  ${name}: { parameters: [${parameters.join(', ')}]; result: ${typeOf(result)} };`;
}

function typeOf(schema: TSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return union(schema.anyOf as TSchema[]);
  if (schema.allOf !== undefined) return (schema.allOf as TSchema[]).map(typeOf).join(' & ');
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
        return `readonly [${(schema.items as TSchema[]).map(typeOf).join(', ')}]`;
      return `readonly (${schema.items === undefined ? 'unknown' : typeOf(schema.items as TSchema)})[]`;
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
}

function objectOf({ properties, required = [], patternProperties }: TSchema): string {
  if (patternProperties !== undefined) {
    return `Readonly<Record<string, ${union(Object.values(patternProperties as Record<string, TSchema>))}>>`;
  }
  const fields = Object.entries((properties ?? {}) as Record<string, TSchema>);
  if (fields.length === 0) return 'object';
  const needed = required as readonly string[];
  return `{ ${fields.map(([name, each]) => `readonly ${name}${needed.includes(name) ? '' : '?'}: ${typeOf(each)}`).join('; ')} }`;
}

function union(schemas: readonly TSchema[]): string {
  return [...new Set(schemas.map(typeOf))].join(' | ') || 'never';
}

/** The same, formatted as the rest of the repository. */
export function formatted(): string {
  const biome = new URL('../node_modules/.bin/biome', import.meta.url).pathname;
  const ended = Bun.spawnSync([biome, 'format', '--stdin-file-path=sdk/methods.ts'], {
    cwd: new URL('..', import.meta.url).pathname,
    stdin: Buffer.from(sdkTypes()),
  });
  return ended.stdout.toString();
}

if (import.meta.main) {
  const text = formatted();
  if (process.argv.includes('--check')) {
    const isSame = (await Bun.file(FILE).text()) === text;
    if (!isSame)
      process.stderr.write('sdk/methods.ts is not what the method table gives: bun scripts/sdk-types.ts\n');
    process.exit(isSame ? 0 : 1);
  }
  await Bun.write(FILE, text);
}
