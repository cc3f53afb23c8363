import { toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { type Method, required } from '../method.ts';
import { toBytes } from '../schema/parse.ts';
import { Data, Hash32, Text } from '../schema/scalar.ts';

/** web3_* */
export const web3Methods: readonly Method[] = [
  {
    name: 'web3_clientVersion',
    summary: 'Name and version of this node; begins with `anvil` in dev mode, as development tools ask for.',
    params: [],
    result: Text,
    resultName: 'version',
    handler: (_params, context) => context.options.clientVersion,
  },
  {
    name: 'web3_sha3',
    summary: 'Keccak-256 of the data.',
    params: [required('data', Data)],
    result: Hash32,
    resultName: 'hash',
    handler: ([data]) => toHex(keccak256(toBytes(data))),
  },
];
