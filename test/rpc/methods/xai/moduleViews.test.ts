import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Abi, encodeFunctionData, type Hex } from 'viem';
import { rollupAnchorAbi } from '../../../../modules/abi/rollupAnchor.ts';
import { treasuryAbi } from '../../../../modules/abi/treasury.ts';
import { moduleAlloc } from '../../../../modules/genesis/alloc.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const TREASURY = '0x5841490000000000000000000000000000000006';
const ANCHOR = '0x584149000000000000000000000000000000000c';
const TIMELOCK = '0x5841490000000000000000000000000000000005';
const ONE = 10n ** 18n;
/** Stores 0x2a in slot 1 and leaves one byte of code. */
const STORING = '0x602a600155600060005360016000f3';

let dev: DevNode;

beforeAll(async () => {
  dev = await openDevNode();
  const placed = moduleAlloc({ modules: 'dev' });
  for (const [address, { code, storage }] of Object.entries(placed)) {
    await dev.call('anvil_setCode', address, code);
    for (const [slot, value] of Object.entries(storage ?? {})) {
      await dev.call('anvil_setStorageAt', address, word(slot), word(value));
    }
  }
  await dev.call('anvil_setBalance', TREASURY, hex(100n * ONE));
  await dev.call('anvil_setBalance', TIMELOCK, hex(100n * ONE));
  await dev.call('anvil_impersonateAccount', TIMELOCK);
  await dev.call('evm_mine');
});

afterAll(() => dev.close());

describe('xai_treasury', () => {
  test('tells limits, signers, payments and streams', async () => {
    const [ann, bob, payee] = dev.accounts as [string, string, string];
    await decide(TREASURY, treasuryAbi, 'setSigners', [[ann, bob], 2n]);
    await decide(TREASURY, treasuryAbi, 'createStream', [payee, 40n * ONE, 1n, 1n, 2n ** 40n]);
    const data = encodeFunctionData({
      abi: treasuryAbi,
      functionName: 'proposePayment',
      args: [payee as Hex, ONE, 'paper'],
    });
    await succeed({ from: ann, to: TREASURY, data });

    const told = await dev.call('xai_treasury');
    expect(told.address).toBe(TREASURY);
    expect(BigInt(told.balance)).toBe(100n * ONE);
    expect(BigInt(told.reserved)).toBe(40n * ONE);
    expect(BigInt(told.available)).toBe(60n * ONE);
    expect(BigInt(told.paymentLimit)).toBe(1000n * ONE);
    expect(told.signers.map((signer: string) => signer.toLowerCase())).toEqual([ann, bob]);
    expect(told.payments).toHaveLength(1);
    expect(told.payments[0]).toMatchObject({ id: '0x0', amount: hex(ONE), approvals: '0x1', closed: false });
    expect(told.streams).toHaveLength(1);
    expect(told.streams[0]).toMatchObject({ id: '0x0', total: hex(40n * ONE), claimed: '0x0' });
    // An older block is read as it was.
    expect((await dev.call('xai_treasury', '0x1')).streamCount).toBe('0x0');
  });

  test('says where there is none', async () => {
    const snapshot = await dev.call('evm_snapshot');
    await dev.call('anvil_setCode', TREASURY, '0x');
    const error = await dev.refusal('xai_treasury');
    await dev.call('evm_revert', snapshot);
    expect(error.message).toBe(`this chain has no module at ${TREASURY}`);
  });
});

