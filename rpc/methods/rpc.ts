import { Type } from '@sinclair/typebox';
import { openRpcDocument } from '../docs/openrpc.ts';
import { type Method, namespaceOf } from '../method.ts';
import { Text } from '../schema/scalar.ts';

/** rpc_* and rpc.*: they tell of the methods that are served, themselves included. */
export function rpcMethods(served: () => readonly Method[]): readonly Method[] {
  return [
    {
      name: 'rpc_modules',
      summary: 'The namespaces that are served, each with its version.',
      params: [],
      result: Type.Record(Type.String(), Text, { title: 'modules' }),
      resultName: 'modules',
      handler: () =>
        Object.fromEntries(
          [...new Set(served().map(({ name }) => namespaceOf(name)))].map((name) => [name, '1.0']),
        ),
    },
    {
      name: 'rpc.discover',
      summary: 'The OpenRPC document of the methods that are served.',
      params: [],
      result: Type.Object({}, { title: 'OpenRPC document' }),
      resultName: 'document',
      handler: (_params, { options }) =>
        openRpcDocument(served(), { title: 'XAI node', version: options.clientVersion }),
    },
  ];
}
