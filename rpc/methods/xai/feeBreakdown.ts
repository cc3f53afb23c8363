import type { Block } from '../../../chain/block/block.ts';
import type { SealedHeader } from '../../../chain/block/header.ts';
import type { Receipt } from '../../../chain/receipt/receipt.ts';
import { feeDistributorAbi } from '../../../modules/abi/feeDistributor.ts';
import { moduleRegistryAbi } from '../../../modules/abi/moduleRegistry.ts';
import { FEE_DISTRIBUTOR } from '../../../modules/protocol/addresses.ts';
import { equalBytes, toHex } from '../../../storage/encoding/bytes.ts';
import type { Log } from '../../../vm/log.ts';
import { findBlock } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional } from '../../method.ts';
import { moduleView } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { FeeBreakdownResult } from '../../schema/protocol.ts';
import { orNull } from '../../schema/results.ts';

/** Place of the registry among the modules of genesis. */
const REGISTRY_NUMBER = 0x01;
/** The bit of onBlockEnd. */
const END = 4;

/** xai_feeBreakdown: where a block's fees went. */
export const xaiFeeMethods: readonly Method[] = [
  {
    name: 'xai_feeBreakdown',
    summary:
      'What the transactions of a block paid and to whom: base fees, tips, blob fees, what was burned, and how a module shared the rest; null for an unknown block.',
    params: [optional('block', BlockParameter, 'latest unless told')],
    result: orNull(FeeBreakdownResult),
    resultName: 'fees',
    handler: async ([wanted], context) => {
      const found = await findBlock(wanted ?? 'latest', context);
      if (found === undefined) return null;
      const receipts = found.receipts();
      return receipts === undefined ? null : breakdown(found.block, receipts, context);
    },
  },
];

async function breakdown(block: Block, receipts: readonly Receipt[], context: NodeContext) {
  const { header, hash } = block;
  const baseFeePerGas = header.baseFeePerGas ?? 0n;
  const paid = sums(receipts, baseFeePerGas);
  const parent = context.chain.headerByHash(header.parentHash);
  const parameters = parent && context.chain.parametersAfter(parent);
  const isShared = parent !== undefined && parameters?.sharesFees === true && (await shares(parent, context));
  const kept = parameters?.baseFeeRecipient;
  // A module that shares fees gets what is not burned, too.
  const recipient = kept !== undefined && isShared ? FEE_DISTRIBUTOR : kept;
  const burned = paid.blobFees + (recipient === undefined ? paid.baseFees : 0n);
  return {
    blockNumber: quantityHex(header.number),
    blockHash: toHex(hash),
    gasUsed: quantityHex(header.gasUsed),
    baseFeePerGas: quantityHex(baseFeePerGas),
    baseFees: quantityHex(paid.baseFees),
    baseFeeRecipient: recipient === undefined ? null : toHex(recipient),
    tips: quantityHex(paid.tips),
    tipRecipient: toHex(isShared ? FEE_DISTRIBUTOR : header.coinbase),
    blobFees: quantityHex(paid.blobFees),
    burned: quantityHex(burned),
    distribution: (await distributionOf(receipts.at(-1)?.logs ?? [])) ?? null,
  };
}

/** Whether the module that shares fees is told of the end of the block after this one. */
async function shares(parent: SealedHeader, { calls }: NodeContext): Promise<boolean> {
  const base = { kind: 'block', block: parent } as const;
  const hooks = await moduleView(moduleRegistryAbi, REGISTRY_NUMBER, { calls, base }).read('activeHooks');
  const address = toHex(FEE_DISTRIBUTOR);
  return hooks.some((entry) => entry.module.toLowerCase() === address && (entry.hooks & END) !== 0);
}

function sums(receipts: readonly Receipt[], baseFee: bigint) {
  let [baseFees, tips, blobFees] = [0n, 0n, 0n];
  for (const { gasUsed, effectiveGasPrice, blobGasUsed = 0n, blobGasPrice = 0n } of receipts) {
    baseFees += gasUsed * baseFee;
    if (gasUsed > 0n) tips += gasUsed * (effectiveGasPrice - baseFee);
    blobFees += blobGasUsed * blobGasPrice;
  }
  return { baseFees, tips, blobFees };
}

/** What the module that shares fees says at the end of the block; undefined where it says nothing. */
async function distributionOf(logs: readonly Log[]) {
  const own = logs.filter(({ address }) => equalBytes(address, FEE_DISTRIBUTOR));
  if (own.length === 0) return undefined;
  const { parseEventLogs } = await import('viem/utils');
  const [event] = parseEventLogs({
    abi: feeDistributorAbi,
    eventName: 'FeesDistributed',
    logs: own.map(({ topics, data }) => ({ topics: topics.map(toHex), data: toHex(data) }) as never),
  });
  if (event === undefined) return undefined;
  const { toProducer, toStakers, toTreasury } = event.args;
  return {
    toProducer: quantityHex(toProducer),
    toStakers: quantityHex(toStakers),
    toTreasury: quantityHex(toTreasury),
  };
}
