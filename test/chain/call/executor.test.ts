import { describe, expect, test } from 'bun:test';
import { CallError, ExecutionRevertedError } from '../../../chain/call/errors.ts';
import { CallExecutor } from '../../../chain/call/executor.ts';
import type { CallRequest } from '../../../chain/call/request.ts';
import type { CallOptions } from '../../../chain/call/setting.ts';
import {
  bigIntToFixedBytes,
  bytesToBigInt,
  concatBytes,
  fromHex,
  toHex,
} from '../../../storage/encoding/bytes.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { address } from '../samples.ts';
import { ACCOUNTS, deploying, transaction } from '../support/chain.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

const rich = ACCOUNTS[0] as Uint8Array;
const target = address(0x42);
const GWEI = 1_000_000_000n;

/** At the head. */
function latest(node: DevNode, more: Partial<CallOptions> = {}): CallOptions {
  return { base: { kind: 'block', block: node.chain.head() }, ...more };
}

function code(hex: string): Uint8Array {
  return fromHex(hex.replaceAll(' ', ''));
}

/** Runs `runtime` at `target` and gives back what it returns. */
async function run(
  node: DevNode,
  runtime: string,
  request: CallRequest = {},
  more: Partial<CallOptions> = {},
) {
  const stateOverride = [
    { address: target, account: { code: code(runtime) } },
    ...(more.stateOverride ?? []),
  ];
  return node.calls.call({ to: target, ...request }, latest(node, { ...more, stateOverride }));
}

/** Returns the word that these instructions leave on the stack. */
const RETURN_TOP = '5f 52 60 20 5f f3';

async function word(
  node: DevNode,
  instructions: string,
  request: CallRequest = {},
  more: Partial<CallOptions> = {},
) {
  return bytesToBigInt((await run(node, `${instructions} ${RETURN_TOP}`, request, more)).returnData);
}

async function refusal(work: Promise<unknown>): Promise<CallError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}

describe('call', () => {
  test('sees the block and its sender, pays nothing, and leaves nothing', async () => {
    await using node = await openDevNode();
    await node.dev.mineAt(5_000_000_000n);
    expect(await word(node, '33')).toBe(0n);
    expect(await word(node, '33', { from: rich })).toBe(bytesToBigInt(rich));
    expect(await word(node, '43')).toBe(1n);
    expect(await word(node, '42')).toBe(5_000_000_000n);
    expect(await word(node, '46')).toBe(31_337n);
    expect(await word(node, '48')).toBe(0n);
    expect(await word(node, '48', { from: rich, gasPrice: 5n * GWEI })).toBe(
      node.chain.head().header.baseFeePerGas ?? -1n,
    );
    expect(await word(node, '60 00 40')).toBe(bytesToBigInt(node.chain.genesis().hash));
    expect((await run(node, '60 01 60 01 55')).halt).toBeUndefined();
    expect(node.store.latestState().slot(target, new Uint8Array(32))).toHaveLength(0);
  });

  test('a halt is in the result', async () => {
    await using node = await openDevNode();
    const reverted = await run(node, '60 aa 5f 52 60 20 5f fd');
    expect(reverted.halt).toBe('revert');
    expect(bytesToBigInt(reverted.returnData)).toBe(0xaan);
    expect((await run(node, 'fe')).halt).toBe('invalid opcode');
    expect((await run(node, '5b 5f 56', { gas: 30_000n })).halt).toBe('out of gas');
  });

  test('is refused where a transaction would be', async () => {
    await using node = await openDevNode();
    const poor = address(0x99);
    expect((await refusal(run(node, '00', { from: poor, value: 1n })))?.message).toBe(
      `err: insufficient funds for gas * price + value: address 0x${'99'.repeat(20)} have 0 want 1 (supplied gas 50000000)`,
    );
    expect((await refusal(run(node, '00', { gas: 20_000n })))?.message).toBe(
      'err: intrinsic gas too low: have 20000, want 21000 (supplied gas 20000)',
    );
    expect((await refusal(run(node, '00', { gasPrice: 1n, maxFeePerGas: 1n })))?.message).toBe(
      'both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified',
    );
    expect((await refusal(run(node, '00', { chainId: 1n })))?.message).toBe(
      "chainId does not match node's (have=1, want=31337)",
    );
    expect((await refusal(run(node, '00', { from: rich, gasPrice: 1n })))?.message).toContain(
      'max fee per gas less than block base fee',
    );
    // nobody asks for the nonce, or for a sender without code
    expect(await refusal(run(node, '00', { from: target, nonce: 99n }))).toBeUndefined();
  });

  test('ends after its time', async () => {
    await using node = await openDevNode();
    const hasty = new CallExecutor(
      { gasCap: 10n ** 12n, timeout: 30, contractSenders: true },
      {
        engine: createWasmEngine(),
        chain: node.chain,
        pending: () => node.producer.pendingState(),
        stateRoot: (changes, number) => node.store.computeRoot(changes, number).root,
        stateNodes: (number, accesses, changes) => node.store.stateNodes(number, accesses, changes),
        now: Date.now,
      },
    );
    const stateOverride = [{ address: target, account: { code: code('5b 5f 56') } }];
    const calling = async () => hasty.call({ to: target }, latest(node, { stateOverride }));
    await expect(calling()).rejects.toThrow('timeout');
  });

  test('runs on an old state, and on the pending one', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    const genesis = node.chain.head();
    await node.access.submitRaw(transaction(0, 0, { to: address(0x55), value: 7n }).raw);
    const balance = { to: target };
    const stateOverride = [
      { address: target, account: { code: code(`73 ${'55'.repeat(20)} 31 ${RETURN_TOP}`) } },
    ];
    const at = async (base: CallOptions['base']) =>
      bytesToBigInt((await node.calls.call(balance, { base, stateOverride })).returnData);
    expect(await at({ kind: 'pending' })).toBe(7n);
    await node.dev.mineAt(undefined);
    expect(await at({ kind: 'block', block: node.chain.head() })).toBe(7n);
    expect(await at({ kind: 'block', block: genesis })).toBe(0n);
  });
});

