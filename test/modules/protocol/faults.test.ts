import { describe, expect, test } from 'bun:test';
import { REGISTRY } from '../../../modules/protocol/addresses.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { mine, type TestChain, transaction } from '../../chain/support/chain.ts';
import {
  adding,
  calls,
  END,
  eventsOf,
  HOOK,
  openHookChain,
  SECOND_HOOK,
  START,
  telling,
  toRegistry,
  VALIDATE,
} from './support.ts';

/** Imports on a store of its own what the chain has, and expects the same head. */
async function agrees({ chain }: TestChain): Promise<void> {
  await using follower = await openHookChain();
  const blocks = [];
  for (let number = 1n; number <= chain.head().header.number; number++) {
    const block = chain.blockByNumber(number);
    if (block !== undefined) blocks.push(block);
  }
  expect(await follower.chain.importBlocks(blocks)).toBe(blocks.length);
  expect(follower.chain.head().hash).toEqual(chain.head().hash);
}

/** The events of a block's hooks, by name. */
function names(chain: TestChain['chain'], number: bigint): string[] {
  const block = chain.blockByNumber(number);
  const own = block && chain.receipts(block.hash)?.[block.transactions.length - 1];
  return eventsOf(own?.logs ?? []).map(({ eventName }) => eventName);
}

const WAYS = [
  ['reverts', 3, /^0x08c379a0/],
  ['burns all its gas', 4, new RegExp(`^${toHex(new TextEncoder().encode('out of gas'))}$`)],
] as const;

describe('a hook that fails', () => {
  for (const [hook, name] of [
    [0, 'validateTransaction'],
    [1, 'onBlockStart'],
    [2, 'onBlockEnd'],
  ] as const) {
    for (const [how, mode, reason] of WAYS) {
      test(`${name} ${how}: no effect, three events, then it is suspended and the chain goes on`, async () => {
        await using opened = await openHookChain();
        const { chain } = opened;
        await mine(chain, [adding(0, 1 << hook), telling(1, hook, mode)]);
        const from = chain.head().header.number;
        for (let i = 0; i < 4; i++) await mine(chain, [transaction(1, i)]);

        const found = chain.logs({ addresses: [REGISTRY], topics: [] }, 0n, from + 4n, 100);
        const events = eventsOf(found.map(({ log }) => log));
        expect(events.map(({ eventName }) => eventName)).toEqual([
          'HookFaulted',
          'HookFaulted',
          'HookFaulted',
          'ModuleSuspended',
        ]);
        expect(events.slice(0, 3).map(({ args }) => args.consecutive)).toEqual([1, 2, 3]);
        expect(events[0]?.args).toMatchObject({ hook });
        expect(events[0]?.args.reason).toMatch(reason);
        // what the hook wrote before it failed is not there
        expect(calls(chain, hook)).toBe(0n);
        expect(chain.head().header.gasUsed).toBe(21_000n);
        await agrees(opened);
      });
    }
  }

  test('an answer that is no verdict is a fault, not a denial', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, VALIDATE), telling(1, 0, 5)]);
    const { block } = await mine(opened.chain, [transaction(1, 0)]);
    expect(block.transactions).toHaveLength(2);
    expect(names(opened.chain, block.header.number)).toEqual(['HookFaulted']);
    await agrees(opened);
  });

  test('a module without code is a fault', async () => {
    await using opened = await openHookChain();
    const nobody = new Uint8Array(20).fill(0x99);
    await mine(opened.chain, [adding(0, VALIDATE | START | END, nobody)]);
    const { block } = await mine(opened.chain, [transaction(1, 0)]);
    expect(names(opened.chain, block.header.number)).toEqual([
      'HookFaulted',
      'HookFaulted',
      'HookFaulted',
      'ModuleSuspended',
    ]);
    await agrees(opened);
  });

  test('does not keep the others from being called', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [
      adding(0, END, HOOK, 100_000n, 'bad'),
      adding(1, END, SECOND_HOOK, 100_000n, 'good'),
      telling(2, 2, 4),
      telling(3, 2, 1, SECOND_HOOK),
    ]);
    const { block } = await mine(opened.chain);
    expect(names(opened.chain, block.header.number)).toEqual(['HookFaulted', 'Ended']);
    await agrees(opened);
  });

  test('that does well again is told so to the registry', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, END), telling(1, 2, 3)]);
    await mine(opened.chain);
    const { block } = await mine(opened.chain, [telling(2, 2, 0)]);
    expect(names(opened.chain, 2n)).toEqual(['HookFaulted']);
    expect(names(opened.chain, block.header.number)).toEqual(['FaultsCleared']);
    await mine(opened.chain);
    expect(names(opened.chain, 4n)).toEqual([]);
    await agrees(opened);
  });
});

describe('a registry that fails', () => {
  for (const [how, mode] of [
    ['reverts', 1],
    ['answers nonsense', 2],
    ['burns all gas', 3],
    ['names more entries than there are bytes', 4],
  ] as const) {
    test(`${how}: blocks are made without hooks`, async () => {
      await using opened = await openHookChain();
      await mine(opened.chain, [
        adding(0, VALIDATE | START | END),
        telling(1, 0, 2),
        toRegistry(2, 'setMode', BigInt(mode)),
      ]);
      const { block } = await mine(opened.chain, [transaction(1, 0)]);
      expect(block.transactions).toHaveLength(1);
      await agrees(opened);
    });
  }

  test('while it should record a fault: the fault is not recorded, and nothing else happens', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, START), telling(1, 1, 3)]);
    // the block begins with a registry that works and ends with one that does not
    await mine(opened.chain, [toRegistry(2, 'setMode', 1n), adding(3, END, SECOND_HOOK, 100_000n, 'late')]);
    const { block } = await mine(opened.chain);
    expect(block.transactions).toHaveLength(0);
    await agrees(opened);
  });
});
