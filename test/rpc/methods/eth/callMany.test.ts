import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { ERROR_NO, REVERTER } from '../../support/contracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { code } from '../../trace/assembler.ts';

/** Adds one to slot 0 and returns it. */
const COUNTER = `0x${'c0'.repeat(20)}`;
const COUNTER_CODE = code('600054', '6001', '01', '80', '600055', '600052', '60206000f3');
/** Returns number, timestamp, coinbase, base fee and the hash of the block whose number it is called with. */
const BLOCK = `0x${'b1'.repeat(20)}`;
const BLOCK_CODE = code(
  ...['43600052', '42602052', '41604052', '48606052', '600035406080', '52', '60a06000f3'],
);
const FAILING = `0x${'fe'.repeat(20)}`;
const REVERTING = `0x${'ba'.repeat(20)}`;
const EMPTY_REVERTING = `0x${'bb'.repeat(20)}`;
const LARGE = `0x${'1a'.repeat(20)}`;
const word = (value: number | bigint) => `0x${value.toString(16).padStart(64, '0')}`;
const count = { to: COUNTER };
const counted = (value: number) => ({ value: word(value) });

let dev: DevNode;
/** Block 2 counts three times, block 3 none. */
let second: { number: string; hash: string; timestamp: string };

beforeAll(async () => {
  dev = await openDevNode({ rpc: { traceSizeLimit: 100_000 } });
  for (const [address, runtime] of [
    [COUNTER, COUNTER_CODE],
    [BLOCK, BLOCK_CODE],
    [FAILING, '0xfe'],
    [REVERTING, REVERTER],
    [EMPTY_REVERTING, code('60006000fd')],
    [LARGE, code('6175306000f3')],
  ]) {
    await dev.call('anvil_setCode', address, runtime);
  }
  await dev.call('evm_mine');
  await dev.call('evm_setAutomine', false);
  const [from] = dev.accounts;
  for (let i = 0; i < 3; i++) await dev.call('eth_sendTransaction', { from, to: COUNTER, gas: '0x186a0' });
  await dev.call('evm_mine');
  second = await dev.call('eth_getBlockByNumber', 'latest', false);
  await dev.call('evm_setAutomine', true);
  await dev.call('evm_mine');
});
afterAll(() => dev.close());

function words(value: string): bigint[] {
  return (value.slice(2).match(/.{64}/g) ?? []).map((part) => BigInt(`0x${part}`));
}

