import type { TSchema } from '@sinclair/typebox';
import type { Method } from '../method.ts';

/** What the OpenRPC document says about the node. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
}

/** The OpenRPC document (open-rpc.org, 1.3) of the methods served: what rpc.discover answers with. */
export function openRpcDocument(methods: readonly Method[], info: ApiInfo) {
  return {
    openrpc: '1.3.2',
    info,
    methods: methods.map((method) => ({
      name: method.name,
      summary: method.summary,
      paramStructure: 'by-position',
      params: method.params.map(({ name, schema, required, description }) => ({
        name,
        required,
        ...(description === undefined ? {} : { description }),
        schema: plain(schema),
      })),
      result: { name: method.resultName, schema: plain(method.result) },
    })),
  };
}

/** The schema as JSON: TypeBox's own symbols left out. */
function plain(schema: TSchema): unknown {
  return JSON.parse(JSON.stringify(schema));
}
