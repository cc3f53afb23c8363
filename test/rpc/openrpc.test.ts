import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Method } from '../../rpc/method.ts';
import { methodTable } from '../../rpc/methods/table.ts';
import { FIXTURES_MISSING, RPC_COMPAT } from '../chain/support/fixtures.ts';

/** The method table beside the OpenRPC document of execution-apis: names, parameters, and keys of objects. */

/** A JSON schema as far as keys are told. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface DocumentedMethod {
  readonly name: string;
  readonly params: readonly { readonly name: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly result?: { readonly schema: Schema };
}

/** Bogotá is a fork after Amsterdam that no library knows. */
const BOGOTA = new Set(['engine_forkchoiceUpdatedV5', 'engine_getInclusionListV1', 'engine_newPayloadV6']);

/** Parameters that the document leaves open and geth wants, as we do. */
const WANTED = new Set(['eth_getBlockTransactionCountByHash', 'eth_getBlockTransactionCountByNumber']);

/** Keys of results that differ, and why. */
const RESULTS: Readonly<
  Record<string, { readonly without?: readonly string[]; readonly more?: readonly string[] }>
> = {
  // blocks of Amsterdam are not executed
  eth_getBlockByHash: { without: ['blockAccessListHash'] },
  eth_getBlockByNumber: { without: ['blockAccessListHash'] },
  eth_simulateV1: { without: ['blockAccessListHash'] },
  // depends on the tracer: any JSON
  debug_traceTransaction: { without: ['gas', 'failed', 'returnValue', 'structLogs'] },
  // this node is never behind itself: always false
  eth_syncing: { without: ['startingBlock', 'currentBlock', 'highestBlock'] },
  // the bytes alone, as anvil and wallets have it
  eth_signTransaction: { without: ['raw', 'tx'] },
  // geth gives the bytes as well
  eth_fillTransaction: { more: ['raw'] },
};

/** Blobs of transactions that this node would sign: it signs none. */
const UNSIGNED_BLOBS = ['blobs', 'commitments', 'proofs'];

const documentPath = RPC_COMPAT === undefined ? undefined : join(RPC_COMPAT, '../openrpc.json');
const documented: readonly DocumentedMethod[] =
  documentPath !== undefined && existsSync(documentPath)
    ? (JSON.parse(readFileSync(documentPath, 'utf8')) as { methods: DocumentedMethod[] }).methods
    : [];

const ours = new Map<string, Method>(
  [...methodTable({ dev: false }), ...methodTable({ dev: false, namespaces: ['engine'] })].map((method) => [
    method.name,
    method,
  ]),
);

/** Every key that a value of the schema may have at its outermost objects, through lists and alternatives. */
function keysOf(schema: Schema | undefined, depth = 0): Set<string> {
  const keys = new Set<string>();
  if (schema === undefined || depth > 6) return keys;
  for (const key of Object.keys(schema.properties ?? {})) keys.add(key);
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? []), schema.items];
  for (const part of parts) for (const key of keysOf(part, depth + 1)) keys.add(key);
  return keys;
}

const missing = (from: Set<string>, there: Set<string>) => [...from].filter((key) => !there.has(key)).sort();

if (documented.length === 0) test.skip(FIXTURES_MISSING, () => {});

describe.each(documented.map((method) => [method.name, method] as const))('%s', (name, method) => {
  const own = ours.get(name);

  test('exists', () => {
    expect(own !== undefined).toBe(!BOGOTA.has(name));
  });
  if (own === undefined) return;

  test('takes the parameters', () => {
    expect(own.params.length).toBeGreaterThanOrEqual(method.params.length);
    for (const [i, { required, schema }] of method.params.entries()) {
      const mine = own.params[i];
      if (required !== true && !WANTED.has(name)) expect(mine?.required).toBe(false);
      const unknown = missing(keysOf(schema), keysOf(mine?.schema as Schema | undefined));
      expect(unknown.filter((key) => !UNSIGNED_BLOBS.includes(key) && key !== 'debug')).toEqual([]);
    }
    for (const more of own.params.slice(method.params.length)) expect(more.required).toBe(false);
  });

  test('answers with the keys', () => {
    // one form serves all versions of a payload here; test/rpc/methods/engine compares what each one has
    if (name.startsWith('engine_getPayloadV')) return;
    const theirs = keysOf(method.result?.schema);
    const mine = keysOf(own.result as Schema);
    expect(missing(theirs, mine)).toEqual([...(RESULTS[name]?.without ?? [])].sort());
    expect(missing(mine, theirs)).toEqual([...(RESULTS[name]?.more ?? [])].sort());
  });
});
