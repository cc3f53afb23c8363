import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import { transactionsRoot } from '../../../chain/building/roots.ts';
import { ForkChoice } from '../../../chain/forkchoice/forkChoice.ts';
import { PayloadBuilder } from '../../../chain/forkchoice/payloadBuilder.ts';
import { systemTransaction } from '../../../chain/transaction/native/system.ts';
import { REGISTRY } from '../../../modules/protocol/addresses.ts';
import { moduleProtocol } from '../../../modules/protocol/protocol.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import {
  adding,
  calls,
  deciding,
  END,
  HOOK,
  hookGenesis,
  openHookChain,
  START,
  telling,
  VALIDATE,
} from '../../modules/protocol/support.ts';
import { mine, type TestChain, transaction } from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

function blocksOf({ chain }: TestChain, from = 1n): Block[] {
  const blocks: Block[] = [];
  for (let number = from; number <= chain.head().header.number; number++) {
    const block = chain.blockByNumber(number);
    if (block !== undefined) blocks.push(block);
  }
  return blocks;
}

/** The block with other transactions, its header agreeing with them. */
function withTransactions(block: Block, transactions: Block['transactions']): Block {
  const header = { ...block.header, transactionsRoot: transactionsRoot(transactions) };
  return { ...block, transactions, header, hash: hashHeader(header) };
}

describe('the transaction that a block makes itself', () => {
  test('must be there, be the right one, be the last, and not be there for nothing', async () => {
    await using opened = await openHookChain();
    const { block: quiet } = await mine(opened.chain, [adding(0, END), telling(1, 2, 1), transaction(1, 0)]);
    const { block: loud } = await mine(opened.chain, [transaction(1, 1), transaction(2, 0)]);
    const [first, second, own] = loud.transactions;
    if (first === undefined || second === undefined || own === undefined) throw new Error('no transactions');

    await using follower = await openHookChain();
    const other = systemTransaction(31337n, 3n, REGISTRY);
    const tried = async (block: Block) =>
      follower.chain.importBlock(block).catch(({ code, cause }) => [code, cause?.code].join(' ').trim());
    expect(
      await tried(withTransactions(quiet, [...quiet.transactions, systemTransaction(31337n, 1n, REGISTRY)])),
    ).toBe('system-transaction');
    expect(await tried(quiet)).toBe('extended');
    expect(await tried(withTransactions(loud, [first, second]))).toBe('system-transaction');
    expect(await tried(withTransactions(loud, [first, second, other]))).toBe('system-transaction');
    expect(await tried(withTransactions(loud, [first, own, second]))).toBe(
      'transaction tx-type-not-supported',
    );
    expect(await tried(withTransactions(loud, [first, second, own, own]))).toBe(
      'transaction tx-type-not-supported',
    );
    expect(await tried(loud)).toBe('extended');
  });
});

describe('branches', () => {
  test('each has the hooks and parameters of its own state; a reorg goes from one to the other and back', async () => {
    await using hooked = await openHookChain();
    await using plain = await openHookChain();
    for (const { chain } of [hooked, plain]) await mine(chain, [transaction(1, 0)]);
    await mine(hooked.chain, [
      adding(0, START | END),
      telling(1, 2, 1),
      deciding(2, 'minimumBaseFee', 2_000_000_000n),
    ]);
    await mine(hooked.chain, [transaction(2, 0)]);
    for (let i = 0; i < 3; i++) await mine(plain.chain, [transaction(2, i)]);

    await using node = await openHookChain();
    await node.chain.importBlocks(blocksOf(hooked));
    expect(calls(node.chain, 1)).toBe(1n);
    const side = blocksOf(plain, 2n);
    expect(await node.chain.importBlocks(side)).toBe(side.length);
    expect(node.chain.head().hash).toEqual(plain.chain.head().hash);
    expect(node.chain.nextParameters()?.minimumBaseFee).toBe(0n);
    expect(calls(node.chain, 1)).toBe(0n);
    expect(node.chain.logs({ addresses: [HOOK], topics: [] }, 0n, 4n, 10)).toEqual([]);

    await node.chain.lock.run(() => node.chain.reorgTo(hooked.chain.head().hash));
    expect(node.chain.nextParameters()?.minimumBaseFee).toBe(2_000_000_000n);
    expect(calls(node.chain, 1)).toBe(1n);
    expect(node.chain.logs({ addresses: [HOOK], topics: [] }, 0n, 4n, 10)).toHaveLength(1);
  });
});

describe('a consensus client', () => {
  test('has payloads made, checked and chosen with hooks in them', async () => {
    await using node = await openDevNode({
      genesis: hookGenesis(),
      protocol: moduleProtocol,
      mode: 'manual',
    });
    const { chain, pool, store } = node;
    const payloads = new PayloadBuilder(
      { gasLimit: undefined, extraData: new Uint8Array(0) },
      { chain, pool },
    );
    const consensus = new ForkChoice({ chain, store, payloads, execution: { engine: createWasmEngine() } });
    const zero = new Uint8Array(32);
    const next = () => ({
      version: 3,
      timestamp: chain.head().header.timestamp + 12n,
      prevRandao: zero,
      feeRecipient: new Uint8Array(20),
      withdrawals: [],
      parentBeaconRoot: zero,
    });
    const made: Block[] = [];
    const rounds = [
      [
        adding(0, VALIDATE | END),
        telling(1, 0, 1),
        telling(2, 2, 1),
        deciding(3, 'blockGasLimit', 40_000_000n),
      ],
      [transaction(1, 0), transaction(2, 0)],
    ];
    for (const sent of rounds) {
      for (const { raw } of sent) await node.access.submitRaw(raw);
      const state = { head: chain.head().hash, safe: zero, finalized: zero };
      const { payloadId } = await consensus.update(state, next());
      if (payloadId === undefined) throw new Error('no payload');
      const { block } = (await payloads.get(payloadId)).executed;
      expect(await consensus.newPayload(block)).toMatchObject({ status: 'VALID' });
      expect((await consensus.update({ ...state, head: block.hash }, undefined)).status.status).toBe('VALID');
      made.push(block);
    }
    expect(made.map(({ transactions }) => transactions.length)).toEqual([4, 3]);
    expect(made.map(({ header }) => header.gasLimit)).toEqual([30_000_000n, 30_029_295n]);
    await using follower = await openHookChain();
    expect(await follower.chain.importBlocks(made)).toBe(2);
    expect(follower.chain.head().hash).toEqual(chain.head().hash);
  });
});
