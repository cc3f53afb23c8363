import { describe, expect, test } from 'bun:test';
import { gunzipSync } from 'node:zlib';
import { DevError } from '../../../chain/dev/errors.ts';
import type { UnsignedTransaction } from '../../../chain/wallet/wallet.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { address } from '../samples.ts';
import { ACCOUNTS, deploying, transaction } from '../support/chain.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

/** Made by `anvil --dump-state`: a contract creation with a log, a transfer, one of an impersonated sender. */
const ANVIL_STATE = new URL('./fixtures/anvil-1.7.1-state.json', import.meta.url);

const rich = ACCOUNTS[0] as Uint8Array;
const stranger = address(0x77);
const ETHER = 10n ** 18n;

function latest(node: DevNode) {
  return node.store.latestState();
}

function timestamps(node: DevNode, from: bigint): bigint[] {
  const found: bigint[] = [];
  for (let number = from; number <= node.chain.head().header.number; number++) {
    found.push(node.chain.headerByNumber(number)?.header.timestamp ?? 0n);
  }
  return found;
}

function unsigned(from: Uint8Array, over: Partial<UnsignedTransaction> = {}): UnsignedTransaction {
  return {
    from,
    type: 2,
    chainId: 31_337n,
    nonce: 0n,
    gasLimit: 21_000n,
    maxFeePerGas: 2_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    to: rich,
    value: 1n,
    data: new Uint8Array(0),
    accessList: [],
    ...over,
  };
}

async function refusal(work: Promise<unknown>): Promise<DevError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof DevError) return error;
    throw error;
  }
}

describe('time', () => {
  test('goes on from the offset, and no block is as old as its parent', async () => {
    await using node = await openDevNode();
    node.time = 5_000_000;
    await node.dev.mine(3n, undefined);
    expect(timestamps(node, 1n)).toEqual([5000n, 5001n, 5002n]);
    expect(await node.dev.increaseTime(100n)).toBe(100n);
    await node.dev.mineAt(undefined);
    expect(timestamps(node, 4n)).toEqual([5102n]);
    node.time += 10_000;
    await node.dev.mineAt(undefined);
    expect(timestamps(node, 5n)).toEqual([5112n]);
    expect(await node.dev.increaseTime(1n)).toBe(101n);
  });

  test('of the next block is what was set, and time goes on from there', async () => {
    await using node = await openDevNode();
    node.time = 5_000_000;
    await node.dev.mineAt(undefined);
    expect((await refusal(node.dev.setNextBlockTimestamp(5000n)))?.code).toBe('timestamp-too-low');
    await node.dev.setNextBlockTimestamp(9000n);
    expect((await node.producer.pending()).block.header.timestamp).toBe(9000n);
    await node.dev.mine(2n, undefined);
    expect(timestamps(node, 2n)).toEqual([9000n, 9001n]);
    node.time += 5_000;
    await node.dev.mineAt(undefined);
    expect(timestamps(node, 4n)).toEqual([9006n]);
    expect((await node.dev.mineAt(10_000n)).header.timestamp).toBe(10_000n);
    expect((await refusal(node.dev.mineAt(10_000n)))?.message).toContain('lower than or equal');
  });

  test('may be set back, and blocks still go forward', async () => {
    await using node = await openDevNode();
    node.time = 5_000_000;
    await node.dev.mineAt(undefined);
    expect(await node.dev.setTime(8000n)).toBe(3000n);
    await node.dev.mineAt(undefined);
    expect(await node.dev.setTime(2000n)).toBe(-6000n);
    await node.dev.mineAt(undefined);
    expect(timestamps(node, 1n)).toEqual([5000n, 8000n, 8001n]);
  });

  test('between blocks is what was asked for', async () => {
    await using node = await openDevNode();
    node.time = 5_000_000;
    await node.dev.mine(3n, 60n);
    expect(timestamps(node, 1n)).toEqual([5060n, 5120n, 5180n]);
    expect(await node.dev.setBlockTimestampInterval(7n)).toBe(false);
    await node.dev.mine(2n, undefined);
    expect(timestamps(node, 4n)).toEqual([5187n, 5194n]);
    expect(await node.dev.setBlockTimestampInterval(undefined)).toBe(true);
    node.time += 1000_000;
    await node.dev.mineAt(undefined);
    expect(timestamps(node, 6n)).toEqual([6180n]);
  });
});