describe('overrides', () => {
  const slot = (n: bigint) => bigIntToFixedBytes(n, 32);

  test('of accounts', async () => {
    await using node = await openDevNode();
    const account = { balance: 5n, nonce: 9n, stateDiff: [{ key: slot(1n), value: slot(0x1234n) }] };
    const stateOverride = [{ address: target, account }];
    const read = (instructions: string) => word(node, instructions, {}, { stateOverride });
    expect(await read('30 31')).toBe(5n);
    expect(await read('60 01 54')).toBe(0x1234n);
  });

  test('of all storage, or of single slots, not of both', async () => {
    await using node = await openDevNode();
    await node.dev.setStorageAt(target, slot(1n), slot(1n));
    await node.dev.setStorageAt(target, slot(2n), slot(2n));
    const sum = '60 01 54 60 02 54 01';
    const one = [{ key: slot(1n), value: slot(10n) }];
    const over = (account: object) => ({ stateOverride: [{ address: target, account }] });
    expect(await word(node, sum)).toBe(3n);
    expect(await word(node, sum, {}, over({ stateDiff: one }))).toBe(12n);
    expect(await word(node, sum, {}, over({ state: one }))).toBe(10n);
    expect((await refusal(word(node, sum, {}, over({ state: one, stateDiff: one }))))?.code).toBe(
      'state-conflict',
    );
  });

  test('of the block', async () => {
    await using node = await openDevNode();
    const blockOverride = {
      number: 77n,
      time: 99n,
      gasLimit: 55n,
      feeRecipient: address(0xcc),
      prevRandao: slot(6n),
      baseFeePerGas: 8n,
      blobBaseFee: 4n,
    };
    const read = (instructions: string, request: CallRequest = {}) =>
      word(node, instructions, request, { blockOverride });
    expect(await read('43')).toBe(77n);
    expect(await read('42')).toBe(99n);
    expect(await read('45')).toBe(55n);
    expect(await read('41')).toBe(bytesToBigInt(address(0xcc)));
    expect(await read('44')).toBe(6n);
    expect(await read('4a')).toBe(4n);
    expect(await read('48', { from: rich, gasPrice: 8n })).toBe(8n);
  });

  test('of the next block, which sees the hash of its base', async () => {
    await using node = await openDevNode();
    await node.dev.mine(2n, undefined);
    const hashOf = (number: bigint, as: bigint) =>
      word(node, `60${number.toString(16).padStart(2, '0')} 40`, {}, { blockOverride: { number: as } });
    const hashes = [0n, 1n, 2n].map((number) => node.chain.headerByNumber(number)?.hash ?? new Uint8Array(0));
    for (const [number, hash] of hashes.entries()) {
      expect(await hashOf(BigInt(number), 3n)).toBe(bytesToBigInt(hash));
    }
    expect(await hashOf(2n, 4n)).toBe(0n);
    expect(await hashOf(2n, 2n)).toBe(0n);
  });

  test('that move a precompile', async () => {
    await using node = await openDevNode();
    const precompile = bigIntToFixedBytes(2n, 20);
    const elsewhere = address(0x77);
    const moved = [{ address: precompile, account: { movePrecompileTo: elsewhere } }];
    const options = latest(node, { stateOverride: moved });
    const hash = await node.calls.call({ to: elsewhere, data: fromHex('616263') }, options);
    expect(toHex(hash.returnData)).toBe('0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(
      (await node.calls.call({ to: precompile, data: fromHex('616263') }, options)).returnData,
    ).toHaveLength(0);
    const calling = async (...call: Parameters<typeof node.calls.call>) => node.calls.call(...call);
    const both = [...moved, { address: elsewhere, account: { balance: 1n } }];
    expect((await refusal(calling({ to: elsewhere }, latest(node, { stateOverride: both }))))?.code).toBe(
      'precompile-move',
    );
    const none = [{ address: target, account: { movePrecompileTo: elsewhere } }];
    expect(
      (await refusal(calling({ to: elsewhere }, latest(node, { stateOverride: none }))))?.message,
    ).toContain('is not a precompile');
  });
});

