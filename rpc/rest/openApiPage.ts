/** The page that people read of the OpenAPI document: one file without scripts or anything from elsewhere. */

interface Operation {
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** The parts of a JSON schema that the page shows. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow-x:auto;padding:.8rem;background:#8881;border-radius:.4rem}
section{border-top:1px solid #8885;margin-top:1.5rem}h2 code{font-size:1.1rem}.method{font-weight:700;margin-right:.6rem}
table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;vertical-align:top}summary{cursor:pointer}`;

/** What browsers may do with the page: show it. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The document as HTML. */
export function openApiPage(document: unknown): string {
  const { info, paths } = document as {
    readonly info: { readonly title: string; readonly version: string };
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const sections = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method.toUpperCase(), path, operation)),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${text(info.title)}</title><style>${STYLE}</style></head><body>
<h1>${text(info.title)}</h1>
<p>${text(info.version)}. Requests and answers are JSON, integers decimal text, amounts in wei. For generators of clients:
<a href="openapi.json">openapi.json</a>. Logs as they come: a WebSocket at <code>/contracts/events</code>.</p>
${sections.join('\n')}
</body></html>
`;
}

function section(
  method: string,
  path: string,
  { summary, parameters, requestBody, responses }: Operation,
): string {
  const body = requestBody?.content['application/json']?.schema;
  const result = responses['200']?.content['application/json']?.schema;
  const rows = parameters.map(
    ({ name, in: place, schema }) =>
      `<tr><td><code>${text(name)}</code></td><td>${place}</td><td>${text(schema.description ?? schema.title ?? shape(schema, 0))}</td></tr>`,
  );
  return `<section><h2><span class="method">${method}</span><code>${text(path)}</code></h2><p>${text(summary)}</p>
${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}
${body === undefined ? '' : `<details open><summary>request</summary><pre>${text(shape(body, 0))}</pre></details>`}
${result === undefined ? '' : `<details><summary>answer</summary><pre>${text(shape(result, 0))}</pre></details>`}</section>`;
}

/** A schema as one would write its values down; fields that may be left out have a question mark. */
function shape(schema: Schema, depth: number): string {
  const { anyOf, allOf, properties, required = [], items, type, description } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (anyOf !== undefined) return [...new Set(anyOf.map((each) => shape(each, depth)))].join(' | ');
  if (allOf !== undefined) return allOf.map((each) => shape(each, depth)).join(' & ');
  if (properties !== undefined) {
    const indent = '  '.repeat(depth + 1);
    const lines = Object.entries(properties).map(
      ([name, each]) => `${indent}${name}${required.includes(name) ? '' : '?'}: ${shape(each, depth + 1)}`,
    );
    return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
  }
  if (type === 'array') return `[${shape(items ?? {}, depth)}, …]`;
  const plain = Array.isArray(type) ? type.join(' | ') : String(type ?? 'anything');
  const note = description ?? schema.title;
  return note === undefined ? plain : `${plain} (${note})`;
}

function text(value: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return value.replaceAll(/[&<>"]/g, (character) => names[character] ?? character);
}
