import type { TSchema } from '@sinclair/typebox';
import type { Route } from './route.ts';

const ERROR = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: { code: { type: ['string', 'integer'] }, message: { type: 'string' }, data: {} },
      required: ['code', 'message'],
    },
  },
};

/** The OpenAPI document of the routes, from the schemas that requests are checked with. */
export function openApi(routes: readonly Route[], version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return { openapi: '3.1.0', info: { title: 'XAI contracts', version }, paths };
}

function operation({ path, summary, query, body, result }: Route): unknown {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string', description: '0x…, XAI… or TXAI…' },
  }));
  const properties = Object.entries((query?.properties ?? {}) as Record<string, TSchema>);
  const inQuery = properties.map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
  const content = (schema: unknown) => ({ 'application/json': { schema } });
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body) } }),
    responses: {
      200: { description: 'the answer', content: content(result) },
      default: { description: 'why there is none', content: content(ERROR) },
    },
  };
}
