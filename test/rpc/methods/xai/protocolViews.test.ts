import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { encodeFunctionData } from 'viem';
import { devGenesis } from '../../../../chain/genesis/dev.ts';
import { protocolParametersAbi } from '../../../../modules/abi/protocolParameters.ts';
import { asciiWord } from '../../../../modules/encoding/word.ts';
import { moduleAlloc } from '../../../../modules/genesis/alloc.ts';
import { FEE_DISTRIBUTOR, PARAMETERS, TREASURY } from '../../../../modules/protocol/addresses.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const SENDER = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const TIMELOCK = '0x5841490000000000000000000000000000000005';

function genesis(config: { readonly modules: string; readonly active?: readonly string[] } | undefined) {
  const made = devGenesis({
    ...{ accounts: [fromHex(SENDER)], balance: 10n ** 24n, chainId: 31337n, gasLimit: 30_000_000n },
    ...{ baseFee: 1_000_000_000n, timestamp: 1_000n, hardfork: 'osaka', toolContracts: false },
    modules: config && { config, alloc: moduleAlloc(config) },
  });
  return config === undefined ? { ...made, config: { ...made.config, nativeTransactions: undefined } } : made;
}

describe('xai_nodeStatus and xai_feeBreakdown', () => {
  let node: DevNode;
  beforeAll(async () => {
    node = await openDevNode({ genesis: genesis({ modules: 'dev', active: ['feeDistributor'] }) });
    await node.call('anvil_setBalance', TIMELOCK, '0xde0b6b3a7640000');
    await node.call('anvil_impersonateAccount', TIMELOCK);
  });
  afterAll(() => node.close());

  /** As the timelock does it when a proposal is executed. */
  async function decide(key: string, value: bigint): Promise<void> {
    const args = [asciiWord(key), value, 0n] as const;
    const data = encodeFunctionData({ abi: protocolParametersAbi, functionName: 'schedule', args });
    const hash = await node.call('eth_sendTransaction', { from: TIMELOCK, to: toHex(PARAMETERS), data });
    expect((await node.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  }

  const send = () =>
    node.call('eth_sendTransaction', {
      ...{ from: SENDER, to: TIMELOCK, value: '0x1', gas: '0x5208' },
      ...{ maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x3b9aca00' },
    });

  test('fees go where the modules and the parameters say, to the wei', async () => {
    await decide('feeRedistribution', 1n);
    await send();
    const first = await node.call('xai_feeBreakdown', 'latest');
    expect(first).toMatchObject({ baseFeeRecipient: null, tipRecipient: toHex(FEE_DISTRIBUTOR) });
    expect(first.burned).toBe(first.baseFees);
    expect(sum(first.distribution)).toBe(BigInt(first.tips));

    await decide('baseFeeToTreasury', 1n);
    await send();
    const second = await node.call('xai_feeBreakdown');
    expect(second).toMatchObject({ baseFeeRecipient: toHex(FEE_DISTRIBUTOR), burned: '0x0' });
    expect(sum(second.distribution)).toBe(BigInt(second.tips) + BigInt(second.baseFees));
    expect(BigInt(second.distribution.toTreasury)).toBeGreaterThanOrEqual(BigInt(second.baseFees));

    await decide('feeRedistribution', 0n);
    const before = BigInt(await node.call('eth_getBalance', toHex(TREASURY), 'latest'));
    await send();
    const third = await node.call('xai_feeBreakdown');
    expect(third).toMatchObject({ baseFeeRecipient: toHex(TREASURY), burned: '0x0' });
    expect(third.tipRecipient).not.toBe(toHex(FEE_DISTRIBUTOR));
    const after = BigInt(await node.call('eth_getBalance', toHex(TREASURY), 'latest'));
    expect(after - before).toBe(BigInt(third.baseFees));
    expect(await node.call('xai_feeBreakdown', '0xffff')).toBeNull();
  });

  test('the status tells what was decided about the next block', async () => {
    await decide('minimumBaseFee', 7n);
    const head = await node.call('eth_getBlockByNumber', 'latest', false);
    expect(await node.call('xai_nodeStatus')).toMatchObject({
      ...{ network: 'dev', chainId: '0x7a69', blocksFrom: 'dev', fork: 'osaka' },
      head: { number: head.number, hash: head.hash, timestamp: head.timestamp },
      pool: { pending: '0x0', queued: '0x0' },
      parameters: {
        ...{ gasLimit: null, elasticity: '0x2', baseFeeDenominator: '0x8', minimumBaseFee: '0x7' },
        ...{ contracts: true, sharesFees: false, baseFeeRecipient: toHex(TREASURY), hooks: true, forks: [] },
      },
    });
  });

  test('a plain Ethereum chain has nothing decided', async () => {
    const plain = await openDevNode({ genesis: genesis(undefined) });
    try {
      expect((await plain.call('xai_nodeStatus')).parameters).toBeNull();
      expect(await plain.call('xai_feeBreakdown', 'earliest')).toMatchObject({
        tips: '0x0',
        distribution: null,
      });
    } finally {
      await plain.close();
    }
  });
});

function sum(distribution: Record<string, string>): bigint {
  return Object.values(distribution).reduce((total, part) => total + BigInt(part), 0n);
}