describe('estimate', () => {
  const estimate = (node: DevNode, request: CallRequest, more: Partial<CallOptions> = {}) =>
    node.calls.estimateGas(request, latest(node, more));
  const at = (runtime: string) => ({
    stateOverride: [{ address: target, account: { code: code(runtime) } }],
  });

  test('of a transfer is 21000', async () => {
    await using node = await openDevNode();
    expect(await estimate(node, { from: rich, to: target, value: 1n })).toBe(21_000n);
    expect(await estimate(node, { to: target })).toBe(21_000n);
    expect(await estimate(node, { from: rich, to: target, data: new Uint8Array(2) })).toBe(21_020n);
  });

  test('is the least gas that does it', async () => {
    await using node = await openDevNode();
    const programs = [
      // SSTORE(0, 1)
      '60 01 5f 55',
      // SSTORE and clear it again: a refund
      '60 01 5f 55 5f 5f 55',
      // calls itself with 60000 gas, of which 63/64 of what is left is given; the call within writes a slot
      '33 30 14 60 1c 57 5f 5f 5f 5f 5f 30 62 00 ea 60 f1 15 60 16 57 00 5b fe 00 00 00 00 5b 60 01 5f 55 00',
    ];
    for (const runtime of programs) {
      const gas = await estimate(node, { from: rich, to: target }, at(runtime));
      const done = async (limit: bigint) =>
        (await node.calls.call({ from: rich, to: target, gas: limit }, latest(node, at(runtime)))).halt;
      expect(await done(gas)).toBeUndefined();
      expect(await done(gas - 1n)).toBeDefined();
    }
  });

  test('of a creation counts the code', async () => {
    await using node = await openDevNode();
    const data = deploying(new Uint8Array(50).fill(1));
    const gas = await estimate(node, { from: rich, data });
    const limit = (gasLimit: bigint) =>
      transaction(0, Number(node.access.pendingNonce(rich)), { to: undefined, value: 0n, data, gasLimit });
    for (const [gasLimit, succeeded] of [
      [gas, true],
      [gas - 1n, false],
    ] as const) {
      const sent = await node.access.submitRaw(limit(gasLimit).raw);
      const mined = node.chain.transaction(sent.hash);
      const receipts = node.chain.receipts(mined?.block.hash ?? new Uint8Array(32));
      expect(receipts?.[0]?.succeeded).toBe(succeeded);
    }
  });

  test('fails with the reason', async () => {
    await using node = await openDevNode();
    const poor = address(0x99);
    const revert = estimate(node, { to: target }, at('60 aa 5f 52 60 20 5f fd'));
    await expect(revert).rejects.toBeInstanceOf(ExecutionRevertedError);
    await expect(revert).rejects.toHaveProperty('returnData', bigIntToFixedBytes(0xaan, 32));
    expect((await refusal(estimate(node, { to: target }, at('fe'))))?.message).toBe('invalid opcode');
    expect((await refusal(estimate(node, { from: poor, to: target, value: 1n })))?.message).toStartWith(
      'failed with 16777216 gas: insufficient funds for gas * price + value: address 0x9999',
    );
    expect(
      (await refusal(estimate(node, { from: poor, to: target, value: 1n, gasPrice: 2n * GWEI })))?.message,
    ).toBe('insufficient funds for transfer');
    expect((await refusal(estimate(node, { from: poor, to: target, gasPrice: 2n * GWEI })))?.message).toBe(
      'gas required exceeds allowance (0)',
    );
    expect(
      (await refusal(estimate(node, { to: target, gas: 30_000n }, at('60 01 5f 55 60 01 60 01 55'))))
        ?.message,
    ).toBe('gas required exceeds allowance (30000)');
  });
});

