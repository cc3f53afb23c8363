import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';
import Shop from '../ignition/modules/Shop.ts';

describe('Ignition', async () => {
  const { ignition, viem } = await network.getOrCreate();

  it('deploys a module of several contracts', async () => {
    const { coin, shop } = await ignition.deploy(Shop, { parameters: { Shop: { price: 500n } } });
    assert.equal(await shop.read.count(), 2n);
    assert.equal(await shop.read.prices([1n]), 550n);
    assert.equal(await coin.read.balanceOf([shop.address]), 1n);
    const again = await viem.getContractAt('Shop', shop.address);
    assert.equal(await again.read.coin(), coin.address);
  });
});
