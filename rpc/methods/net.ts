import type { Method } from '../method.ts';
import { Bool, Quantity64, Text } from '../schema/scalar.ts';

/** net_* */
export const netMethods: readonly Method[] = [
  {
    name: 'net_version',
    summary: 'Id of the network, in decimal: the same as the chain id.',
    params: [],
    result: Text,
    resultName: 'version',
    handler: (_params, { chain }) => chain.config.chainId.toString(),
  },
  {
    name: 'net_listening',
    summary: 'Always true: clients ask this to see whether a node is there.',
    params: [],
    result: Bool,
    resultName: 'listening',
    handler: () => true,
  },
  {
    name: 'net_peerCount',
    summary: 'Always zero: this node has no peers of its own.',
    params: [],
    result: Quantity64,
    resultName: 'count',
    handler: () => '0x0',
  },
];