describe('access lists', () => {
  test('hold what is touched, and not what is warm anyway', async () => {
    await using node = await openDevNode();
    const other = address(0x66);
    // SLOAD(7); BALANCE(other); BALANCE(caller); call precompile 2; BALANCE(coinbase)
    const runtime = `60 07 54 73 ${'66'.repeat(20)} 31 33 31 5f 5f 5f 5f 60 02 61 ffff fa 41 31 00`;
    const stateOverride = [{ address: target, account: { code: code(runtime) } }];
    const list = await node.calls.createAccessList(
      { from: rich, to: target },
      latest(node, { stateOverride }),
    );
    expect(list.accessList).toEqual([
      { address: target, storageKeys: [bigIntToFixedBytes(7n, 32)] },
      { address: other, storageKeys: [] },
    ]);
    expect(list.halt).toBeUndefined();
    const { accessList } = list;
    const gas = list.gasUsed;
    const request = { from: rich, to: target, accessList, gas };
    expect((await node.calls.call(request, latest(node, { stateOverride }))).halt).toBeUndefined();
  });

  test('grow until they change nothing more', async () => {
    await using node = await openDevNode();
    // SLOAD(GAS % 5 … ) would never end; this one reads slot 1 and the slot that slot 1 names
    const runtime = '60 01 54 54 00';
    const account = {
      code: code(runtime),
      stateDiff: [{ key: bigIntToFixedBytes(1n, 32), value: bigIntToFixedBytes(9n, 32) }],
    };
    const stateOverride = [{ address: target, account }];
    const list = await node.calls.createAccessList({ to: target }, latest(node, { stateOverride }));
    expect(list.accessList).toEqual([
      { address: target, storageKeys: [bigIntToFixedBytes(1n, 32), bigIntToFixedBytes(9n, 32)] },
    ]);
  });

  test('of a call that reverts say so', async () => {
    await using node = await openDevNode();
    const stateOverride = [{ address: target, account: { code: code('5f 54 5f 5f fd') } }];
    const list = await node.calls.createAccessList({ to: target }, latest(node, { stateOverride }));
    expect(list.halt).toBe('execution reverted');
    expect(list.accessList).toHaveLength(1);
  });
});

describe('running again', () => {
  test('shows each transaction its state', async () => {
    await using node = await openDevNode({ mode: 'manual' });
    for (let nonce = 0; nonce < 3; nonce++)
      await node.access.submitRaw(transaction(0, nonce, { value: 5n }).raw);
    const block = await node.dev.mineAt(undefined);
    const seen: [number, bigint, bigint][] = [];
    let before = 0n;
    await node.calls.replayBlock(block, {
      last: 1,
      tracerFor(_, tx, state) {
        before = state.account(tx.to ?? target)?.balance ?? 0n;
        return undefined;
      },
      onDone: (index, tx, { after }) =>
        seen.push([index, before, after.account(tx.to ?? target)?.balance ?? 0n]),
    });
    expect(seen).toEqual([
      [0, 0n, 5n],
      [1, 5n, 10n],
    ]);
    const balance = async (beforeTransaction: number) => {
      const runtime = concatBytes(
        Uint8Array.of(0x73),
        new Uint8Array(20).fill(0xaa),
        code(`31 ${RETURN_TOP}`),
      );
      const stateOverride = [{ address: target, account: { code: runtime } }];
      const seen: bigint[] = [];
      await node.calls.callBundles(
        [{ calls: [{ to: target }] }],
        latest(node, { stateOverride, beforeTransaction }),
        {
          tracerFor: () => ({}),
          onDone: (_index, { result }) => void seen.push(bytesToBigInt(result.returnData)),
        },
      );
      return seen;
    };
    expect(await balance(0)).toEqual([0n]);
    expect(await balance(2)).toEqual([10n]);
  });
});