describe('a long row of blocks', () => {
  test('lets others have a turn, and ends when the node closes', async () => {
    const node = await openDevNode();
    const row = node.dev.mine(1_000_000n, undefined);
    const failed = refusal(row);
    await Bun.sleep(100);
    expect(node.chain.head().header.number).toBeGreaterThan(0n);
    await node[Symbol.asyncDispose]();
    expect((await failed)?.message).toBe('the node is closing');
  });
});

describe('edits', () => {
  test('show at once, and go with the next block', async () => {
    await using node = await openDevNode();
    const key = new Uint8Array(32).fill(3);
    await node.dev.setBalance(stranger, 5n * ETHER);
    await node.dev.setNonce(stranger, 7n, false);
    await node.dev.setCode(stranger, Uint8Array.of(0x00));
    await node.dev.setStorageAt(stranger, key, new Uint8Array(32).fill(0, 0, 31).fill(9, 31));
    const state = latest(node);
    expect(state.account(stranger)).toMatchObject({ balance: 5n * ETHER, nonce: 7n });
    expect(state.code(state.account(stranger)?.codeHash ?? key)).toEqual(Uint8Array.of(0x00));
    expect(state.slot(stranger, key)).toEqual(Uint8Array.of(9));
    await node.dev.mineAt(undefined);
    expect(node.store.stateAt(1n).account(stranger)?.balance).toBe(5n * ETHER);
    expect(node.store.stateAt(0n).account(stranger)).toBeUndefined();
    const { root } = node.store.computeRoot({ accounts: new Map(), storage: new Map(), codes: new Map() });
    expect(root).toEqual(node.chain.head().header.stateRoot);
  });

  test('a nonce goes down only where that is allowed', async () => {
    await using node = await openDevNode();
    await node.dev.setNonce(rich, 5n, false);
    expect((await refusal(node.dev.setNonce(rich, 4n, false)))?.message).toBe(
      'New nonce (4) must not be smaller than the existing nonce (5)',
    );
    await node.dev.setNonce(rich, 4n, true);
    expect(latest(node).account(rich)?.nonce).toBe(4n);
  });

  test('nothing put nowhere makes no account, a slot does', async () => {
    await using node = await openDevNode();
    const key = new Uint8Array(32);
    await node.dev.setBalance(stranger, 0n);
    expect(latest(node).account(stranger)).toBeUndefined();
    await node.dev.setStorageAt(stranger, key, new Uint8Array(32).fill(1));
    expect(latest(node).slot(stranger, key)).toEqual(new Uint8Array(32).fill(1));
  });

  test('promote what waits for them', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    await node.access.submitRaw(transaction(0, 3).raw);
    expect(node.access.status()).toEqual({ pending: 0, queued: 1 });
    await node.dev.setNonce(rich, 3n, false);
    expect(node.access.status()).toEqual({ pending: 1, queued: 0 });
  });

  test('are there again when the block after them is run again', async () => {
    await using node = await openDevNode();
    await node.dev.setBalance(stranger, ETHER);
    const sent = await node.dev.submitUnsigned(unsigned(stranger, { value: ETHER / 2n }));
    const block = node.chain.blockByHash(node.chain.head().hash);
    const seen: bigint[] = [];
    if (block !== undefined) {
      await node.calls.replayBlock(block, {
        last: 0,
        tracerFor: (_, tx, state) => {
          seen.push(state.account(tx.sender)?.balance ?? -1n);
          return undefined;
        },
        onDone: (_, tx, { gasUsed }) => seen.push(gasUsed, BigInt(tx.hash === sent.hash || tx.nonce === 0n)),
      });
    }
    expect(seen).toEqual([ETHER, 21_000n, 1n]);
  });
});

