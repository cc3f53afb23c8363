import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import { steppedGasLimit } from '../../../chain/produce/gasLimit.ts';
import { FEE_DISTRIBUTOR, TREASURY } from '../../../modules/protocol/addresses.ts';
import { moduleProtocol } from '../../../modules/protocol/protocol.ts';
import {
  adding,
  deciding,
  END,
  HOOK,
  hookGenesis,
  openHookChain,
  telling,
} from '../../modules/protocol/support.ts';
import {
  ACCOUNTS,
  deploying,
  mine,
  nextAttributes,
  sourceOf,
  type TestChain,
  transaction,
} from '../support/chain.ts';
import { openDevNode } from '../support/devNode.ts';

/** The next block as the chain wants it: the gas limit follows what was decided. */
function mineOn({ chain }: TestChain, transactions: Parameters<typeof mine>[1] = [], seconds = 12n) {
  const { header } = chain.head();
  const target = chain.nextParameters()?.gasLimit ?? header.gasLimit;
  const gasLimit = steppedGasLimit(header.gasLimit, target, false);
  return mine(chain, transactions, { gasLimit, timestamp: header.timestamp + seconds });
}

/** Another node with all blocks but the newest `left`. */
async function followed({ chain }: TestChain, left = 0, genesis = hookGenesis()): Promise<TestChain> {
  const follower = await openHookChain(genesis);
  for (let number = 1n; number <= chain.head().header.number - BigInt(left); number++) {
    const block = chain.blockByNumber(number);
    if (block !== undefined) await follower.chain.importBlock(block);
  }
  return follower;
}

/** The block with another header. */
function changed(block: Block, change: Partial<Block['header']>): Block {
  const header = { ...block.header, ...change };
  return { ...block, header, hash: hashHeader(header) };
}

describe('a decided parameter', () => {
  test('holds from its block on, on every node: elasticity, denominator and minimum of the base fee', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [
      deciding(0, 'elasticity', 2n, 4n, 4n),
      deciding(1, 'baseFeeDenominator', 8n, 4n, 5n),
      deciding(2, 'minimumBaseFee', 0n, 600_000_000n, 6n),
    ]);
    const fees: bigint[] = [];
    for (let i = 0; i < 6; i++) fees.push((await mineOn(opened)).block.header.baseFeePerGas ?? 0n);
    const after = (base: bigint, denominator: bigint) => base - base / denominator;
    // blocks 3 to 7 stand on empty ones: the fee falls by an eighth, from block 5 on by a quarter, from 6 on to the minimum
    const third = after(fees[0] ?? 0n, 8n);
    const fourth = after(third, 8n);
    const fifth = after(fourth, 4n);
    expect(fees.slice(1, 4)).toEqual([third, fourth, fifth]);
    expect(fees.slice(4)).toEqual([600_000_000n, 600_000_000n]);
    await using follower = await followed(opened);
    expect(follower.chain.head().hash).toEqual(opened.chain.head().hash);
  });

  test('the elasticity decides what a full block is', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [deciding(0, 'elasticity', 1n)]);
    const sent = Array.from({ length: 20 }, (_, nonce) =>
      transaction(1, nonce, { to: undefined, data: Uint8Array.of(0xfe), gasLimit: 800_000n }),
    );
    const { block } = await mineOn(opened, sent);
    expect(block.header.gasUsed).toBe(16_000_000n);
    // above half of the limit, below all of it
    const next = await mineOn(opened);
    expect(next.block.header.baseFeePerGas ?? 0n).toBeLessThan(block.header.baseFeePerGas ?? 0n);
    await using follower = await followed(opened);
    expect(follower.chain.head().hash).toEqual(opened.chain.head().hash);
  });

  test('another base fee than the decided one is refused', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [deciding(0, 'minimumBaseFee', 2_000_000_000n)]);
    const { block } = await mineOn(opened);
    expect(block.header.baseFeePerGas).toBe(2_000_000_000n);
    await using follower = await followed(opened, 1);
    await expect(
      follower.chain.importBlock(changed(block, { baseFeePerGas: 875_000_000n })),
    ).rejects.toMatchObject({ code: 'base-fee' });
    expect(await follower.chain.importBlock(block)).toBe('extended');
  });

  test('the gas limit goes step by step to its target, and not elsewhere', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [deciding(0, 'blockGasLimit', 0n, 30_040_000n, 3n)]);
    expect((await mineOn(opened)).block.header.gasLimit).toBe(30_000_000n);
    expect((await mineOn(opened)).block.header.gasLimit).toBe(30_029_295n);
    const { block } = await mineOn(opened);
    expect(block.header.gasLimit).toBe(30_040_000n);
    expect((await mineOn(opened)).block.header.gasLimit).toBe(30_040_000n);
    await using follower = await followed(opened, 2);
    await expect(follower.chain.importBlock(changed(block, { gasLimit: 30_029_295n }))).rejects.toMatchObject(
      { code: 'gas-limit' },
    );
    expect(await follower.chain.importBlock(block)).toBe('extended');
  });

  test('that would stop the chain counts as the nearest one that does not', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [
      deciding(0, 'blockGasLimit', 1n),
      deciding(1, 'minimumBaseFee', 2n ** 200n),
      deciding(2, 'elasticity', 2n ** 256n - 1n),
      deciding(3, 'baseFeeDenominator', 0n),
    ]);
    expect(opened.chain.nextParameters()).toMatchObject({
      gasLimit: 5_000_000n,
      minimumBaseFee: 10_000_000_000_000n,
      elasticity: 1024n,
      baseFeeDenominator: 8n,
    });
  });
});

