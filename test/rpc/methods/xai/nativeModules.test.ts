import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Abi, encodeFunctionData, type Hex, parseEventLogs } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { SignedKind } from '../../../../chain/transaction/native/kinds.ts';
import { stakingAbi } from '../../../../modules/abi/staking.ts';
import { treasuryAbi } from '../../../../modules/abi/treasury.ts';
import { xaiGovernorAbi } from '../../../../modules/abi/xaiGovernor.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { moduleAddress, NATIVE_SENDER, signWanted } from '../../../support/nativeTraffic.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

/** Native transactions do with the modules what the same calls of an Ethereum account do, for the same gas. */
const [STAKING, GOVERNOR, TIMELOCK, TREASURY] = [3, 4, 5, 6].map((n) => toHex(moduleAddress(n))) as [
  Hex,
  Hex,
  Hex,
  Hex,
];
const ONE = 10n ** 18n;
const ACCOUNT = privateKeyToAccount('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d');

let dev: DevNode;

beforeAll(async () => {
  dev = await openDevNode();
  await dev.call('anvil_setBalance', toHex(NATIVE_SENDER), `0x${(100n * ONE).toString(16)}`);
  await dev.call('anvil_setBalance', TREASURY, `0x${(100n * ONE).toString(16)}`);
  await dev.call('anvil_setBalance', TIMELOCK, `0x${ONE.toString(16)}`);
  await dev.call('anvil_impersonateAccount', TIMELOCK);
});

afterAll(() => dev.close());

interface Sender {
  readonly address: Hex;
  /** Sends, and answers with the hash. */
  send(kind: SignedKind, to: Hex, data: Hex, value: bigint): Promise<string>;
}

function nativeSender(): Sender {
  let nonce = 0n;
  return {
    address: toHex(NATIVE_SENDER),
    send: (kind, to, data, value) => {
      const signed = signWanted({ kind, to: fromHex(to), data: fromHex(data), value }, nonce++);
      return dev.call('eth_sendRawTransaction', toHex(signed.raw));
    },
  };
}

function ethereumSender(): Sender {
  let nonce = 0;
  return {
    address: ACCOUNT.address,
    send: async (_kind, to, data, value) => {
      const fees = { maxFeePerGas: 5_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
      const call = {
        type: 'eip1559',
        chainId: 31337,
        nonce: nonce++,
        gas: 2_000_000n,
        to,
        data,
        value,
      } as const;
      return dev.call('eth_sendRawTransaction', await ACCOUNT.signTransaction({ ...call, ...fees }));
    },
  };
}

/** Stakes, proposes, votes, takes stake back and what the treasury owes; what each transaction came to. */
async function round({ address, send }: Sender) {
  const stream = { abi: treasuryAbi as Abi, functionName: 'createStream', args: [address, ONE, 1n, 1n, 2n] };
  await dev.call('eth_sendTransaction', { from: TIMELOCK, to: TREASURY, data: encodeFunctionData(stream) });
  const steps: { kind: string; gasUsed: string; events: string[] }[] = [];
  const step = async (
    kind: SignedKind,
    to: Hex,
    abi: Abi,
    functionName: string,
    args: unknown[] = [],
    value = 0n,
  ) => {
    const hash = await send(kind, to, encodeFunctionData({ abi, functionName, args }), value);
    const receipt = await dev.call('eth_getTransactionReceipt', hash);
    expect([functionName, receipt.status]).toEqual([functionName, '0x1']);
    const seen = await dev.call('xai_getTransaction', hash);
    const events = parseEventLogs({ abi, logs: receipt.logs }) as unknown as {
      eventName: string;
      args: object;
    }[];
    steps.push({
      kind: seen.tx_type,
      gasUsed: receipt.gasUsed,
      events: events.map(({ eventName }) => eventName),
    });
    return events;
  };
  await step('stake', STAKING, stakingAbi as Abi, 'lock', [], 5n * ONE);
  await dev.call('evm_mine');
  const proposal = [[TREASURY], [0n], ['0x'], 'a proposal'];
  const [created] = await step('governance', GOVERNOR, xaiGovernorAbi as Abi, 'propose', proposal);
  const { proposalId } = (created ?? { args: {} }).args as { proposalId?: bigint };
  await dev.call('evm_increaseTime', 5);
  await dev.call('evm_mine');
  await step('governance_vote', GOVERNOR, xaiGovernorAbi as Abi, 'castVote', [proposalId, 1]);
  await step('unstake', STAKING, stakingAbi as Abi, 'unlock', [ONE]);
  await dev.call('evm_increaseTime', 20);
  await step('unstake', STAKING, stakingAbi as Abi, 'claim');
  await step('treasury_allocation', TREASURY, treasuryAbi as Abi, 'claimStream', [0n]);
  await step('module_call', STAKING, stakingAbi as Abi, 'unlocksOf', [TREASURY]);
  return steps;
}

test('staking, voting, unstaking and allocations by both kinds of senders', async () => {
  const snapshot = await dev.call('evm_snapshot');
  const native = await round(nativeSender());
  expect(native.map(({ kind }) => kind)).toEqual([
    ...['stake', 'governance', 'governance_vote', 'unstake', 'unstake', 'treasury_allocation', 'module_call'],
  ]);
  const data = encodeFunctionData({
    abi: stakingAbi as Abi,
    functionName: 'balanceOf',
    args: [toHex(NATIVE_SENDER)],
  });
  expect(BigInt(await dev.call('eth_call', { to: STAKING, data }, 'latest'))).toBe(4n * ONE);
  await dev.call('evm_revert', snapshot);
  expect(await round(ethereumSender())).toEqual(native);
});
