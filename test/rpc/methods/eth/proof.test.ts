import { afterAll, beforeAll, expect, test } from 'bun:test';
import { verifyMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { type Hex, hexToBytes, keccak256, toHex } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const HOLDER: Hex = `0x${'57'.repeat(20)}`;
const NOWHERE: Hex = `0x${'01'.repeat(20)}`;
const EMPTY_ROOT = keccak256('0x80');
const word = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`;

let dev: DevNode;

/** Block n sets slot 1 to n, and slot 2 at even ones only; block 5 clears slot 1. */
beforeAll(async () => {
  dev = await openDevNode();
  for (let number = 1; number <= 5; number++) {
    await dev.call('anvil_setStorageAt', HOLDER, '0x1', word(number === 5 ? 0 : number));
    await dev.call('anvil_setStorageAt', HOLDER, '0x2', word(number % 2 === 0 ? 7 : 0));
    await dev.call('anvil_setBalance', HOLDER, toHex(number));
    await dev.call('evm_mine');
  }
});
afterAll(() => dev.close());

async function proven(root: Hex, key: Hex, nodes: readonly Hex[]): Promise<Uint8Array | null> {
  const options = { root: hexToBytes(root), useKeyHashing: true };
  return verifyMerkleProof(
    hexToBytes(key),
    nodes.map((node) => hexToBytes(node)),
    options,
  );
}

/** The balance and the two slots that a proof proves against the state root of the block. */
async function provenState(address: Hex, block: string): Promise<(bigint | null)[]> {
  const { stateRoot } = await dev.call('eth_getBlockByNumber', block, false);
  const proof = await dev.call('eth_getProof', address, [word(1), word(2)], block);
  const leaf = await proven(stateRoot, address, proof.accountProof);
  if (leaf === null) {
    expect(proof).toMatchObject({
      balance: '0x0',
      nonce: '0x0',
      storageHash: EMPTY_ROOT,
      codeHash: keccak256('0x'),
    });
    return [null];
  }
  const [, balance, storageRoot] = RLP.decode(leaf) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  expect(proof.storageHash).toBe(toHex(storageRoot));
  const values = [BigInt(toHex(balance))];
  for (const { key, value, proof: nodes } of proof.storageProof) {
    const slot = proof.storageHash === EMPTY_ROOT ? null : await proven(proof.storageHash, key, nodes);
    values.push(slot === null ? 0n : BigInt(toHex(RLP.decode(slot) as Uint8Array)));
    expect(BigInt(value)).toBe(values.at(-1) as bigint);
  }
  return values;
}

test('every block proves what it had', async () => {
  const all: unknown[] = [];
  for (const number of ['0x0', '0x1', '0x2', '0x3', '0x4', '0x5', 'latest']) {
    all.push(await provenState(HOLDER, number));
    expect(await provenState(NOWHERE, number)).toEqual([null]);
  }
  expect(all).toEqual([
    [null],
    [1n, 1n, 0n],
    [2n, 2n, 7n],
    [3n, 3n, 0n],
    [4n, 4n, 7n],
    [5n, 0n, 0n],
    [5n, 0n, 0n],
  ]);
});

test('what was edited since the head is not in its proof', async () => {
  await dev.call('anvil_setStorageAt', HOLDER, '0x1', word(99));
  expect(await provenState(HOLDER, 'latest')).toEqual([5n, 0n, 0n]);
  await dev.call('evm_mine');
  expect(await provenState(HOLDER, 'latest')).toEqual([5n, 99n, 0n]);
});

test('a block that is not kept is refused, never proven wrongly', async () => {
  const refused = async (block: unknown) =>
    (await dev.refusal('eth_getProof', HOLDER, [word(1)], block)).message;
  expect(await refused('0x99')).toBe('header not found');
  expect(await refused({ blockHash: word(5) })).toBe('header not found');
  const gone = await dev.call('eth_getBlockByNumber', 'latest', false);
  await dev.call('anvil_rollback', 1);
  expect(await refused(gone.number)).toBe('header not found');
  expect(await refused(gone.hash)).toBe(
    `block ${Number(gone.number)} (${gone.hash}) is not canonical: its state is not kept`,
  );
  expect(await provenState(HOLDER, 'latest')).toEqual([5n, 0n, 0n]);
});