describe('snapshots', () => {
  test('bring back chain, edits, pool, time and wishes', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    node.time = 5_000_000;
    await node.dev.mine(2n, undefined);
    await node.dev.setBalance(stranger, 1n);
    await node.dev.increaseTime(50n);
    await node.dev.setCoinbase(address(0xcb));
    const waiting = await node.access.submitRaw(transaction(0, 0).raw);
    const id = await node.dev.snapshot();
    expect(id).toBe(1n);
    expect(await node.dev.snapshot()).toBe(2n);

    await node.dev.setBalance(stranger, 2n);
    await node.dev.increaseTime(1000n);
    await node.dev.setCoinbase(address(0xcc));
    await node.access.submitRaw(transaction(1, 0).raw);
    await node.dev.mine(3n, undefined);
    expect(await node.dev.revert(id)).toBe(true);

    expect(node.chain.head().header.number).toBe(2n);
    expect(latest(node).account(stranger)?.balance).toBe(1n);
    expect(node.pool.contents().map(({ hash }) => hash)).toEqual([waiting.hash]);
    const block = await node.dev.mineAt(undefined);
    expect(block.header).toMatchObject({ number: 3n, timestamp: 5051n, coinbase: address(0xcb) });
    expect(block.transactions).toHaveLength(1);
    expect(await node.dev.revert(id)).toBe(false);
    expect(await node.dev.revert(2n)).toBe(false);
    expect(await node.dev.snapshot()).toBe(3n);
  });

  test('at the same head undo edits alone', async () => {
    await using node = await openDevNode();
    const id = await node.dev.snapshot();
    await node.dev.setBalance(stranger, 1n);
    expect(await node.dev.revert(id)).toBe(true);
    expect(latest(node).account(stranger)).toBeUndefined();
    await node.access.submitRaw(transaction(0, 0).raw);
  });
});

describe('rewriting', () => {
  test('a reorg puts in other blocks and says so', async () => {
    await using node = await openDevNode();
    const lost = await node.access.submitRaw(transaction(0, 0).raw);
    await node.dev.mine(2n, undefined);
    const heard: string[] = [];
    node.chain.onHead(({ added, removed }) => {
      heard.push(
        `-${removed.map(({ header }) => header.number)} +${added.map(({ header }) => header.number)}`,
      );
    });
    const placed = transaction(1, 0);
    await node.dev.reorg(3, [{ transaction: placed, offset: 1 }]);
    expect(heard).toEqual(['-3,2,1 +', '- +1', '- +2', '- +3']);
    expect(node.chain.transaction(placed.hash)?.block.header.number).toBe(2n);
    expect(node.chain.transaction(lost.hash)).toBeUndefined();
    expect(node.access.status()).toEqual({ pending: 0, queued: 0 });
    expect(latest(node).account(rich)?.nonce).toBe(0n);
  });

  test('a rollback removes blocks, not below genesis', async () => {
    await using node = await openDevNode();
    await node.dev.mine(3n, undefined);
    await node.dev.rollback(2);
    expect(node.chain.head().header.number).toBe(1n);
    expect((await refusal(node.dev.rollback(2)))?.message).toBe(
      'Rollback depth must not exceed current chain height: current height 1, depth 2',
    );
    expect((await refusal(node.dev.reorg(2, [])))?.code).toBe('chain-too-short');
    expect((await refusal(node.dev.reorg(1, [{ transaction: transaction(0, 0), offset: 1 }])))?.code).toBe(
      'value-invalid',
    );
  });

  test('a reset leaves nothing behind', async () => {
    await using node = await openDevNode();
    const { instanceId } = node.dev.info();
    await node.dev.setBalance(stranger, 1n);
    await node.access.submitRaw(transaction(0, 0).raw);
    await node.dev.snapshot();
    await node.dev.setAutomine(false);
    await node.access.submitRaw(transaction(0, 1).raw);
    await node.dev.setChainId(5n);
    node.dev.impersonate(stranger);
    await node.dev.reset();
    expect(node.chain.head().header.number).toBe(0n);
    expect(latest(node).account(stranger)).toBeUndefined();
    expect(node.access.status()).toEqual({ pending: 0, queued: 0 });
    expect(node.dev.automine()).toBe(true);
    expect(node.dev.isImpersonated(stranger)).toBe(false);
    expect(node.chain.config.chainId).toBe(31_337n);
    expect(node.dev.info().snapshots.size).toBe(0);
    expect(node.dev.info().instanceId).not.toEqual(instanceId);
  });
});

