import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import {
  CALLER,
  COUNTER,
  makeTracedBlock,
  REASON,
  REVERTER,
  type TracedBlock,
} from '../../support/tracedBlock.ts';
import { call, code, push } from '../../trace/assembler.ts';

let node: DevNode;
let hashes: TracedBlock['hashes'];
let block: TracedBlock['block'];

beforeAll(async () => {
  node = await openDevNode({ rpc: { traceBlockRange: 5 } });
  ({ hashes, block } = await makeTracedBlock(node));
});
afterAll(() => node.close());

describe('trace_*', () => {
  test('list calls with their places', async () => {
    const traces = await node.call('trace_transaction', hashes[0]);
    expect(traces).toMatchObject([
      {
        type: 'call',
        action: { to: CALLER, callType: 'call' },
        subtraces: 1,
        traceAddress: [],
        transactionPosition: 0,
        blockHash: block.hash,
      },
      {
        type: 'call',
        action: { from: CALLER, to: COUNTER },
        subtraces: 0,
        traceAddress: [0],
        result: { output: '0x' },
      },
    ]);
    expect(Number(traces[0].action.gas)).toBeLessThan(100_000);
    expect(await node.call('trace_get', hashes[0], ['0x0'])).toEqual(traces[1]);
    expect(await node.call('trace_get', hashes[0], ['0x5'])).toBeNull();
    expect(await node.call('trace_block', block.number)).toHaveLength(4);
    expect(await node.call('trace_transaction', hashes[1])).toMatchObject([
      { error: 'Reverted', result: { output: REASON } },
    ]);
    expect(await node.call('trace_transaction', `0x${'12'.repeat(32)}`)).toEqual([]);
  });

  test('trace calls and signed transactions that are not sent', async () => {
    expect(await node.call('trace_call', { to: CALLER }, ['trace'])).toMatchObject({
      output: '0x2a',
      trace: [{ traceAddress: [] }, { traceAddress: [0] }],
      stateDiff: null,
      vmTrace: null,
    });
    const [from] = node.accounts;
    const signed = await node.call('eth_signTransaction', { from, to: CALLER, gas: '0x186a0' });
    const raw = signed.raw ?? signed;
    expect((await node.call('trace_rawTransaction', raw, ['trace'])).trace).toHaveLength(2);
    const asList = [...Buffer.from(raw.slice(2), 'hex')];
    expect((await node.call('trace_rawTransaction', asList, ['trace'])).trace).toHaveLength(2);
    expect((await node.refusal('trace_rawTransaction', '0x1234', ['trace'])).code).not.toBe(-32603);
  });

  test('tell what a transaction would change', async () => {
    const [from] = node.accounts as [string];
    const fresh = `0x${'f0'.repeat(20)}`;
    const nonce = await node.call('eth_getTransactionCount', from, 'latest');
    const at = { from, gasPrice: '0x0' };
    const { stateDiff, trace } = await node.call('trace_call', { ...at, to: CALLER }, ['stateDiff']);
    expect(trace).toEqual([]);
    const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;
    expect(stateDiff[COUNTER]).toEqual({
      balance: '=',
      code: '=',
      nonce: '=',
      storage: { [word(0)]: { '*': { from: word(1), to: word(2) } } },
    });
    expect(stateDiff[from].nonce).toEqual({
      '*': { from: nonce, to: `0x${(Number(nonce) + 1).toString(16)}` },
    });
    const sent = await node.call('trace_call', { ...at, to: fresh, value: '0x5' }, ['stateDiff', 'trace']);
    expect(sent.stateDiff[fresh]).toEqual({
      balance: { '+': '0x5' },
      code: { '+': '0x' },
      nonce: { '+': '0x0' },
      storage: {},
    });
    expect(sent.trace).toHaveLength(1);
  });

  test('vmTrace: every instruction with what it left, and those of callees below', async () => {
    const { vmTrace, output } = await node.call('trace_call', { to: CALLER }, ['vmTrace']);
    expect(output).toBe('0x2a');
    expect(vmTrace.code).toBe(await node.call('eth_getCode', CALLER));
    const made = vmTrace.ops.find(({ op }: Operation) => op === 'CALL') as Operation;
    expect(made.ex).toMatchObject({ push: ['0x1'], mem: null, store: null });
    expect(made.sub?.code).toBe(await node.call('eth_getCode', COUNTER));
    const [first, load, , , , store] = made.sub?.ops ?? [];
    expect(first).toEqual({
      ...{ cost: 3, pc: 0, op: 'PUSH1', idx: `${made.idx}-0`, sub: null },
      ex: { mem: null, push: ['0x0'], store: null, used: expect.any(Number) },
    });
    expect(load?.ex?.push).toEqual(['0x1']);
    expect(store?.ex?.store).toEqual({ key: '0x0', val: '0x2' });
    const written = vmTrace.ops.find(({ op }: Operation) => op === 'MSTORE') as Operation;
    expect(written.ex?.mem).toEqual({ data: `0x2a${'0'.repeat(62)}`, off: 0 });
    // The gas after a call is what the callee left.
    const after = vmTrace.ops[vmTrace.ops.indexOf(made) + 1];
    expect(after.ex.used).toBe((made.ex?.used ?? 0) - after.cost);
  });

  test('vmTrace: failed instructions, precompiles and creations', async () => {
    const failed = await node.call('trace_call', { data: code('50'), gas: '0x186a0' }, ['vmTrace']);
    expect(failed.vmTrace.ops).toMatchObject([{ op: 'POP', ex: null, sub: null }]);
    const identity = `0x${'4'.padStart(40, '0')}`;
    const called = await node.call('trace_call', { data: code(call(identity)) }, ['vmTrace', 'trace']);
    expect(called.vmTrace.ops.find(({ op }: Operation) => op === 'CALL').sub).toBeNull();
    expect(called.trace).toHaveLength(1);
    // CREATE of nothing
    const created = await node.call('trace_call', { data: code(push(0).repeat(3), 'f0') }, ['vmTrace']);
    expect(created.vmTrace.ops.at(-2)).toMatchObject({ op: 'CREATE', sub: { code: '0x', ops: [] } });
  });

  test('replays give the same as calls in the same place', async () => {
    const types = ['trace', 'vmTrace', 'stateDiff'];
    const [from] = node.accounts as [string];
    const replayed = await node.call('trace_replayTransaction', hashes[0], types);
    const placed = await node.call('trace_transaction', hashes[0]);
    expect(replayed.trace).toEqual(placed.map(unplaced));
    expect(replayed.stateDiff[COUNTER].storage).toHaveProperty(`0x${'0'.repeat(64)}`);
    expect(replayed.stateDiff[from].nonce).toEqual({ '*': { from: '0x0', to: '0x1' } });
    expect(replayed.vmTrace.ops.length).toBeGreaterThan(10);
    const whole = await node.call('trace_replayBlockTransactions', block.number, types);
    expect(whole.map((one: { transactionHash: string }) => one.transactionHash)).toEqual(hashes);
    expect(whole[0]).toEqual({ ...replayed, transactionHash: hashes[0] });
    expect(await node.call('trace_replayTransaction', `0x${'12'.repeat(32)}`, types)).toBeNull();
    expect(await node.call('trace_replayBlockTransactions', '0x0', types)).toEqual([]);
    expect((await node.refusal('trace_replayTransaction', hashes[0], ['all'])).code).toBe(-32602);
  });

  test('trace_callMany: each call sees what those before it left', async () => {
    const counts = [{ to: CALLER }, ['stateDiff']];
    const results = await node.call(
      'trace_callMany',
      [counts, counts, [{ to: CALLER }, ['trace']]],
      'latest',
    );
    const changes = results
      .slice(0, 2)
      .map((one: { stateDiff: Diff }) => Object.values(one.stateDiff[COUNTER]?.storage ?? {}));
    expect(changes.flat().map((change: { '*': { to: string } }) => Number(change['*'].to))).toEqual([2, 3]);
    expect(results[2]).toMatchObject({ stateDiff: null, trace: [{}, {}] });
    expect(Number(await node.call('eth_getStorageAt', COUNTER, '0x0', 'latest'))).toBe(1);
    expect(await node.call('trace_callMany', [])).toEqual([]);
  });

  describe('trace_filter', () => {
    const of = async (filter: object) =>
      (await node.call('trace_filter', filter)).map(
        ({ transactionHash, traceAddress }: { transactionHash: string; traceAddress: number[] }) =>
          `${hashes.indexOf(transactionHash)}/${traceAddress.join()}`,
      );

    test('by sender, receiver or both', async () => {
      const all = { fromBlock: block.number, toBlock: block.number };
      expect(await of(all)).toEqual(['0/', '0/0', '1/', '2/']);
      expect(await of({ ...all, toAddress: [COUNTER] })).toEqual(['0/0']);
      expect(await of({ ...all, fromAddress: [CALLER] })).toEqual(['0/0']);
      expect(await of({ ...all, fromAddress: [CALLER], toAddress: [REVERTER] })).toEqual(['0/0', '1/']);
      expect(
        await of({ ...all, fromAddress: [CALLER], toAddress: [REVERTER], mode: 'intersection' }),
      ).toEqual([]);
    });

    test('a part of them', async () => {
      expect(await of({ after: 1, count: 2 })).toEqual(['0/0', '1/']);
      expect(await of({ after: '0x3' })).toEqual(['2/']);
      expect(await of({ count: 0 })).toEqual([]);
    });

    test('names the bound that a range breaks', async () => {
      await node.call('anvil_mine', '0x5');
      const refused = await node.refusal('trace_filter', { fromBlock: '0x0' });
      expect(refused).toEqual({
        code: -32005,
        message: 'the request spans 7 blocks, the limit is 5 (--rpc-trace-range)',
      });
      expect((await node.refusal('trace_filter', { fromBlock: '0x5', toBlock: '0x4' })).code).toBe(-32602);
    });
  });
});

interface Operation {
  op: string;
  idx: string;
  cost: number;
  pc: number;
  ex: { push: string[]; used: number; mem: object | null; store: object | null } | null;
  sub: { code: string; ops: Operation[] } | null;
}
type Diff = Record<string, { storage: Record<string, { '*': { to: string } }> }>;

/** A call as it is shown where everybody knows which transaction it is of. */
function unplaced(trace: Record<string, unknown>): object {
  const { blockHash, blockNumber, transactionHash, transactionPosition, ...rest } = trace;
  expect([blockHash, blockNumber, transactionHash, transactionPosition]).not.toContain(undefined);
  return rest;
}
