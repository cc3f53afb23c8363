import { Type } from '@sinclair/typebox';
import { type Method, required } from '../../method.ts';
import { Text } from '../../schema/scalar.ts';

/** A program says its version, not the commit that it was built from. */
const NO_COMMIT = '0x00000000';

const ClientVersion = Type.Object(
  { code: Text, name: Text, version: Text, commit: Text },
  { title: 'clientVersion' },
);

/** What the two clients tell each other of themselves; `methods` gives the engine methods that are served. */
export function exchangeMethods(methods: () => readonly Method[]): readonly Method[] {
  return [
    {
      name: 'engine_exchangeCapabilities',
      summary: 'The engine methods that this node serves.',
      params: [required('capabilities', Type.Array(Text))],
      result: Type.Array(Text),
      resultName: 'capabilities',
      handler: () =>
        methods()
          .map(({ name }) => name)
          .filter((name) => name !== 'engine_exchangeCapabilities'),
    },
    {
      name: 'engine_getClientVersionV1',
      summary: 'Name and version of this node.',
      params: [required('clientVersion', ClientVersion)],
      result: Type.Array(ClientVersion),
      resultName: 'versions',
      handler: (_params, { options }) => [
        { code: 'XA', name: 'xai', version: options.clientVersion, commit: NO_COMMIT },
      ],
    },
  ];
}