describe('xai_anchors and xai_verifyAnchorProof', () => {
  let contract: string;

  beforeAll(async () => {
    const [poster] = dev.accounts as [string];
    await decide(ANCHOR, rollupAnchorAbi, 'registerRollup', ['side', 10n, [poster], []]);
    const created = await succeed({ from: poster, data: STORING });
    contract = created.contractAddress as string;
    const block = await dev.call('eth_getBlockByNumber', 'latest', false);
    const args = [0n, 0n, BigInt(block.number), block.hash, block.stateRoot] as const;
    const data = encodeFunctionData({ abi: rollupAnchorAbi, functionName: 'post', args });
    await succeed({ from: poster, to: ANCHOR, data });
  });

  test('the rollup and its commitments', async () => {
    const [side] = await dev.call('xai_anchors');
    expect(side).toMatchObject({
      rollup: '0x0',
      name: 'side',
      active: true,
      finalCount: '0x0',
      challenged: null,
    });
    const block = await dev.call('eth_getBlockByNumber', side.commitments[0].blockNumber, false);
    expect(side.commitments[0]).toMatchObject({ index: '0x0', stateRoot: block.stateRoot, final: false });
  });

  test('what eth_getProof answers is verified: accounts and slots, present and absent', async () => {
    const [side] = await dev.call('xai_anchors');
    const at = side.commitments[0].blockNumber;
    const proof = await dev.call('eth_getProof', contract, ['0x1', '0x2'], at);
    const verified = await dev.call('xai_verifyAnchorProof', '0x0', '0x0', proof);
    expect(verified).toMatchObject({ valid: true, reason: null, final: false });
    expect(verified.storage.map(({ value }: { value: string }) => value)).toEqual(['0x2a', '0x0']);
    expect(verified.account).toMatchObject({ exists: true, nonce: '0x1', storageHash: proof.storageHash });

    const absent = await dev.call('eth_getProof', `0x${'dead'.repeat(10)}`, ['0x1'], at);
    const shown = await dev.call('xai_verifyAnchorProof', '0x0', '0x0', absent);
    expect(shown).toMatchObject({ valid: true, account: { exists: false, balance: '0x0' } });
  });

  test('a claim or a node that was changed makes it invalid', async () => {
    const [side] = await dev.call('xai_anchors');
    const at = side.commitments[0].blockNumber;
    const proof = await dev.call('eth_getProof', contract, ['0x1'], at);
    const check = async (changed: unknown) =>
      (await dev.call('xai_verifyAnchorProof', '0x0', '0x0', changed)).reason;
    expect(await check({ ...proof, nonce: '0x2' })).toBe('the proof shows another nonce: 0x1');
    const [slot] = proof.storageProof;
    expect(await check({ ...proof, storageProof: [{ ...slot, value: '0x2b' }] })).toContain(
      'another value: 0x2a',
    );
    const [root, ...others] = proof.accountProof;
    const bent = `${root.slice(0, -1)}${root.endsWith('0') ? '1' : '0'}`;
    expect(await check({ ...proof, accountProof: [bent, ...others] })).toBe(
      'account: InvalidProof(the first node is not the root)',
    );
    expect(await check({ ...proof, accountProof: [root] })).toBe('account: InvalidProof(a node is missing)');
    const later = await dev.call('eth_getProof', TREASURY, [], 'latest');
    expect(await check(later)).toContain('the first node is not the root');
  });

  test('a commitment that does not exist is an error', async () => {
    const proof = await dev.call('eth_getProof', contract, [], 'latest');
    const error = await dev.refusal('xai_verifyAnchorProof', '0x0', '0x9', proof);
    expect(error.message).toBe('commitment: NoSuchCommitment(0, 9)');
    const wrong = await dev.refusal('xai_verifyAnchorProof', '0x0', '0x0', { address: contract });
    expect(wrong.code).toBe(-32602);
  });
});

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function word(value: string): string {
  return `0x${value.slice(2).padStart(64, '0')}`;
}

/** Calls a module as the timelock does when a proposal is executed. */
async function decide(to: string, abi: Abi, functionName: string, args: readonly unknown[]): Promise<void> {
  await succeed({ from: TIMELOCK, to, data: encodeFunctionData({ abi, functionName, args }) });
}

async function succeed(call: object) {
  const hash = await dev.call('eth_sendTransaction', { gas: '0x7a1200', ...call });
  const receipt = await dev.call('eth_getTransactionReceipt', hash);
  expect(receipt.status).toBe('0x1');
  return receipt;
}