describe('eth_callMany', () => {
  test('each message sees what those before it left, also in other bundles, and nothing stays', async () => {
    const bundles = [{ transactions: [count, count] }, { transactions: [] }, { transactions: [count] }];
    expect(await dev.call('eth_callMany', bundles)).toEqual([[counted(4), counted(5)], [], [counted(6)]]);
    expect(await dev.call('eth_getStorageAt', COUNTER, '0x0', 'latest')).toBe(word(3));
  });

  test('behind so many transactions of a block', async () => {
    const at = async (transactionIndex?: number, blockNumber: unknown = second.number) => {
      const place = { blockNumber, transactionIndex };
      return Number((await dev.call('eth_callMany', [{ transactions: [count] }], place))[0][0].value);
    };
    expect([await at(0), await at(1), await at(2), await at(3), await at(-1), await at()]).toEqual([
      1, 2, 3, 4, 4, 4,
    ]);
    expect(await at(1, { blockHash: second.hash })).toBe(2);
    expect(await at(-1, '0x1')).toBe(1);
    expect(await at(-1, 'pending')).toBe(4);
    const genesis = { blockNumber: 'earliest', transactionIndex: 0 };
    expect(await dev.call('eth_callMany', [{ transactions: [count] }], genesis)).toEqual([[counted(1)]]);
  });

  test('halts are told one by one', async () => {
    const transactions = [{ to: REVERTING, data: ERROR_NO }, { to: EMPTY_REVERTING }, { to: FAILING }];
    expect(await dev.call('eth_callMany', [{ transactions }])).toEqual([
      [
        { error: { message: 'execution reverted: no', data: ERROR_NO } },
        { error: 'execution reverted' },
        { error: 'invalid opcode' },
      ],
    ]);
  });

  test('bundles are in blocks one number and one second apart, and what is changed of a block stays', async () => {
    const hash = `0x${'ab'.repeat(32)}`;
    // Without a price a message sees no base fee.
    const priced = { from: dev.accounts[0], gas: '0x186a0', gasPrice: '0x7' };
    const ask = (number: bigint) => ({ transactions: [{ ...priced, to: BLOCK, data: word(number) }] });
    const number = BigInt(second.number);
    const time = BigInt(second.timestamp);
    const blockOverride = { coinbase: COUNTER, baseFee: '0x7', blockHash: { [String(number - 1n)]: hash } };
    const place = { blockNumber: second.number };
    const results = await dev.call(
      'eth_callMany',
      [
        { ...ask(number - 1n), blockOverride },
        ask(number),
        { ...ask(number - 1n), blockOverride: { blockNumber: '0x10', timestamp: 5_000_000_000 } },
        ask(number),
      ],
      place,
    );
    const coinbase = BigInt(COUNTER);
    expect(results.map(([{ value }]: [{ value: string }]) => words(value))).toEqual([
      [number, time, coinbase, 7n, BigInt(hash)],
      [number + 1n, time + 1n, coinbase, 7n, BigInt(second.hash)],
      [16n, 5_000_000_000n, coinbase, 7n, BigInt(hash)],
      [17n, 5_000_000_001n, coinbase, 7n, BigInt(second.hash)],
    ]);
    const byOtherNames = { number: '0x10', time: '0x5', feeRecipient: COUNTER, baseFeePerGas: '0x7' };
    const [[{ value }]] = await dev.call('eth_callMany', [{ ...ask(0n), blockOverride: byOtherNames }]);
    expect(words(value).slice(0, 4)).toEqual([16n, 5n, coinbase, 7n]);
  });

  test('with state overrides, which are made once', async () => {
    const override = { [COUNTER]: { stateDiff: { [word(0)]: word(40) } } };
    const bundles = [{ transactions: [count] }, { transactions: [count] }];
    expect(await dev.call('eth_callMany', bundles, {}, override)).toEqual([[counted(41)], [counted(42)]]);
    const [from] = dev.accounts;
    const poor = { from, to: COUNTER, value: '0x1' };
    const broke = { [from as string]: { balance: '0x0' } };
    expect((await dev.refusal('eth_callMany', [{ transactions: [poor] }], {}, broke)).message).toContain(
      'insufficient funds',
    );
  });

  test('what is wrong is told', async () => {
    const refused = async (...params: unknown[]) => (await dev.refusal('eth_callMany', ...params)).message;
    expect(await refused()).toBe('missing value for required argument 0');
    expect(await refused([])).toBe('empty bundles');
    expect(await refused([{ transactions: [] }])).toBe('empty bundles');
    expect(await refused([{}])).toBe('invalid argument 0: [0]: missing field "transactions"');
    expect(await refused([{ transactions: [{ to: '0x1' }] }])).toContain('[0]: transactions: [0]: to:');
    expect(await refused(new Array(257).fill({ transactions: [count] }))).toContain('the limit is 256');
    expect(await refused([{ transactions: new Array(5001).fill({}) }])).toContain('the limit is 5000');
    expect(await refused(new Array(3).fill({ transactions: new Array(4000).fill({}) }))).toBe(
      'too many calls: 12000, the limit is 10000',
    );
    const one = [{ transactions: [count] }];
    expect(await refused(one, { blockNumber: '0x99' })).toBe('header not found');
    expect(await refused(one, { transactionIndex: -2 })).toContain('transactionIndex');
    expect(await refused(one, { blockNumber: second.number, transactionIndex: 4 })).toBe(
      `transaction index 4 out of range for block ${second.hash}`,
    );
    expect(await refused(one, { blockNumber: 'pending', transactionIndex: 0 })).toContain('pending');
    expect(await refused([{ ...one[0], blockOverride: { blockHash: { x: word(0) } } }])).toContain(
      'blockHash: invalid key "x": expected a number',
    );
  });

  test('the answer is bounded', async () => {
    const large = (times: number) => [{ transactions: new Array(times).fill({ to: LARGE }) }];
    expect((await dev.call('eth_callMany', large(1)))[0]).toHaveLength(1);
    expect(await dev.refusal('eth_callMany', large(2))).toEqual({
      code: -32005,
      message: 'results too large: the limit is 100000 bytes (--rpc-trace-size)',
    });
  });
});

describe('debug_traceCallMany', () => {
  test('traces by bundle', async () => {
    const bundles = [{ transactions: [count, { to: REVERTING }] }, { transactions: [count] }];
    const place = { blockNumber: second.number, transactionIndex: 1 };
    const traces = await dev.call('debug_traceCallMany', bundles, place, { tracer: 'callTracer' });
    expect(traces).toMatchObject([
      [
        { to: COUNTER, output: word(2) },
        { to: REVERTING, error: 'execution reverted' },
      ],
      [{ to: COUNTER, output: word(3) }],
    ]);
  });

  test('by the struct logger, with state overrides, unless told', async () => {
    const stateOverrides = { [COUNTER]: { stateDiff: { [word(0)]: word(40) } } };
    const [[trace]] = await dev.call('debug_traceCallMany', [{ transactions: [count] }], null, {
      stateOverrides,
    });
    expect(trace).toMatchObject({ failed: false, returnValue: word(41) });
    expect(trace.structLogs.length).toBeGreaterThan(5);
  });

  test('what is wrong is told', async () => {
    const refused = async (...params: unknown[]) =>
      (await dev.refusal('debug_traceCallMany', ...params)).message;
    const one = [{ transactions: [count] }];
    expect(await refused([])).toBe('empty bundles');
    expect(await refused(one, { blockNumber: 'pending' })).toBe('tracing on top of pending is not supported');
    expect(await refused(one, { blockNumber: '0x99' })).toBe('header not found');
    expect(await refused(one, {}, { tracer: 'x' })).toContain('unknown tracer');
  });
});
