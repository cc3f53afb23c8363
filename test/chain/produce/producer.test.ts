import { describe, expect, test } from 'bun:test';
import type { Transaction } from '../../../chain/transaction/transaction.ts';
import { ACCOUNTS, transaction } from '../support/chain.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

const raw = (tx: Transaction) => tx.raw;

function head(node: DevNode) {
  return node.chain.blockByHash(node.chain.head().hash);
}

describe('instant mode', () => {
  test('the block exists when the submission resolves', async () => {
    await using node = await openDevNode();
    for (let nonce = 0; nonce < 3; nonce++) {
      const sent = await node.access.submitRaw(raw(transaction(0, nonce)));
      const mined = node.chain.transaction(sent.hash);
      expect(mined?.block.header.number).toBe(BigInt(nonce + 1));
      expect(node.access.pendingNonce(ACCOUNTS[0] as Uint8Array)).toBe(BigInt(nonce + 1));
    }
    expect(node.access.status()).toEqual({ pending: 0, queued: 0 });
    expect(node.failures).toEqual([]);
  });

  test('what comes together may share a block, each sender in order', async () => {
    await using node = await openDevNode();
    const sent = Array.from({ length: 30 }, (_, i) => transaction(i % 3, Math.floor(i / 3)));
    await Promise.all(sent.map((tx) => node.access.submitRaw(raw(tx))));
    for (const tx of sent) expect(node.chain.transaction(tx.hash)).toBeDefined();
    expect(node.chain.head().header.number).toBeLessThan(30n);
    const nonces = new Map<string, bigint>();
    for (let number = 1n; number <= node.chain.head().header.number; number++) {
      for (const { sender, nonce } of node.chain.blockByNumber(number)?.transactions ?? []) {
        expect(nonces.get(sender.toString()) ?? 0n).toBe(nonce);
        nonces.set(sender.toString(), nonce + 1n);
      }
    }
  });

  test('requests that the event loop hands over together share one block', async () => {
    await using node = await openDevNode();
    const sent: Promise<Transaction>[] = [];
    for (let i = 0; i < 6; i++) {
      sent.push(node.access.submitRaw(raw(transaction(i % 3, Math.floor(i / 3)))));
      // between two requests all promises that can go on do
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    }
    await Promise.all(sent);
    expect(node.chain.head().header.number).toBe(1n);
    expect(head(node)?.transactions).toHaveLength(6);
  });

  test('with one transaction a block, each has its own however they come', async () => {
    await using node = await openDevNode({ maxTransactions: 1 });
    await Promise.all([0, 1, 2].map((sender) => node.access.submitRaw(raw(transaction(sender, 0)))));
    expect(node.chain.head().header.number).toBe(3n);
  });

  test('what was submitted has its block when the producer has closed, and nothing after it', async () => {
    await using node = await openDevNode();
    const sent = node.access.submitRaw(raw(transaction(0, 0)));
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await node.producer.close();
    const late = await node.access.submitRaw(raw(transaction(1, 0)));
    await node.producer.mineWaiting();
    expect(node.chain.transaction((await sent).hash)).toBeDefined();
    expect(node.chain.transaction(late.hash)).toBeUndefined();
    expect(node.chain.head().header.number).toBe(1n);
  });

  test('a later nonce waits, and goes with the one it waits for', async () => {
    await using node = await openDevNode();
    await node.access.submitRaw(raw(transaction(0, 1)));
    expect(node.chain.head().header.number).toBe(0n);
    expect(node.access.status()).toEqual({ pending: 0, queued: 1 });
    await node.access.submitRaw(raw(transaction(0, 0)));
    expect(head(node)?.transactions.map(({ nonce }) => nonce)).toEqual([0n, 1n]);
  });

  test('what a block has no room for goes into the next', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    for (let nonce = 0; nonce < 4; nonce++) {
      await node.access.submitRaw(raw(transaction(0, nonce, { gasLimit: 12_000_000n })));
    }
    await node.dev.setBlockGasLimit(12_100_000n);
    await node.dev.setAutomine(true);
    expect(node.chain.head().header.number).toBe(1n);
    expect(head(node)?.transactions).toHaveLength(4);
  });

  test('gas that is taken, not asked for, fills a block', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    // INVALID takes all gas
    const burn = { to: undefined, data: Uint8Array.of(0xfe), gasLimit: 12_000_000n };
    for (let nonce = 0; nonce < 4; nonce++) await node.access.submitRaw(raw(transaction(0, nonce, burn)));
    await node.dev.setAutomine(true);
    expect(node.chain.head().header.number).toBe(2n);
    expect(node.chain.blockByNumber(1n)?.transactions.map(({ nonce }) => nonce)).toEqual([0n, 1n]);
    expect(node.chain.blockByNumber(2n)?.transactions.map(({ nonce }) => nonce)).toEqual([2n, 3n]);
  });

  test('a bound on transactions holds', async () => {
    await using node = await openDevNode({ mode: 'manual', maxTransactions: 2 });
    for (let nonce = 0; nonce < 5; nonce++) await node.access.submitRaw(raw(transaction(0, nonce)));
    await node.dev.setAutomine(true);
    expect(node.chain.head().header.number).toBe(3n);
  });

  test('a failing store loses nothing', async () => {
    await using node = await openDevNode();
    const append = node.chain.append.bind(node.chain);
    node.chain.append = () => {
      throw new Error('disk full');
    };
    const sent = await node.access.submitRaw(raw(transaction(0, 0)));
    expect(node.failures.map(String)).toEqual(['Error: disk full']);
    expect(node.access.get(sent.hash)).toBeDefined();
    node.chain.append = append;
    await node.dev.mineAt(undefined);
    expect(node.chain.transaction(sent.hash)).toBeDefined();
  });
});

