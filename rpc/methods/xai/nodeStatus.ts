import type { SealedHeader } from '../../../chain/block/header.ts';
import type { BlockParameters } from '../../../chain/protocol/protocol.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { quantityHex } from '../../format/hex.ts';
import type { Method } from '../../method.ts';
import { NodeStatusResult } from '../../schema/protocol.ts';

/** xai_nodeStatus: what an operator looks at first. */
export const xaiNodeStatusMethods: readonly Method[] = [
  {
    name: 'xai_nodeStatus',
    runs: 'writer',
    summary:
      'The node in one answer: its chain, who makes blocks, head, safe and final block, pool, and what holders decided about the next block.',
    params: [],
    result: NodeStatusResult,
    resultName: 'status',
    handler: (_params, { options, chain, pool, dev, consensus }) => {
      const { config } = chain;
      const head = chain.head();
      const [safe, finalized] = [chain.safe(), chain.finalized()];
      const { pending, queued } = pool.status();
      const parameters = chain.parametersAfter(head);
      return {
        clientVersion: options.clientVersion,
        network: config.name,
        chainId: quantityHex(config.chainId),
        genesis: toHex(chain.genesis().hash),
        blocksFrom: dev !== undefined ? 'dev' : consensus !== undefined ? 'engine' : 'chain',
        fork: rulesOfHeader(config, head.header).fork,
        head: reference(head),
        safe: safe === undefined ? null : reference(safe),
        finalized: finalized === undefined ? null : reference(finalized),
        pool: { pending: quantityHex(pending), queued: quantityHex(queued) },
        parameters: parameters === undefined ? null : formatParameters(parameters),
      };
    },
  },
];

function reference({ header, hash }: SealedHeader) {
  return { number: quantityHex(header.number), hash: toHex(hash), timestamp: quantityHex(header.timestamp) };
}

function formatParameters(parameters: BlockParameters) {
  const { gasLimit, baseFeeRecipient, activations } = parameters;
  return {
    gasLimit: gasLimit === undefined ? null : quantityHex(gasLimit),
    elasticity: quantityHex(parameters.elasticity),
    baseFeeDenominator: quantityHex(parameters.baseFeeDenominator),
    minimumBaseFee: quantityHex(parameters.minimumBaseFee),
    contracts: parameters.contracts,
    sharesFees: parameters.sharesFees,
    baseFeeRecipient: baseFeeRecipient === undefined ? null : toHex(baseFeeRecipient),
    hooks: parameters.hooks,
    forks: [...activations].map(([fork, time]) => ({ fork, time: quantityHex(time) })),
  };
}
