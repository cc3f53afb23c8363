import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { quantityHex } from '../../format/hex.ts';
import type { Method } from '../../method.ts';
import { Address, Bool, Quantity, Quantity64, Text } from '../../schema/scalar.ts';

const accounts = (_params: readonly unknown[], { wallet }: NodeContext) => wallet.accounts().map(toHex);

/** eth_* about the node itself. */
export const ethNodeMethods: readonly Method[] = [
  {
    name: 'eth_chainId',
    summary: 'Id of the chain, as transactions are signed for it.',
    params: [],
    result: Quantity,
    resultName: 'chainId',
    handler: (_params, { chain }) => quantityHex(chain.config.chainId),
  },
  {
    name: 'eth_networkId',
    summary: 'As net_version, by the name that anvil has for it.',
    params: [],
    result: Text,
    resultName: 'version',
    handler: (_params, { chain }) => chain.config.chainId.toString(),
  },
  {
    name: 'eth_accounts',
    runs: 'writer',
    summary: 'Addresses that this node can sign for.',
    params: [],
    result: Type.Array(Address),
    resultName: 'addresses',
    handler: accounts,
  },
  {
    name: 'eth_requestAccounts',
    runs: 'writer',
    summary: 'As eth_accounts: the name that libraries made for wallets use.',
    params: [],
    result: Type.Array(Address),
    resultName: 'addresses',
    handler: accounts,
  },
  {
    name: 'eth_coinbase',
    runs: 'writer',
    summary: 'Address that the fees of the next block go to.',
    params: [],
    result: Address,
    resultName: 'address',
    handler: async (_params, { chain }) => toHex((await chain.pending()).block.header.coinbase),
  },
  {
    name: 'eth_syncing',
    summary: 'Always false: the node executes every block it knows before it shows it.',
    params: [],
    result: Bool,
    resultName: 'syncing',
    handler: () => false,
  },
  {
    name: 'eth_mining',
    summary: 'Always false: no block of this chain is mined by proof of work.',
    params: [],
    result: Bool,
    resultName: 'mining',
    handler: () => false,
  },
  {
    name: 'eth_hashrate',
    summary: 'Always zero, as eth_mining is false.',
    params: [],
    result: Quantity64,
    resultName: 'hashrate',
    handler: () => '0x0',
  },
  {
    name: 'eth_protocolVersion',
    summary: 'Version of the Ethereum wire protocol that this node knows the rules of: eth/68.',
    params: [],
    result: Quantity64,
    resultName: 'version',
    handler: () => '0x44',
  },
];
