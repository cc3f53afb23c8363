import type { TSchema } from '@sinclair/typebox';
import { type Method, namespaceOf, type ServedMethod } from '../method.ts';
import { isDevOnly } from '../methods/table.ts';
import { namedObjects, typeName } from './typeName.ts';

const INTRODUCTION = `# JSON-RPC methods

<!-- Made from the method table: \`bun scripts/rpc-docs.ts\`. Do not edit. -->

HTTP (POST) and WebSocket on one port, single requests and batches; a batch is answered in its order. What is shown here
is also the answer of \`rpc.discover\`, as an OpenRPC document.

- *quantity*: hex without leading zeros, \`0x0\` for zero. *data*, *hash32*, *address*: \`0x\` and two digits a byte.
- *lenientQuantity*: also a JSON number, a decimal string, or hex with leading zeros, as people type it. *paddedQuantity*: with
  leading zeros or without.
- *shortBytes32*: up to 64 digits, left-padded to 32 bytes.
- *blockNumberOrTag*: a quantity, \`latest\`, \`pending\`, \`earliest\`, \`safe\` or \`finalized\`. *blockParameter*: also a block hash, or
  \`{"blockHash": …, "requireCanonical": …}\` or \`{"blockNumber": …}\` (EIP-1898). *lenientBlockNumberOrTag*: also a JSON number.
- *xaiAddress*: \`XAI…\` or \`TXAI…\` with 40 digits; *anyAddress*: that or an address. *amount*: a decimal integer in the smallest
  unit, as text; *count*: that or a JSON number. *bytes64*: 128 hex digits. *kind*: a name of
  [native-transactions.md](native-transactions.md), which explains them all.
- *Runs in the writer*: with reader processes (\`--rpc-workers\`, [architecture.md](architecture.md#reader-processes)) the process that makes blocks answers it;
  every other method runs in any of them, and is handed on where it asks for the pending block or the pool.
- A parameter in brackets may be left out or be null. Unknown fields of a call object are ignored.

Errors: -32700 no JSON, -32600 no request (also a batch or body past its limit), -32601 no such method, -32602 wrong
parameters, -32603 a fault in the node (its log says more), -32000 refused, -32004 not offered, -32005 a limit of the
operator, 3 a revert with its data in \`error.data\`, 4 no receipt in time.
`;

/** docs/rpc.md: every method with its parameters and result, by namespace, and the objects that they name. */
export function renderReference(methods: readonly ServedMethod[]): string {
  const namespaces = [...new Set(methods.map(({ name }) => namespaceOf(name)))];
  const sections = namespaces.map((namespace) => {
    const own = methods.filter(({ name }) => namespaceOf(name) === namespace);
    return [`## ${namespace}`, '', ...own.map(renderMethod)].join('\n');
  });
  return [INTRODUCTION, ...sections, renderObjects(methods)].join('\n');
}

function renderMethod(method: ServedMethod): string {
  const params = method.params.map(({ name, required }) => (required ? name : `[${name}]`)).join(', ');
  const notes = [
    isDevOnly(method) ? 'Dev mode only.' : '',
    method.websocketOnly === true ? 'WebSocket only.' : '',
    method.runs === 'writer' && !isDevOnly(method) ? 'Runs in the writer.' : '',
  ];
  const lines = method.params.map(
    ({ name, schema, description }) =>
      `- \`${name}\`: ${typeName(schema)}${description === undefined ? '' : `. ${description}`}`,
  );
  return [
    `### ${method.name}(${params})`,
    '',
    [method.summary, ...notes].filter((text) => text !== '').join(' '),
    '',
    ...lines,
    `- → \`${method.resultName}\`: ${typeName(method.result)}`,
    '',
  ].join('\n');
}

function renderObjects(methods: readonly Method[]): string {
  const found = new Map<string, TSchema>();
  for (const method of methods) {
    for (const { schema } of method.params) namedObjects(schema, found);
    namedObjects(method.result, found);
  }
  const sections = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, schema]) => renderObject(title, schema));
  return ['## Objects', '', ...sections].join('\n');
}

function renderObject(title: string, schema: TSchema): string {
  const required = new Set((schema.required ?? []) as string[]);
  const fields = Object.entries(schema.properties as Record<string, TSchema>).map(
    ([name, field]) => `- \`${name}\`${required.has(name) ? '' : '?'}: ${typeName(field)}`,
  );
  return [`### ${title}`, '', ...(fields.length === 0 ? ['Fields as the summary says.'] : fields), ''].join(
    '\n',
  );
}
