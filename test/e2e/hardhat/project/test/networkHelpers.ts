import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import { numberToHex, parseEther, parseGwei } from 'viem';

describe('network helpers', async () => {
  const { viem, networkHelpers, provider } = await network.getOrCreate();
  const { time } = networkHelpers;
  const reader = await viem.getPublicClient();
  const [first, second] = await viem.getWalletClients();
  assert.ok(first && second);
  const stranger = '0x00000000000000000000000000000000000ddddd' as const;

  it('mines blocks and moves time', async () => {
    const start = await time.latestBlock();
    await networkHelpers.mine();
    await networkHelpers.mine(4, { interval: 30 });
    assert.equal(await time.latestBlock(), start + 5);
    await networkHelpers.mineUpTo(start + 9);
    assert.equal(await time.latestBlock(), start + 9);
    const now = await time.latest();
    await time.increase(3600);
    assert.ok((await time.latest()) >= now + 3600);
    await time.increaseTo(now + 9000);
    assert.equal(await time.latest(), now + 9000);
    await time.setNextBlockTimestamp(now + 10_000);
    const counter = await viem.deployContract('Counter');
    assert.equal(await time.latest(), now + 10_000);
    await time.increase(time.duration.days(1));
    const [timestamp, number] = await counter.read.now_();
    assert.ok(timestamp >= BigInt(now + 10_000 + 86_400));
    assert.ok(number >= BigInt(await time.latestBlock()));
  });

  it('sets accounts', async () => {
    await networkHelpers.setBalance(stranger, parseEther('2'));
    assert.equal(await reader.getBalance({ address: stranger }), parseEther('2'));
    await networkHelpers.setNonce(stranger, 9n);
    assert.equal(await reader.getTransactionCount({ address: stranger }), 9);
    await networkHelpers.setCode(stranger, '0x60016000f3');
    assert.equal(await reader.getCode({ address: stranger }), '0x60016000f3');
    await networkHelpers.setCode(stranger, '0x');
    await networkHelpers.setStorageAt(stranger, 1, 77);
    assert.equal(BigInt(await networkHelpers.getStorageAt(stranger, 1)), 77n);
  });

  it('impersonates', async () => {
    const counter = await viem.deployContract('Counter');
    await networkHelpers.setBalance(stranger, parseEther('2'));
    await networkHelpers.impersonateAccount(stranger);
    const client = await viem.getWalletClient(stranger);
    await counter.write.add([3n], { account: client.account });
    assert.equal(await counter.read.total(), 3n);
    await networkHelpers.stopImpersonatingAccount(stranger);
    await assert.rejects(counter.write.add([3n], { account: client.account }));
  });

  it('shapes the next block', async () => {
    await networkHelpers.setNextBlockBaseFeePerGas(parseGwei('5'));
    await networkHelpers.mine();
    assert.equal((await reader.getBlock()).baseFeePerGas, parseGwei('5'));
    await networkHelpers.setCoinbase(stranger);
    await networkHelpers.setPrevRandao(12_345);
    await networkHelpers.mine();
    const block = await reader.getBlock();
    assert.equal(block.miner, stranger);
    assert.equal(BigInt(block.mixHash), 12_345n);
    await networkHelpers.setBlockGasLimit(25_000_000);
    await networkHelpers.mine();
    assert.equal((await reader.getBlock()).gasLimit, 25_000_000n);
  });

  it('drops transactions', async () => {
    await provider.request({ method: 'evm_setAutomine', params: [false] });
    try {
      const hash = await first.sendTransaction({ to: second.account.address, value: 1n, gas: 21_000n });
      assert.equal(await networkHelpers.dropTransaction(hash), true);
      await networkHelpers.mine();
      await assert.rejects(reader.getTransactionReceipt({ hash }));
    } finally {
      await provider.request({ method: 'evm_setAutomine', params: [true] });
    }
  });

  it('takes snapshots and goes back to them', async () => {
    const snapshot = await networkHelpers.takeSnapshot();
    const number = await time.latestBlock();
    const counter = await viem.deployContract('Counter');
    await snapshot.restore();
    assert.equal(await time.latestBlock(), number);
    assert.equal(await reader.getCode({ address: counter.address }), undefined);
    // restore takes the next snapshot itself, so that it can be used again.
    await viem.deployContract('Counter');
    await snapshot.restore();
    assert.equal(await time.latestBlock(), number);
  });

  async function counting() {
    const counter = await viem.deployContract('Counter');
    await counter.write.add([50n]);
    return { counter };
  }

  for (const round of [1, 2, 3]) {
    it(`loads a fixture, time ${round}`, async () => {
      const { counter } = await networkHelpers.loadFixture(counting);
      assert.equal(await counter.read.total(), 50n);
      await counter.write.add([BigInt(round)]);
    });
  }

  it('test client of viem', async () => {
    const control = await viem.getTestClient();
    await control.mine({ blocks: 2 });
    await control.setBalance({ address: stranger, value: 1n });
    assert.equal(await reader.getBalance({ address: stranger }), 1n);
    assert.equal(await provider.request({ method: 'hardhat_getAutomine' }), true);
    assert.equal(numberToHex(await reader.getChainId()), '0x7a69');
  });
});
