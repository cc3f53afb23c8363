import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';

describe('Counter', async () => {
  const { viem } = await network.getOrCreate();

  it('increases, and says so', async () => {
    const counter = await viem.deployContract('Counter', [5n]);
    await viem.assertions.emit(counter.write.increase([2n]), counter, 'Increased');
    assert.equal(await counter.read.count(), 7n);
  });

  it('stops at a hundred', async () => {
    const counter = await viem.deployContract('Counter', [5n]);
    const tooFar = counter.write.increase([96n]);
    await viem.assertions.revertWithCustomErrorWithArgs(tooFar, counter, 'TooFar', [101n]);
  });
});
