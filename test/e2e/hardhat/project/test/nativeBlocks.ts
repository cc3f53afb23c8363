/** Hardhat's viem clients and its provider on a block that also holds native transactions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from 'hardhat';

interface Fact {
  readonly hash: `0x${string}`;
  readonly from: string;
  readonly to: string | null;
  readonly nonce: number;
  readonly index: number;
  readonly type: number;
  readonly status: number;
  readonly logs: number;
}

const full = JSON.parse(process.env.FULL_BLOCK ?? '{}') as { number: number; facts: Fact[] };

describe('native transactions', async () => {
  const { viem, provider } = await network.connect();
  const client = await viem.getPublicClient();

  it('are read as legacy ones, alone and in their block', async () => {
    const block = await client.getBlock({ blockNumber: BigInt(full.number), includeTransactions: true });
    const facts = await Promise.all(
      block.transactions.map(async (tx): Promise<Fact> => {
        assert.deepEqual(await client.getTransaction({ hash: tx.hash }), tx);
        const receipt = await client.getTransactionReceipt({ hash: tx.hash });
        assert.equal(receipt.from, tx.from);
        return {
          hash: tx.hash,
          from: tx.from,
          to: tx.to,
          nonce: tx.nonce,
          index: tx.transactionIndex,
          type: ['legacy', 'eip2930', 'eip1559'].indexOf(tx.type),
          status: receipt.status === 'success' ? 1 : 0,
          logs: receipt.logs.length,
        };
      }),
    );
    assert.deepEqual(facts, full.facts);
  });

  it('do not disturb sending on top of them', async () => {
    const [wallet] = await viem.getWalletClients();
    assert.ok(wallet);
    const hash = await wallet.sendTransaction({ to: wallet.account.address, value: 1n });
    const receipt = await client.waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, 'success');
    const whole = (await provider.request({ method: 'eth_getBlockByNumber', params: ['latest', true] })) as {
      transactions: unknown[];
    };
    assert.equal(whole.transactions.length, 1);
  });
});