describe('interval mode', () => {
  test('makes blocks by the clock, empty ones too, and stops', async () => {
    await using node = await openDevNode({ mode: 'interval', interval: 20 });
    const sent = await node.access.submitRaw(raw(transaction(0, 0)));
    expect(node.chain.transaction(sent.hash)).toBeUndefined();
    await Bun.sleep(250);
    expect(node.chain.transaction(sent.hash)).toBeDefined();
    const made = node.chain.head().header.number;
    expect(made).toBeGreaterThan(4n);
    expect(made).toBeLessThan(14n);
    await node.dev.setInterval(undefined);
    const stopped = node.chain.head().header.number;
    await Bun.sleep(60);
    expect(node.chain.head().header.number - stopped).toBeLessThanOrEqual(1n);
    expect(node.failures).toEqual([]);
  });

  test('an interval of months makes no block now', async () => {
    await using node = await openDevNode({ mode: 'interval', interval: 2 ** 40 });
    await Bun.sleep(30);
    expect(node.chain.head().header.number).toBe(0n);
  });

  test('mixed: a transaction does not wait for the clock', async () => {
    await using node = await openDevNode({ mode: 'mixed', interval: 10_000 });
    const sent = await node.access.submitRaw(raw(transaction(0, 0)));
    expect(node.chain.transaction(sent.hash)).toBeDefined();
  });
});

describe('the pending block', () => {
  test('is what would be made now, and the same object while nothing changes', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    node.time = 2_000_000;
    const empty = await node.producer.pending();
    expect(empty.block.header.number).toBe(1n);
    expect(await node.producer.pending()).toBe(empty);
    const tx = transaction(0, 0);
    await node.access.submitRaw(tx.raw);
    const pending = await node.producer.pending();
    expect(pending.block.transactions.map(({ hash }) => hash)).toEqual([tx.hash]);
    expect(pending.receipts).toHaveLength(1);
    expect(pending.state.account(ACCOUNTS[0] as Uint8Array)?.nonce).toBe(1n);
    expect(node.chain.head().header.number).toBe(0n);
  });

  test('has the time of now', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    for (const seconds of [2000n, 2001n, 2060n]) {
      node.time = Number(seconds) * 1000;
      expect((await node.producer.pendingState()).header.timestamp).toBe(seconds);
      expect((await node.producer.pending()).block.header.timestamp).toBe(seconds);
    }
  });

  test('has roots only where somebody asks for it whole', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const { store, producer } = node;
    node.time = 2_000_000;
    let roots = 0;
    const computeRoot = store.computeRoot.bind(store);
    store.computeRoot = (...given) => {
      roots++;
      return computeRoot(...given);
    };
    await node.access.submitRaw(transaction(0, 0).raw);
    const { header, state } = await producer.pendingState();
    expect(roots).toBe(0);
    expect(state.account(ACCOUNTS[0] as Uint8Array)?.nonce).toBe(1n);
    const whole = await producer.pending();
    expect(await producer.pending()).toBe(whole);
    expect(roots).toBe(1);
    const { number, timestamp, parentHash, baseFeePerGas } = whole.block.header;
    expect(header).toMatchObject({ number, timestamp, parentHash, baseFeePerGas });
    await node.dev.mineAt(timestamp);
    expect(node.chain.head().hash).toEqual(whole.block.hash);
  });
});
