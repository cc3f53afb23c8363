import { describe, expect, test } from 'bun:test';
import type { HeadChange } from '../../../chain/canonical/events.ts';
import type { MinedLog } from '../../../chain/canonical/mined.ts';
import { toKey } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { emptyChanges } from '../../../storage/state/changes.ts';
import { ACCOUNTS, deploying, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

/** LOG2 of the call data's first word and the sender. */
const LOGGER = Uint8Array.of(0x33, 0x60, 0, 0x35, 0x60, 0, 0x60, 0, 0xa2, 0);
const word = (value: number) => new Uint8Array(32).fill(0).fill(value, 31);

async function loggedChain() {
  const opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const created = await mine(chain, [transaction(0, 0, { to: undefined, data: deploying(LOGGER) })]);
  const to = created.receipts[0]?.contractAddress ?? new Uint8Array(0);
  const log = (from: number, nonce: number, value: number) =>
    transaction(from, nonce, { to, data: word(value), value: 0n });
  await mine(chain, [log(0, 1, 1), transaction(1, 0), log(2, 0, 2)]);
  await mine(chain);
  await mine(chain, [log(0, 2, 1), log(1, 1, 1)]);
  return { opened, chain, contract: to };
}

/** A log with its parts, however it is kept. */
const whole = ({ log: { address, topics, data }, ...place }: MinedLog) => ({
  ...place,
  address,
  topics,
  data,
});

describe('logs', () => {
  test('by address and topics, in order, with their places', async () => {
    const { opened, chain, contract } = await loggedChain();
    await using _ = opened;
    const places = (topics: (Uint8Array[] | undefined)[], addresses = [contract], from = 0n, to = 9n) =>
      chain
        .logs({ addresses, topics }, from, to, 100)
        .map(({ blockNumber, transactionIndex, logIndex }) => [
          Number(blockNumber),
          transactionIndex,
          logIndex,
        ]);
    const all = [
      [2, 0, 0],
      [2, 2, 1],
      [4, 0, 0],
      [4, 1, 1],
    ];
    expect(places([])).toEqual(all);
    expect(places([], [])).toEqual(all);
    expect(places([[word(1)]])).toEqual(all.filter((_, i) => i !== 1));
    expect(places([[word(1), word(2)]])).toEqual(all);
    expect(places([undefined, [Uint8Array.of(...new Uint8Array(12), ...(ACCOUNTS[1] ?? []))]])).toEqual([
      [4, 1, 1],
    ]);
    expect(places([undefined, undefined])).toEqual(all);
    expect(places([undefined, undefined, undefined])).toEqual([]);
    expect(places([], [new Uint8Array(20)])).toEqual([]);
    expect(places([], [contract], 3n)).toEqual(all.slice(2));
    expect(places([], [contract], 0n, 3n)).toEqual(all.slice(0, 2));
    const [first] = chain.logs({ addresses: [], topics: [] }, 2n, 2n, 10);
    const block = chain.blockByNumber(2n);
    expect(first).toMatchObject({
      blockHash: block?.hash,
      blockTimestamp: block?.header.timestamp,
      transactionHash: block?.transactions[0]?.hash,
    });
    // those at hand and those that are stored
    expect(chain.logsOfBlock(block?.hash ?? new Uint8Array(0))?.map(whole)).toEqual(
      chain.logs({ addresses: [], topics: [] }, 2n, 2n, 10).map(whole),
    );
  });

  test('too many are refused, and the error says how far one can go', async () => {
    const { opened, chain } = await loggedChain();
    await using _ = opened;
    expect(() => chain.logs({ addresses: [], topics: [] }, 0n, 9n, 3)).toThrow(
      expect.objectContaining({ name: 'LogLimitError', code: 'too-many-logs', limit: 3, lastWhole: 2n }),
    );
    expect(chain.logs({ addresses: [], topics: [] }, 0n, 9n, 4)).toHaveLength(4);
  });
});

test('transactions are found by hash and by sender and nonce, with receipts of their own', async () => {
  const { opened, chain } = await loggedChain();
  await using _ = opened;
  for (const number of [1n, 2n, 3n, 4n]) {
    const block = chain.blockByNumber(number);
    if (block === undefined) throw new Error(`no block ${number}`);
    let firstLog = 0;
    for (const [index, tx] of block.transactions.entries()) {
      const mined = { transaction: tx, index, block: { header: block.header, hash: block.hash } };
      expect(chain.transaction(tx.hash)).toEqual(mined);
      expect(chain.transactionBySenderAndNonce(tx.sender, tx.nonce)).toEqual(mined);
      const receipt = chain.receipts(block.hash)?.[index];
      expect<unknown>(chain.receipt(block.hash, index)).toEqual({ receipt, firstLog });
      firstLog += receipt?.logs.length ?? 0;
    }
  }
  expect(chain.transaction(new Uint8Array(32))).toBeUndefined();
});

test('what is not there is undefined, and states out of reach are refused', async () => {
  const { opened, chain } = await loggedChain();
  await using _ = opened;
  const nowhere = keccak256(new Uint8Array(1));
  expect(chain.headerByNumber(99n)).toBeUndefined();
  expect(chain.blockByHash(nowhere)).toBeUndefined();
  expect(chain.receipts(nowhere)).toBeUndefined();
  expect(chain.blockSize(nowhere)).toBeUndefined();
  expect(chain.safe()).toBeUndefined();
  const { header } = chain.head();
  expect(() => chain.stateAt({ header, hash: nowhere })).toThrow(
    expect.objectContaining({ name: 'StateUnavailableError' }),
  );
});

test('markers follow the chain', async () => {
  const { opened, chain } = await loggedChain();
  await using _ = opened;
  const two = chain.headerByNumber(2n);
  chain.mark('safe', two?.hash ?? new Uint8Array(0));
  expect(chain.safe()).toEqual(two);
  expect(chain.finalized()).toBeUndefined();
  expect(() => chain.mark('finalized', new Uint8Array(32))).toThrow(
    expect.objectContaining({ code: 'unknown-block' }),
  );
  chain.unwindTo(1n);
  expect(chain.safe()).toBeUndefined();
});

test('unwinding to the head drops edits in silence', async () => {
  const { opened, chain } = await loggedChain();
  await using _ = opened;
  const heard: HeadChange[] = [];
  chain.onHead((change) => heard.push(change));
  const address = new Uint8Array(20).fill(0x11);
  const changes = emptyChanges();
  const [rich] = ACCOUNTS.map((account) => chain.stateAt(chain.head()).account(account));
  if (rich === undefined) throw new Error('no account');
  changes.accounts.set(toKey(address), { ...rich, nonce: 0n, balance: 5n });
  opened.store.editLatest(changes);
  expect(chain.stateAt(chain.head()).account(address)?.balance).toBe(5n);
  chain.unwindTo(chain.head().header.number);
  expect(chain.stateAt(chain.head()).account(address)).toBeUndefined();
  expect(heard).toEqual([]);
});

test('a listener that throws does not stop the others', async () => {
  const errors: unknown[] = [];
  await using opened = await openTestChain(testGenesis('osaka'), {
    onListenerError: (error) => errors.push(error),
  });
  const heard: HeadChange[] = [];
  const failure = new Error('listener');
  opened.chain.onHead(() => {
    throw failure;
  });
  const end = opened.chain.onHead((change) => heard.push(change));
  const { block } = await mine(opened.chain);
  expect(heard.map(({ added }) => added)).toEqual([[block]]);
  expect(errors).toEqual([failure]);
  end();
  await mine(opened.chain);
  expect(heard).toHaveLength(1);
});

test('the lock lets one change run at a time, in order, failures included', async () => {
  await using opened = await openTestChain(testGenesis('osaka'));
  const { lock } = opened.chain;
  const order: number[] = [];
  const slow = lock.run(async () => {
    await Bun.sleep(5);
    order.push(1);
  });
  const failing = lock.run(() => {
    order.push(2);
    throw new Error('task');
  });
  const last = lock.run(() => order.push(3));
  await expect(failing).rejects.toThrow('task');
  await Promise.all([slow, last]);
  expect(order).toEqual([1, 2, 3]);
});