describe('wishes for the next block', () => {
  test('are granted', async () => {
    await using node = await openDevNode();
    await node.dev.setNextBlockBaseFee(77n);
    await node.dev.setPrevRandao(new Uint8Array(32).fill(5));
    await node.dev.setBlockGasLimit(9_000_000n);
    await node.dev.setCoinbase(stranger);
    expect(node.fees.nextBaseFee()).toBe(77n);
    const { header } = await node.dev.mineAt(undefined);
    expect(header).toMatchObject({
      baseFeePerGas: 77n,
      mixHash: new Uint8Array(32).fill(5),
      gasLimit: 9_000_000n,
      coinbase: stranger,
    });
    const second = (await node.dev.mineAt(undefined)).header;
    expect(second).toMatchObject({ baseFeePerGas: 68n, gasLimit: 9_000_000n, coinbase: stranger });
    expect(second.mixHash).not.toEqual(header.mixHash);
    expect((await refusal(node.dev.setBlockGasLimit(0n)))?.code).toBe('value-invalid');
    expect((await refusal(node.dev.setMinGasPrice(1n)))?.code).toBe('fees-by-market');
  });

  test('another chain id holds for signatures', async () => {
    await using node = await openDevNode();
    await node.dev.setChainId(5n);
    await expect(node.access.submitRaw(transaction(0, 0, { chainId: 31_337n }).raw)).rejects.toThrow(
      'invalid chain id for signer: have 31337 want 5',
    );
    await node.access.submitRaw(transaction(0, 0, { chainId: 5n }).raw);
    expect(node.chain.head().header.number).toBe(1n);
  });

  test('before London the least price is one', async () => {
    await using node = await openDevNode({ fork: 'berlin' });
    await node.dev.setMinGasPrice(3_000_000_000n);
    await expect(node.access.submitRaw(transaction(0, 0).raw)).rejects.toThrow('gas price below minimum');
    expect((await refusal(node.dev.setNextBlockBaseFee(1n)))?.code).toBe('base-fee-not-supported');
    expect((await refusal(node.dev.setPrevRandao(new Uint8Array(32))))?.code).toBe('randao-not-supported');
  });
});

describe('senders', () => {
  test('contracts send when impersonated, with hashes of their own', async () => {
    await using node = await openDevNode();
    const contracts = [address(0x51), address(0x52)];
    const hashes: string[] = [];
    for (const contract of contracts) {
      await node.dev.setCode(contract, Uint8Array.of(0x00));
      await node.dev.setBalance(contract, ETHER);
      node.dev.impersonate(contract);
      const sent = await node.dev.submitUnsigned(unsigned(contract));
      hashes.push(sent.hash.toString());
      expect(node.chain.transaction(sent.hash)?.transaction.sender).toEqual(contract);
    }
    expect(new Set(hashes).size).toBe(2);
    expect(node.dev.stopImpersonating(contracts[0] as Uint8Array)).toBe(true);
    expect(node.dev.stopImpersonating(contracts[0] as Uint8Array)).toBe(false);
    node.dev.autoImpersonate(true);
    expect(node.dev.isImpersonated(stranger)).toBe(true);
  });

  test('drop what waits', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const first = await node.access.submitRaw(transaction(0, 0).raw);
    await node.access.submitRaw(transaction(1, 0).raw);
    await node.access.submitRaw(transaction(2, 0).raw);
    expect(await node.dev.dropTransaction(first.hash)).toBe(true);
    expect(await node.dev.dropTransaction(first.hash)).toBe(false);
    await node.dev.dropAllTransactions(ACCOUNTS[1]);
    expect(node.access.status().pending).toBe(1);
    await node.dev.dropAllTransactions();
    expect(node.access.status().pending).toBe(0);
  });
});

