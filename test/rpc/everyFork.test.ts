import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { FIXTURES_MISSING, RPC_COMPAT } from '../chain/support/fixtures.ts';
import type { DevNode } from './support/devNode.ts';
import { FIXTURE_NODE_TIMEOUT, openFixtureNode } from './support/fixtureNode.ts';

/** What go-ethereum's sources say of requests that the cases of execution-apis do not have, on a chain with every fork. */

let dev: DevNode;
beforeAll(async () => {
  if (RPC_COMPAT !== undefined) dev = await openFixtureNode();
}, FIXTURE_NODE_TIMEOUT);
afterAll(() => (RPC_COMPAT === undefined ? undefined : dev.close()));

if (RPC_COMPAT === undefined) test.skip(FIXTURES_MISSING, () => {});

const FROM = `0x${'c0'.repeat(20)}`;
const TO = `0x${'c1'.repeat(20)}`;
const transfer = { from: FROM, to: TO, value: '0x1' };
const funds = { [FROM]: { balance: '0xffffffffffff' } };
const precompile = (number: number) => `0x${number.toString(16).padStart(40, '0')}`;

const simulate = (block: string, ...blockStateCalls: object[]) =>
  dev.call('eth_simulateV1', { blockStateCalls, returnFullTransactions: true }, block);
const simulationError = async (payload: object, block = 'latest') =>
  (await dev.refusal('eth_simulateV1', payload, block)).code;

