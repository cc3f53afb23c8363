import { afterAll, beforeEach, expect, test } from 'bun:test';
import { Random } from '../../../chain/support/random.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

let node: DevNode;
beforeEach(async () => {
  await node?.close();
  node = await openDevNode();
});
afterAll(() => node.close());

const GWEI = 1_000_000_000;
const CONTRACT = `0x${'c0'.repeat(20)}`;
/** SSTORE(first word, second word) and LOG1 of the first one. */
const STORE_AND_LOG = '0x6020356000355560003560006000a100';
const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;
const hex = (value: number) => `0x${value.toString(16)}`;

/** All that a client may see and that a revert brings back. */
async function seen(): Promise<Record<string, unknown>> {
  const { call, accounts } = node;
  const keys = [0, 1, 2, 3].map(word);
  const [first, second, third] = accounts;
  const pool = await call('txpool_content');
  const senders = (part: object) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    head: await call('eth_getBlockByNumber', 'latest', true),
    receipts: await call('eth_getBlockReceipts', 'latest'),
    logs: await call('eth_getLogs', { fromBlock: '0x0', toBlock: 'latest' }),
    proof: await call('eth_getProof', CONTRACT, keys, 'latest'),
    slots: await Promise.all(keys.map((key) => call('eth_getStorageAt', CONTRACT, key, 'latest'))),
    balances: await Promise.all(
      [first, second, third, CONTRACT].map((one) => call('eth_getBalance', one, 'latest')),
    ),
    nonces: await Promise.all(
      [first, second, third].map((one) => call('eth_getTransactionCount', one, 'pending')),
    ),
    pending: senders(pool.pending),
    queued: senders(pool.queued),
    fees: await call('eth_feeHistory', '0x14', 'latest', [10, 90]),
    tip: await call('eth_maxPriorityFeePerGas'),
    gasPrice: await call('eth_gasPrice'),
  };
}

/** Does something; what is refused is refused. */
async function step(random: Random): Promise<void> {
  const { call, accounts } = node;
  const from = accounts[random.int(3)];
  const price = GWEI * (2 + random.int(30));
  const fees = { maxFeePerGas: hex(price), maxPriorityFeePerGas: hex(random.int(price)) };
  const stores = { to: CONTRACT, gas: '0x186a0', data: word(random.int(4)) + word(random.int(3)).slice(2) };
  const what = random.int(18);
  const nonce = { nonce: hex(random.int(12)) };
  if (what < 5) await call('eth_sendTransaction', { from, ...stores, ...fees });
  else if (what === 5) await call('eth_sendTransaction', { from, ...stores, ...fees, ...nonce });
  else if (what === 6) await call('eth_sendTransaction', { from, to: accounts[4], value: '0x1' });
  else if (what < 9) await call('evm_mine', { blocks: 1 + random.int(3) });
  else if (what < 11) await call('evm_setAutomine', random.int(4) === 0);
  else if (what === 11) await call('anvil_setStorageAt', CONTRACT, word(random.int(4)), word(random.int(3)));
  else if (what === 12) await call('anvil_setBalance', from, hex(random.int(2) * 10 ** 16));
  else if (what < 16) await call('anvil_setNextBlockBaseFeePerGas', hex(random.int(30) * GWEI));
  else if (what === 16) await call('anvil_rollback', random.int(3));
  else await call('anvil_setNonce', from, hex(random.int(12)));
}

test.each([2, 10])('after whatever happened since, all is as it was, seed %i', async (seed) => {
  const random = new Random(seed);
  const taken: { readonly id: string; readonly before: unknown }[] = [];
  await node.call('anvil_setCode', CONTRACT, STORE_AND_LOG);
  let compared = 0;
  for (let round = 0; round < 24; round++) {
    taken.push({ id: await node.call('evm_snapshot'), before: await seen() });
    for (let steps = random.int(7); steps > 0; steps--) await step(random).catch(() => undefined);
    if (random.int(3) > 0) continue;
    // one of the newest, and with it those after it go
    const [back] = taken.splice(Math.max(0, taken.length - 1 - random.int(3)));
    if (back === undefined || !(await node.call('evm_revert', back.id))) continue;
    expect(await seen()).toEqual(back.before as Record<string, unknown>);
    compared++;
  }
  expect(compared).toBeGreaterThan(1);
});
