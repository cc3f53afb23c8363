import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Hex, keccak256 } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

interface Witness {
  state: Hex[];
  codes: Hex[];
  keys: Hex[];
  headers: Hex[];
}

let node: DevNode;
beforeAll(async () => {
  node = await openDevNode();
  const [from, to] = node.accounts;
  await node.call('eth_sendTransaction', { from, to, value: '0x1' });
  await node.call('evm_mine');
});
afterAll(() => node.close());

const witnessOf = (block: string): Promise<Witness> => node.call('debug_executionWitness', block);

describe('debug_executionWitness', () => {
  test('has the parent and the root of its state, each node once, and the addresses of the block', async () => {
    const { state, codes, keys, headers } = await witnessOf('0x1');
    const parent = await node.call('eth_getBlockByNumber', '0x0', false);
    expect(headers.map((header) => keccak256(header))).toEqual([parent.hash]);
    expect(state.map((item) => keccak256(item))).toContain(parent.stateRoot);
    expect(new Set(state).size).toBe(state.length);
    expect(state).toEqual(state.toSorted());
    for (const account of node.accounts.slice(0, 2)) expect(keys).toContain(account.toLowerCase() as Hex);
    // the four contracts that the system calls, and the module that parameters of a block are read from
    expect(codes).toHaveLength(5);
  });

  test('is that of the block, by number, tag or hash', async () => {
    const { hash } = await node.call('eth_getBlockByNumber', '0x2', false);
    const [byNumber, byTag, byHash] = await Promise.all(
      ['0x2', 'latest', hash].map((block) => witnessOf(block)),
    );
    expect(byTag).toEqual(byNumber as Witness);
    expect(byHash).toEqual(byNumber as Witness);
    expect(await witnessOf('0x1')).not.toEqual(byNumber as Witness);
  });

  test('is refused where there is none', async () => {
    const refused = async (block: string, message: string) =>
      expect(await node.refusal('debug_executionWitness', block)).toMatchObject({ message });
    await refused('0x0', 'genesis has no witness');
    await refused('0x99', 'block not found');
    await refused('pending', 'pending state is not available');
    await node.call('anvil_setBalance', node.accounts[5], '0x1');
    await node.call('evm_mine');
    await refused(
      'latest',
      'no witness leads to this block: the state was edited (anvil_setBalance and the like) between its parent and it',
    );
    await node.call('evm_mine');
    expect((await witnessOf('latest')).headers).toHaveLength(1);
  });

  test('of a block that has left the chain knows nothing of what was edited for another one in its place', async () => {
    const [from, to] = node.accounts;
    const snapshot = await node.call('evm_snapshot');
    await node.call('eth_sendTransaction', { from, to, value: '0x1' });
    const { hash } = await node.call('eth_getBlockByNumber', 'latest', false);
    const first = await witnessOf(hash);
    await node.call('evm_revert', snapshot);
    await node.call('anvil_setCode', to, '0xfe');
    // The parent is the head: its state has the edit, and the former block cannot be had from it.
    const { message } = await node.refusal('debug_executionWitness', hash);
    expect(message).toStartWith('no witness leads to this block: executed again on the state of its parent');
    await node.call('evm_mine');
    expect(await witnessOf(hash)).toEqual(first);
    const trace = await node.call('debug_traceBlockByHash', hash, { tracer: 'callTracer' });
    expect(trace[0].result.error).toBeUndefined();
  });
});
