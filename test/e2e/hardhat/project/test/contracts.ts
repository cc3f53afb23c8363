import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { getAddress, parseEther } from 'viem';

describe('contracts', async () => {
  const { viem } = await network.getOrCreate();

  it('deploys, writes, reads', async () => {
    const counter = await viem.deployContract('Counter');
    await counter.write.add([5n]);
    await counter.write.add([6n], { value: 10n });
    assert.equal(await counter.read.total(), 11n);
    const reader = await viem.getPublicClient();
    assert.equal(await reader.getBalance({ address: counter.address }), 10n);
    assert.equal(await counter.simulate.add([1n]).then(({ result }) => result), undefined);
    assert.ok((await counter.estimateGas.add([1n])) > 21_000n);
  });

  it('finds events', async () => {
    const [first] = await viem.getWalletClients();
    assert.ok(first);
    const counter = await viem.deployContract('Counter');
    await counter.write.add([5n]);
    await counter.write.add([7n]);
    const events = await counter.getEvents.Counted({}, { fromBlock: 0n });
    assert.deepEqual(
      events.map(({ args }) => args.total),
      [5n, 12n],
    );
    await viem.assertions.emitWithArgs(counter.write.add([1n]), counter, 'Counted', [
      getAddress(first.account.address),
      1n,
      13n,
    ]);
    await viem.assertions.emit(counter.write.add([1n]), counter, 'Counted');
  });

  it('decodes reverts', async () => {
    const [first, second] = await viem.getWalletClients();
    assert.ok(first && second);
    const counter = await viem.deployContract('Counter');
    await viem.assertions.revertWithCustomError(counter.write.add([101n]), counter, 'TooMuch');
    await viem.assertions.revertWithCustomErrorWithArgs(counter.write.add([101n]), counter, 'TooMuch', [
      getAddress(first.account.address),
      101n,
      100n,
    ]);
    await viem.assertions.revertWith(counter.write.add([13n]), 'unlucky');
    await viem.assertions.revert(counter.read.divide([0n]));
    await viem.assertions.revertWith(counter.write.withdraw({ account: second.account }), 'not the owner');
  });

  it('moves balances', async () => {
    const [first, second] = await viem.getWalletClients();
    assert.ok(first && second);
    await viem.assertions.balancesHaveChanged(
      first.sendTransaction({ to: second.account.address, value: parseEther('1') }),
      [{ address: second.account.address, amount: parseEther('1') }],
    );
  });

  it('signs with the accounts of the node', async () => {
    const [first] = await viem.getWalletClients();
    assert.ok(first);
    const reader = await viem.getPublicClient();
    const signature = await first.signMessage({ message: 'hello' });
    assert.ok(await reader.verifyMessage({ address: first.account.address, message: 'hello', signature }));
    const typed = {
      domain: { chainId: 31337 },
      types: { Note: [{ name: 'text', type: 'string' }] },
      primaryType: 'Note',
      message: { text: 'hi' },
    } as const;
    const signed = await first.signTypedData(typed);
    assert.ok(await reader.verifyTypedData({ ...typed, address: first.account.address, signature: signed }));
  });
});