describe('contracts switched off', () => {
  const creation = { to: undefined, data: deploying(Uint8Array.of(0)), gasLimit: 100_000n };

  test('creations and calls are refused, transfers and modules are not, until it is switched on again', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [deciding(0, 'feature.vm', 0n)]);
    const refused: unknown[] = [];
    const sent = [
      transaction(1, 0, creation),
      telling(1, 0, 1),
      transaction(2, 0, { data: Uint8Array.of(1, 2), gasLimit: 50_000n }),
    ];
    const built = await opened.chain.build(nextAttributes(opened.chain), sourceOf(sent, refused));
    opened.chain.append(built);
    const expected = {
      name: 'TransactionError',
      code: 'contracts-disabled',
      message: 'contract transactions are disabled by governance (feature.vm is off)',
    };
    expect(refused).toMatchObject([expected, expected]);
    expect(built.block.transactions).toHaveLength(1);
    await mineOn(opened, [deciding(1, 'feature.vm', 1n)]);
    const { receipts } = await mineOn(opened, [transaction(1, 0, creation)]);
    expect(receipts.map(({ succeeded }) => succeeded)).toEqual([true]);
    await using follower = await followed(opened);
    expect(follower.chain.head().hash).toEqual(opened.chain.head().hash);
  });

  test('a block with one is not valid', async () => {
    await using opened = await openHookChain();
    await using other = await openHookChain();
    await mineOn(opened, [deciding(0, 'feature.vm', 0n)]);
    await mineOn(other, [transaction(0, 0)]);
    // a block as a node would make it that does not ask
    const { block } = await mineOn(other, [transaction(1, 0, creation)]);
    const { hash: parentHash, header } = opened.chain.head();
    const { gasLimit } = header;
    const { baseFeePerGas } = (await opened.chain.build(nextAttributes(opened.chain), sourceOf([]))).block
      .header;
    await expect(
      opened.chain.importBlock(changed(block, { parentHash, gasLimit, baseFeePerGas })),
    ).rejects.toMatchObject({ code: 'transaction', cause: { code: 'contracts-disabled' } });
  });

  test('the pool says so', async () => {
    await using node = await openDevNode({ genesis: hookGenesis(), protocol: moduleProtocol });
    await node.access.submitRaw(deciding(0, 'feature.vm', 0n).raw);
    await expect(node.access.submitRaw(transaction(1, 0, creation).raw)).rejects.toMatchObject({
      name: 'PoolError',
      code: 'contracts-disabled',
      message: 'contract transactions are disabled by governance (feature.vm is off)',
    });
    await node.access.submitRaw(transaction(1, 0).raw);
    await node.access.submitRaw(deciding(1, 'feature.vm', 1n).raw);
    await node.access.submitRaw(transaction(1, 1, creation).raw);
    expect(node.failures).toEqual([]);
  });
});