describe.skipIf(RPC_COMPAT === undefined)('eth_simulateV1', () => {
  test('on blocks of every fork: the fields of the fork, and legacy calls before London', async () => {
    const fields: [block: string, type: string, merged: boolean, last: string | undefined][] = [
      ['0x0', '0x0', false, undefined],
      ['0x5', '0x0', false, undefined],
      ['0x19', '0x0', false, undefined],
      ['0x1a', '0x2', false, 'baseFeePerGas'],
      ['0x22', '0x2', false, 'baseFeePerGas'],
      ['0x23', '0x2', true, 'baseFeePerGas'], // the block after it is the netsplit block
      ['0x26', '0x2', true, 'withdrawalsRoot'],
      ['0x2a', '0x2', true, 'parentBeaconBlockRoot'],
      ['0x36', '0x2', true, 'requestsHash'],
    ];
    for (const [base, type, merged, last] of fields) {
      const [made] = await simulate(base, { stateOverrides: funds, calls: [transfer] });
      expect([base, made.transactions[0].type, BigInt(made.difficulty) === 0n]).toEqual([base, type, merged]);
      if (last !== undefined) expect(Object.keys(made)).toContain(last);
      if (type === '0x0') expect(Object.keys(made)).not.toContain('baseFeePerGas');
    }
    // a time that only a later fork can have
    const [late] = await simulate('0x5', { blockOverrides: { time: '0x186' } });
    expect(BigInt(late.difficulty)).toBe(0n);
  });

  test('refuses what geth refuses, by its numbers', async () => {
    const one = (call: object, more = {}) => ({ blockStateCalls: [{ calls: [call], ...more }] });
    const calls = (count: number) => ({ calls: new Array(count).fill({ to: TO }) });
    const cases: [number, object][] = [
      [-32602, { blockStateCalls: [] }],
      [-32602, {}],
      [-38026, { blockStateCalls: [calls(5001)] }],
      [-38026, { blockStateCalls: [calls(4000), calls(4000), calls(2001)] }],
      [-38026, { blockStateCalls: [{ blockOverrides: { number: '0x137' } }] }],
      [-38020, { blockStateCalls: [{ blockOverrides: { number: '0x36' } }] }],
      [-38021, { blockStateCalls: [{ blockOverrides: { time: '0x21c' } }] }],
      [-38013, one({ to: TO, gas: '0x5207' })],
      [-38015, one({ to: TO, gas: '0xffffffffff' })],
      [-38014, one(transfer)],
      [-38025, one({ input: `0x${'00'.repeat(49_153)}` })],
      [-32602, one({ to: TO, maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' })],
      [-32000, one({ to: TO, maxFeePerGas: '0x1', gasPrice: '0x2' })],
      [-32000, one({ to: TO, chainId: '0x1' })],
      [-32603, one({ to: TO, blobVersionedHashes: [] })],
      [-32603, one({ to: TO, authorizationList: [] })],
      [-32000, { blockStateCalls: [{ stateOverrides: { [TO]: { state: {}, stateDiff: {} } } }] }],
      [-32000, { blockStateCalls: [{ stateOverrides: { [TO]: { movePrecompileToAddress: FROM } } }] }],
      [-38012, { ...one({ to: TO }), validation: true }],
      [
        -38011,
        {
          ...one({ to: TO, nonce: '0x7', maxFeePerGas: '0xffffffff' }, { stateOverrides: funds }),
          validation: true,
        },
      ],
    ];
    for (const [code, payload] of cases) {
      expect([code, await simulationError(payload)]).toEqual([code, code]);
    }
    expect(await simulationError({ blockStateCalls: [{}] }, '0x1000')).toBe(-32000);
  });

  test('of two precompiles moved to one address the one with the greater number answers', async () => {
    const stateOverrides = {
      [precompile(4)]: { movePrecompileToAddress: TO },
      [precompile(2)]: { movePrecompileToAddress: TO },
    };
    const [made] = await simulate('latest', { stateOverrides, calls: [{ to: TO, input: '0x1234' }] });
    expect(made.calls[0].returnData).toBe('0x1234');
    const taken = { [precompile(2)]: { movePrecompileToAddress: TO }, [TO]: { balance: '0x1' } };
    expect(await simulationError({ blockStateCalls: [{ stateOverrides: taken }] })).toBe(-32000);
  });
});

describe.skipIf(RPC_COMPAT === undefined)('calls on old blocks', () => {
  test('take access lists and fees of later forks', async () => {
    for (const block of ['0x0', '0x5', '0x17', '0x1a']) {
      expect(await dev.call('eth_call', { ...transfer, value: '0x0', maxFeePerGas: '0x0' }, block)).toBe(
        '0x',
      );
      expect(await dev.call('eth_createAccessList', { from: FROM, to: TO }, block)).toEqual({
        accessList: [],
        gasUsed: '0x5208',
      });
      expect(await dev.call('eth_estimateGas', { from: FROM, to: TO }, block)).toBe('0x5208');
    }
  });
});

describe.skipIf(RPC_COMPAT === undefined)('eth_getLogs', () => {
  test('refuses ranges that run backwards or past the head, and pending ones', async () => {
    const cases: [object, string | undefined][] = [
      [{ fromBlock: '0x30', toBlock: '0x36' }, undefined],
      [{ fromBlock: 'earliest', toBlock: 'latest' }, undefined],
      [{ fromBlock: '0x30', toBlock: '0x37' }, 'block range extends beyond current head block'],
      [{ fromBlock: '0x100', toBlock: '0x101' }, 'block range extends beyond current head block'],
      [{ fromBlock: '0x37' }, 'invalid block range params'],
      [{ fromBlock: 'latest', toBlock: 'earliest' }, 'invalid block range params'],
      [{ fromBlock: '0x2', toBlock: '0x1' }, 'invalid block range params'],
      [{ fromBlock: 'pending' }, 'pending logs are not supported'],
      [{ fromBlock: '0x1', toBlock: 'pending' }, 'pending logs are not supported'],
    ];
    for (const [filter, message] of cases) {
      if (message === undefined) expect(await dev.call('eth_getLogs', filter)).toBeArray();
      else expect(await dev.refusal('eth_getLogs', filter)).toEqual({ code: -32602, message });
    }
  });
});

describe.skipIf(RPC_COMPAT === undefined)('block access lists', () => {
  test('are not there before Amsterdam', async () => {
    expect(await dev.call('eth_getBlockAccessList', '0x1000')).toBeNull();
    expect((await dev.refusal('debug_getRawBlockAccessList', '0x1000')).code).toBe(-32001);
    for (const method of ['eth_getBlockAccessList', 'debug_getRawBlockAccessList']) {
      for (const block of ['0x0', 'latest']) expect((await dev.refusal(method, block)).code).toBe(-32001);
    }
  });
});

describe.skipIf(RPC_COMPAT === undefined)('testing_buildBlockV1', () => {
  test('has no extra data unless some is given, and takes it as it is', async () => {
    const { hash, timestamp } = await dev.call('eth_getBlockByNumber', 'latest', false);
    const attributes = {
      timestamp: `0x${(Number(timestamp) + 12).toString(16)}`,
      prevRandao: `0x${'00'.repeat(32)}`,
      suggestedFeeRecipient: TO,
      withdrawals: [],
      parentBeaconBlockRoot: `0x${'11'.repeat(32)}`,
    };
    for (const [given, found] of [
      [null, '0x'],
      ['0x', '0x'],
      ['0x1234', '0x1234'],
    ]) {
      const built = await dev.call('testing_buildBlockV1', hash, attributes, [], given);
      expect(built.executionPayload.extraData).toBe(found);
      expect(Object.keys(built)).toEqual([
        ...['executionPayload', 'blockValue', 'blobsBundle', 'shouldOverrideBuilder', 'executionRequests'],
      ]);
    }
    expect((await dev.refusal('testing_buildBlockV1', `0x${'77'.repeat(32)}`, attributes, [])).code).toBe(
      -32000,
    );
    expect((await dev.refusal('testing_buildBlockV1', hash, attributes, ['0x00'])).code).toBe(-32000);
  });
});
