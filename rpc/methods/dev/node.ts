import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { DevControl } from '../../context/dev.ts';
import type { NodeContext } from '../../context.ts';
import { UnsupportedError } from '../../errors.ts';
import { quantityHex } from '../../format/hex.ts';
import { required } from '../../method.ts';
import { Bool, Hash32, Quantity, Text } from '../../schema/scalar.ts';
import { type Command, devMethods } from './command.ts';

const NodeInfo = Type.Object({
  currentBlockNumber: Quantity,
  currentBlockTimestamp: Type.Integer(),
  currentBlockHash: Hash32,
  hardFork: Text,
  transactionOrder: Text,
  environment: Type.Object({
    baseFee: Quantity,
    chainId: Type.Integer(),
    gasLimit: Quantity,
    gasPrice: Quantity,
  }),
  forkConfig: Type.Object({
    forkUrl: Type.Null(),
    forkBlockNumber: Type.Null(),
    forkRetryBackoff: Type.Null(),
  }),
});

const HardhatMetadata = Type.Object({
  clientVersion: Text,
  chainId: Type.Integer(),
  instanceId: Hash32,
  latestBlockNumber: Type.Integer(),
  latestBlockHash: Hash32,
});

const AnvilMetadata = Type.Composite([
  HardhatMetadata,
  Type.Object({
    clientSemver: Type.Union([Text, Type.Null()]),
    clientCommitSha: Type.Null(),
    forkedNetwork: Type.Null(),
    snapshots: Type.Record(Quantity, Type.Tuple([Type.Integer(), Hash32])),
  }),
]);

const commands: readonly Command[] = [
  {
    names: ['anvil_nodeInfo'],
    summary: 'The head and the settings that blocks are made with.',
    result: { name: 'info', schema: NodeInfo },
    run(_params, dev, { chain, fees }) {
      const { header, hash } = chain.head();
      const info = dev.info();
      return {
        currentBlockNumber: quantityHex(header.number),
        currentBlockTimestamp: Number(header.timestamp),
        currentBlockHash: toHex(hash),
        hardFork: info.hardfork,
        transactionOrder: info.transactionOrder,
        environment: {
          baseFee: quantityHex(fees.nextBaseFee() ?? 0n),
          chainId: Number(chain.config.chainId),
          gasLimit: quantityHex(header.gasLimit),
          gasPrice: quantityHex(fees.gasPrice()),
        },
        forkConfig: { forkUrl: null, forkBlockNumber: null, forkRetryBackoff: null },
      };
    },
  },
  {
    names: ['hardhat_metadata'],
    summary: 'Which node this is, and the head.',
    result: { name: 'metadata', schema: HardhatMetadata },
    run: (_params, dev, context) => metadata(dev, context),
  },
  {
    names: ['anvil_metadata'],
    summary: 'Which node this is, the head and the snapshots.',
    result: { name: 'metadata', schema: AnvilMetadata },
    run: (_params, dev, context) => ({
      ...metadata(dev, context),
      clientSemver: /\d+\.\d+\.\d+/.exec(context.options.clientVersion)?.[0] ?? null,
      clientCommitSha: null,
      forkedNetwork: null,
      snapshots: Object.fromEntries(
        [...dev.info().snapshots].map(([id, at]) => [quantityHex(id), [Number(at.number), toHex(at.hash)]]),
      ),
    }),
  },
  {
    names: ['anvil_getGenesisTime'],
    summary: 'When the first block of the chain was made, in seconds.',
    result: { name: 'timestamp', schema: Type.Integer() },
    run: (_params, _dev, { chain }) => Number(chain.headerByNumber(0n)?.header.timestamp),
  },
  {
    names: ['anvil_setLoggingEnabled', 'hardhat_setLoggingEnabled'],
    summary: "Turns the node's own log on or off.",
    params: [required('enabled', Bool)],
    run: ([enabled], dev) => dev.setLoggingEnabled(enabled === true),
  },
  {
    names: ['anvil_setRpcUrl', 'hardhat_setRpcUrl'],
    summary: 'Refused: this node does not fork another chain.',
    params: [required('url', Text)],
    run() {
      throw new UnsupportedError('forking is not supported by this node: there is no RPC URL to change');
    },
  },
];

/** What development tools ask to know their counterpart. */
export const devNodeMethods = devMethods(commands);

function metadata(dev: DevControl, { chain, options }: NodeContext) {
  const { header, hash } = chain.head();
  return {
    clientVersion: options.clientVersion,
    chainId: Number(chain.config.chainId),
    instanceId: toHex(dev.info().instanceId),
    latestBlockNumber: Number(header.number),
    latestBlockHash: toHex(hash),
  };
}