describe('a fork by decision', () => {
  test('comes at its time on every node, and earlier blocks keep their rules', async () => {
    const genesis = hookGenesis('cancun');
    await using opened = await openHookChain(genesis);
    const { chain } = opened;
    const time = chain.head().header.timestamp + 30n;
    await mineOn(opened, [deciding(0, 'fork.prague', time)]);
    const [before, first] = [(await mineOn(opened)).block, (await mineOn(opened)).block];
    expect(before.header.requestsHash).toBeUndefined();
    expect(first.header.timestamp).toBeGreaterThanOrEqual(time);
    expect(first.header.requestsHash).toBeDefined();
    expect(chain.config.activations.get('prague')).toBe(time);
    expect(chain.ownConfig.activations.has('prague')).toBe(false);
    await using follower = await followed(opened, 0, genesis);
    expect(follower.chain.head().hash).toEqual(chain.head().hash);
    // without the decision the same time means nothing
    chain.unwindTo(0n);
    expect(chain.config.activations.has('prague')).toBe(false);
  });

  test('cannot move what the genesis has scheduled', async () => {
    await using opened = await openHookChain();
    const { chain } = opened;
    await mineOn(opened, [deciding(0, 'fork.prague', chain.head().header.timestamp + 10_000n)]);
    expect(chain.config).toBe(chain.ownConfig);
    expect((await mineOn(opened)).block.header.requestsHash).toBeDefined();
  });
});

describe('fees', () => {
  const balance = ({ chain }: TestChain, address: Uint8Array) =>
    chain.stateAt(chain.head()).account(address)?.balance ?? 0n;
  const coinbase: Uint8Array = new Uint8Array(20).fill(0xcb);

  test('base fees go to the treasury', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [deciding(0, 'baseFeeToTreasury', 1n)]);
    const { block } = await mineOn(opened, [transaction(1, 0), transaction(2, 0)]);
    expect(balance(opened, TREASURY)).toBe(42_000n * (block.header.baseFeePerGas ?? 0n));
    await using follower = await followed(opened);
    expect(follower.chain.head().hash).toEqual(opened.chain.head().hash);
  });

  test('tips go to the coinbase as long as the module that shares them is not active', async () => {
    await using opened = await openHookChain();
    await mineOn(opened, [deciding(0, 'feeRedistribution', 1n), adding(1, END)]);
    const before = balance(opened, coinbase);
    const { block } = await mineOn(opened, [transaction(1, 0)]);
    const tip = 2_000_000_000n - (block.header.baseFeePerGas ?? 0n);
    expect(balance(opened, coinbase) - before).toBe(21_000n * tip);
    expect(balance(opened, FEE_DISTRIBUTOR)).toBe(0n);
  });

  test('tips and base fees go to that module, which is told of them at the end of the block', async () => {
    const genesis = hookGenesis();
    const hook = genesis.accounts.find(({ address }) => address === HOOK);
    if (hook === undefined) throw new Error('no hook');
    const accounts = [...genesis.accounts, { ...hook, address: FEE_DISTRIBUTOR }];
    await using opened = await openHookChain({ ...genesis, accounts });
    await mineOn(opened, [
      deciding(0, 'feeRedistribution', 1n),
      deciding(1, 'baseFeeToTreasury', 1n),
      adding(2, END, FEE_DISTRIBUTOR),
      telling(3, 2, 1, FEE_DISTRIBUTOR),
    ]);
    const sender = ACCOUNTS[1];
    if (sender === undefined) throw new Error('no account');
    const before = { coinbase: balance(opened, coinbase), sender: balance(opened, sender) };
    const { receipts } = await mineOn(opened, [transaction(1, 0, { value: 0n })]);
    const spent = before.sender - balance(opened, sender);
    expect(balance(opened, coinbase)).toBe(before.coinbase);
    expect(balance(opened, TREASURY)).toBe(0n);
    expect(spent).toBe(21_000n * 2_000_000_000n);
    expect(balance(opened, FEE_DISTRIBUTOR)).toBe(spent);
    expect(receipts).toHaveLength(2);
    await using follower = await followed(opened, 0, { ...genesis, accounts });
    expect(follower.chain.head().hash).toEqual(opened.chain.head().hash);
  });
});
