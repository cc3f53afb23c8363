import { afterAll, beforeAll, expect, test } from 'bun:test';
import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, parseEther } from 'viem';
import { bridgeEscrowAbi } from '../../../modules/abi/bridgeEscrow.ts';
import { rollupAnchorAbi } from '../../../modules/abi/rollupAnchor.ts';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { devAccount } from '../../e2e/accounts.ts';
import { type ModuleNode, moduleAt, openModuleNode } from './support.ts';

const escrow = { address: moduleAt('0b'), abi: bridgeEscrowAbi };
const anchor = { address: moduleAt('0c'), abi: rollupAnchorAbi };
const SIDE_CHAIN = 777n;
const MESSAGE: Hex = `0x${'5e'.repeat(32)}`;
const PAYEE: Hex = `0x${'beef'.repeat(10)}`;
const AMOUNT = parseEther('3');
/** by rising address, as the escrow wants their signatures */
const attestors = [devAccount(3), devAccount(4)].sort((a, b) =>
  a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1,
);

let node: ModuleNode;
let poster: Hex;
let outbox: Hex;
let committed: Hex;

/** This chain stands for the rollup: its outbox holds the message, and its state root is what gets anchored. */
beforeAll(async () => {
  node = await openModuleNode([]);
  poster = node.dev.accounts[0] as Hex;
  const position = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [MESSAGE, 0n]));
  const content = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [PAYEE, AMOUNT]));
  outbox = await node.deploy(`0x7f${content.slice(2)}7f${position.slice(2)}55600060005360016000f3`);
  const block = await node.dev.call('eth_getBlockByNumber', 'latest', false);
  committed = block.number;
  await node.decide(anchor, 'registerRollup', 'side', 20n, [poster], []);
  await node.send(poster, anchor, 'post', [0n, 0n, hexToBigInt(block.number), block.hash, block.stateRoot]);

  const hookArguments = encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'address' }, { type: 'uint256' }],
    [0n, SIDE_CHAIN, outbox, 0n],
  );
  const hook = await node.deploy(contracts.AnchorReleaseHook.creation as Hex, hookArguments);
  await node.decide(escrow, 'setReleaseHook', hook);
  await node.decide(
    escrow,
    'setAttestors',
    attestors.map(({ address }) => address),
    2n,
  );
  await node.send(poster, escrow, 'lock', [SIDE_CHAIN, `0x${'01'.repeat(32)}`], parseEther('10'));
});

afterAll(() => node.dev.close());

async function release(amount: bigint): Promise<unknown> {
  const deadline = 2n ** 40n;
  const wanted = { sourceChain: SIDE_CHAIN, messageId: MESSAGE, to: PAYEE, amount, deadline };
  const attestorEpoch = await node.read<bigint>(escrow, 'attestorEpoch');
  const signatures = await Promise.all(
    attestors.map((attestor) =>
      attestor.signTypedData({
        domain: { name: 'XAI BridgeEscrow', version: '1', chainId: 31337, verifyingContract: escrow.address },
        types: {
          Release: [
            { name: 'sourceChain', type: 'uint256' },
            { name: 'messageId', type: 'bytes32' },
            { name: 'to', type: 'address' },
            { name: 'amount', type: 'uint256' },
            { name: 'deadline', type: 'uint256' },
            { name: 'attestorEpoch', type: 'uint256' },
          ],
        },
        primaryType: 'Release',
        message: { ...wanted, attestorEpoch },
      }),
    ),
  );
  const position = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [MESSAGE, 0n]));
  const proof = await node.dev.call('eth_getProof', outbox, [position], committed);
  const encoded = encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'bytes[]' }, { type: 'bytes[]' }],
    [0n, proof.accountProof, proof.storageProof[0].proof],
  );
  return node.send(poster, escrow, 'release', [wanted, signatures, encoded]);
}

const paid = async () => BigInt(await node.dev.call('eth_getBalance', PAYEE, 'latest'));

test('nothing is released before the commitment is final', async () => {
  await expect(release(AMOUNT)).rejects.toThrow();
  expect(await paid()).toBe(0n);
});

test('with the signatures of viem and a proof of eth_getProof the message is paid, once', async () => {
  await node.dev.call('evm_increaseTime', 30);
  await node.send(poster, anchor, 'finalize', [0n, 0n]);
  // Signed by all attestors, but not what the rollup's outbox holds.
  await expect(release(AMOUNT + 1n)).rejects.toThrow();
  expect(await paid()).toBe(0n);
  await release(AMOUNT);
  expect(await paid()).toBe(AMOUNT);
  await expect(release(AMOUNT)).rejects.toThrow();
  expect(await paid()).toBe(AMOUNT);
  expect(await node.read<bigint>(escrow, 'locked')).toBe(parseEther('7'));
});
