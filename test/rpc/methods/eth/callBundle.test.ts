import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { concat, type Hex, keccak256, type TransactionSerializableEIP1559 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { ERROR_NO, REVERTER } from '../../support/contracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { code } from '../../trace/assembler.ts';

/** The first key of the development mnemonic. */
const ALICE = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const MINER = `0x${'3e'.repeat(20)}` as const;
const REVERTING = `0x${'ba'.repeat(20)}` as const;
/** Returns number, timestamp and base fee of its block. */
const BLOCK = `0x${'b1'.repeat(20)}` as const;
const BLOCK_CODE = code('435f52', '42602052', '48604052', '60605ff3');
const LARGE = `0x${'1a'.repeat(20)}` as const;
const GWEI = 10n ** 9n;
const TIP = 2n * GWEI;

let dev: DevNode;
let head: { number: string; timestamp: string; baseFeePerGas: string };

beforeAll(async () => {
  dev = await openDevNode({ rpc: { traceSizeLimit: 100_000 } });
  await dev.call('anvil_setCode', REVERTING, REVERTER);
  await dev.call('anvil_setCode', BLOCK, BLOCK_CODE);
  await dev.call('anvil_setCode', LARGE, code('6200c3505ff3'));
  await dev.call('evm_mine');
  head = await dev.call('eth_getBlockByNumber', 'latest', false);
});
afterAll(() => dev.close());

function signed(nonce: number, fields: Partial<TransactionSerializableEIP1559> = {}): Promise<Hex> {
  const fees = { maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: TIP };
  return ALICE.signTransaction({ chainId: 31337, nonce, gas: 100_000n, to: MINER, ...fees, ...fields });
}

const hex = (value: bigint) => `0x${value.toString(16)}`;
const nextNumber = () => hex(BigInt(head.number) + 1n);
const callBundle = (txs: Hex[], more: object = {}) =>
  dev.call('eth_callBundle', { txs, blockNumber: nextNumber(), coinbase: MINER, ...more });

describe('eth_callBundle', () => {
  test('tells what transactions paid, for gas and beside it', async () => {
    const txs = [await signed(0, { value: 500n }), await signed(1, { to: BLOCK })];
    const result = await callBundle(txs);
    const [paying, reading] = result.results;
    const fees = 21_000n * TIP;
    expect(paying).toEqual({
      ...{ txHash: keccak256(txs[0] as Hex), fromAddress: ALICE.address.toLowerCase(), toAddress: MINER },
      ...{ gasUsed: 21_000, gasFees: String(fees), ethSentToCoinbase: '500' },
      ...{ coinbaseDiff: String(fees + 500n), gasPrice: String((fees + 500n) / 21_000n), value: '0x' },
    });
    const readFees = BigInt(reading.gasUsed) * TIP;
    expect(reading).toMatchObject({
      ethSentToCoinbase: '0',
      gasFees: String(readFees),
      gasPrice: String(TIP),
    });
    const gas = 21_000 + reading.gasUsed;
    const diff = fees + readFees + 500n;
    const { results: _, ...sums } = result;
    expect(sums).toEqual({
      bundleHash: keccak256(concat(txs.map((raw) => keccak256(raw)))),
      ...{ coinbaseDiff: String(diff), gasFees: String(fees + readFees), ethSentToCoinbase: '500' },
      ...{ bundleGasPrice: String(diff / BigInt(gas)), totalGasUsed: gas },
      stateBlockNumber: Number(head.number),
    });
    expect(await dev.call('eth_getBalance', MINER, 'latest')).toBe('0x0');
  });

  test('in the block asked for, or the next one', async () => {
    const words = async (more: object) => {
      const { results } = await callBundle([await signed(0, { to: BLOCK })], more);
      return (results[0].value.slice(2).match(/.{64}/g) as string[]).map((word) => BigInt(`0x${word}`));
    };
    await dev.call('evm_setAutomine', false);
    const [number, timestamp, baseFee] = await words({});
    expect([number, timestamp]).toEqual([BigInt(head.number) + 1n, BigInt(head.timestamp) + 12n]);
    expect(hex(baseFee as bigint)).toBe(await dev.call('eth_baseFee'));
    await dev.call('evm_setAutomine', true);
    expect(await words({ blockNumber: 50, timestamp: 5_000_000_000, baseFee: '0x7' })).toEqual([
      50n,
      5_000_000_000n,
      7n,
    ]);
  });

  test('a revert is told, and the next transaction runs', async () => {
    const txs = [
      await signed(0, { to: REVERTING, data: ERROR_NO as Hex }),
      await signed(1, { to: undefined, data: '0xfe' }),
    ];
    const { results } = await callBundle(txs);
    expect(results[0]).toMatchObject({ error: 'execution reverted', revert: ERROR_NO });
    expect(results[1]).toMatchObject({ error: 'invalid opcode', toAddress: null, gasUsed: 100_000 });
  });

  test('what no such block would take is refused', async () => {
    const refused = async (txs: Hex[], more: object = {}) =>
      (await dev.refusal('eth_callBundle', { txs, blockNumber: nextNumber(), ...more })).message;
    expect(await refused([])).toBe('bundle missing txs');
    expect(await refused([await signed(1)])).toContain('nonce too high: address');
    expect(await refused([await signed(0), await signed(0)])).toContain('nonce too low: address');
    expect(await refused([await signed(0, { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n })])).toContain(
      'max fee per gas less than block base fee',
    );
    expect(await refused([await signed(0), await signed(1)], { gasLimit: 110_000 })).toBe(
      'gas limit reached',
    );
    expect(await refused([await signed(0)], { blockNumber: head.number })).toContain(
      "is not after the state's block",
    );
    expect(await refused([await signed(0)], { stateBlockNumber: '0x99' })).toBe('header not found');
    expect(await refused(['0x02'])).not.toBe('');
    expect(await refused(new Array(101).fill('0x'))).toContain('the limit is 100');
    expect((await dev.refusal('eth_callBundle', { txs: [await signed(0)] })).message).toContain(
      'missing field "blockNumber"',
    );
    expect(await refused([await signed(0, { to: LARGE }), await signed(1, { to: LARGE })])).toContain(
      'results too large',
    );
  });
});