describe('a dump', () => {
  test('holds the accounts, and is taken in by another chain', async () => {
    await using node = await openDevNode();
    node.time = 5_000_000;
    const code = Uint8Array.of(0x60, 0x2a, 0x60, 0x01, 0x55, 0x00);
    // SSTORE(1, 42) in the constructor, then the same code
    await node.access.submitRaw(
      transaction(0, 0, { to: undefined, data: Uint8Array.of(...code.slice(0, 5), ...deploying(code)) }).raw,
    );
    await node.dev.setBalance(stranger, 12_345n);
    await node.dev.mine(4n, 1000n);
    const dump = await node.dev.dumpState();
    const document = JSON.parse(gunzipSync(dump).toString());
    expect(document.best_block_number).toBe(5);
    expect(document.blocks).toHaveLength(6);
    expect(document.transactions).toHaveLength(1);

    await using other = await openDevNode();
    other.time = 5_000_000;
    await other.dev.loadState(dump);
    expect(other.chain.head().header.number).toBe(5n);
    for (const { address: account } of node.store.latestAccounts()) {
      const { balance, nonce, codeHash } = node.store.latestState().account(account) ?? {};
      expect(other.store.latestState().account(account)).toMatchObject({ balance, nonce, codeHash });
    }
    const [before, after] = [node, other].map(({ chain }) => chain.blockByNumber(1n));
    expect(after?.transactions).toEqual(before?.transactions ?? []);
    expect(other.chain.receipts(after?.hash ?? rich)).toEqual(node.chain.receipts(before?.hash ?? rich));
    expect(other.chain.transaction(before?.transactions[0]?.hash ?? rich)?.block.header.number).toBe(1n);
    expect((await other.dev.mineAt(undefined)).header.timestamp).toBeGreaterThan(9_000n);
    await other.access.submitRaw(transaction(0, 1).raw);
    await other.dev.loadState(gunzipSync(dump));
    expect(other.chain.head().header.number).toBe(7n);
  });

  test('of anvil brings its state and its history', async () => {
    await using node = await openDevNode();
    await node.dev.loadState(await Bun.file(ANVIL_STATE).bytes());
    expect(node.chain.head().header.number).toBe(3n);
    expect(node.chain.logs({ addresses: [], topics: [] }, 0n, 3n, 10)).toHaveLength(1);
    const impersonated = node.chain.blockByNumber(3n)?.transactions[0];
    expect(toHex(impersonated?.hash ?? rich)).toBe(
      '0x1ec1657129310da2902cbd3cedd0760e80449f020a82baf8ef04ae722aaa37ac',
    );
    expect(toHex(impersonated?.sender ?? rich)).toBe('0x70997970c51812dc3a010c7d01b50e0d17dc79c8');
    const deployer = fromHex('f39fd6e51aad88f6f4ce6ab8827279cfffb92266');
    expect(latest(node).account(deployer)?.nonce).toBe(2n);
    expect((await node.dev.mineAt(undefined)).header.number).toBe(4n);
  });

  test('that is none is refused', async () => {
    await using node = await openDevNode();
    for (const text of ['', '{', '[]', '{"accounts":{"0x12":{}}}', '\u001f\u008bnonsense']) {
      expect((await refusal(node.dev.loadState(Buffer.from(text, 'latin1'))))?.code).toBe('dump-invalid');
    }
    expect(node.chain.head().header.number).toBe(0n);
  });
});
