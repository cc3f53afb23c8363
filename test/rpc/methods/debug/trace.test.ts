import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { keccak256 } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import {
  CALLER,
  COUNTER,
  makeTracedBlock,
  REASON,
  REVERTER,
  type TracedBlock,
} from '../../support/tracedBlock.ts';
import { code, push } from '../../trace/assembler.ts';

let node: DevNode;
let hashes: TracedBlock['hashes'];
let block: TracedBlock['block'];

beforeAll(async () => {
  node = await openDevNode();
  ({ hashes, block } = await makeTracedBlock(node));
});
afterAll(() => node.close());

test('debug_traceTransaction: struct logs by default', async () => {
  const receipt = await node.call('eth_getTransactionReceipt', hashes[0]);
  const trace = await node.call('debug_traceTransaction', hashes[0]);
  expect(trace).toMatchObject({ gas: Number(receipt.gasUsed), failed: false, returnValue: '0x2a' });
  const stored = trace.structLogs.find(({ op }: { op: string }) => op === 'SSTORE');
  expect(stored).toMatchObject({
    depth: 2,
    storage: { [`0x${'0'.repeat(64)}`]: `0x${'1'.padStart(64, '0')}` },
  });
  const bare = await node.call('debug_traceTransaction', hashes[0], {
    disableStack: true,
    disableStorage: true,
  });
  expect(Object.keys(bare.structLogs[0])).toEqual(['pc', 'op', 'gas', 'gasCost', 'depth']);
});

test('debug_traceTransaction: callTracer with logs numbered in the block', async () => {
  const trace = await node.call('debug_traceTransaction', hashes[0], {
    tracer: 'callTracer',
    tracerConfig: { withLog: true },
  });
  expect(trace).toMatchObject({
    type: 'CALL',
    to: CALLER,
    gas: '0x186a0',
    output: '0x2a',
    calls: [
      {
        type: 'CALL',
        from: CALLER,
        to: COUNTER,
        logs: [{ address: COUNTER, index: '0x0', position: '0x0' }],
      },
    ],
  });
  const failed = await node.call('debug_traceTransaction', hashes[1], { tracer: 'callTracer' });
  expect(failed).toMatchObject({ error: 'execution reverted', revertReason: 'not now', output: REASON });
});

test('debug_traceTransaction: prestateTracer sees the transactions before', async () => {
  const [from] = node.accounts;
  const first = await node.call('debug_traceTransaction', hashes[0], { tracer: 'prestateTracer' });
  expect(first[COUNTER].storage).toEqual({ [`0x${'0'.repeat(64)}`]: `0x${'0'.repeat(64)}` });
  const third = await node.call('debug_traceTransaction', hashes[2], { tracer: 'prestateTracer' });
  expect(third[from as string].nonce).toBe(2);
  const diff = await node.call('debug_traceTransaction', hashes[0], {
    tracer: 'prestateTracer',
    tracerConfig: { diffMode: true },
  });
  expect(diff.post[COUNTER]).toEqual({ storage: { [`0x${'0'.repeat(64)}`]: `0x${'1'.padStart(64, '0')}` } });
  expect(diff.pre[from as string].nonce).toBeUndefined();
});

describe('debug_traceBlock*', () => {
  test('trace each transaction with its hash', async () => {
    const byNumber = await node.call('debug_traceBlockByNumber', block.number, { tracer: 'callTracer' });
    expect(byNumber.map(({ txHash }: { txHash: string }) => txHash)).toEqual(hashes);
    expect(await node.call('debug_traceBlockByHash', block.hash, { tracer: 'callTracer' })).toEqual(byNumber);
    const raw = await node.call('debug_getRawBlock', block.number);
    expect(await node.call('debug_traceBlock', raw, { tracer: 'callTracer' })).toEqual(byNumber);
    expect(await node.call('debug_traceBlockByNumber', 'latest', { tracer: '4byteTracer' })).toHaveLength(3);
  });

  test('in dev mode genesis has no traces, as for anvil: an indexer that begins there may ask for them', async () => {
    expect(await node.call('debug_traceBlockByNumber', '0x0', { tracer: 'callTracer' })).toEqual([]);
    const { hash } = await node.call('eth_getBlockByNumber', '0x0', false);
    expect(await node.call('debug_traceBlockByHash', hash)).toEqual([]);
  });

  test('refuse with geth’s words', async () => {
    const messages = [
      await node.refusal('debug_traceBlockByNumber', '0x99'),
      await node.refusal('debug_traceBlockByHash', `0x${'12'.repeat(32)}`),
      await node.refusal('debug_traceBlockByNumber', 'pending'),
      await node.refusal('debug_traceTransaction', `0x${'12'.repeat(32)}`),
    ];
    expect(messages.map(({ code, message }) => [code, message])).toEqual([
      [-32000, 'block #153 not found'],
      [-32000, `block 0x${'12'.repeat(32)} not found`],
      [-32000, 'tracing on top of pending is not supported'],
      [-32000, 'transaction not found'],
    ]);
    expect((await node.refusal('debug_traceBlock', '0xc0')).message).toStartWith('could not decode block');
    expect((await node.refusal('debug_traceTransaction', hashes[0], { tracer: 'x' })).message).toContain(
      'unknown tracer',
    );
    expect((await node.refusal('debug_traceTransaction', hashes[0], { timeout: 'soon' })).message).toContain(
      'invalid duration',
    );
    expect((await node.refusal('debug_traceTransaction', hashes[0], { limit: -1 })).code).toBe(-32602);
  });
});

describe('debug_traceCall', () => {
  const tracer = { tracer: 'callTracer' };

  test('on the latest state, leaving nothing behind', async () => {
    const trace = await node.call('debug_traceCall', { to: CALLER }, 'latest', tracer);
    expect(trace).toMatchObject({ to: CALLER, output: '0x2a', calls: [{ to: COUNTER }] });
    expect(Number(await node.call('eth_getStorageAt', COUNTER, '0x0', 'latest'))).toBe(1);
    const logs = await node.call('debug_traceCall', { to: CALLER }, 'latest');
    expect(logs.gas).toBeGreaterThan(21_000);
  });

  test('with overrides of state and block', async () => {
    // NUMBER, MSTORE, RETURN
    const stateOverrides = { [COUNTER]: { code: '0x4360005260206000f3' } };
    const trace = await node.call('debug_traceCall', { to: COUNTER }, 'latest', {
      ...tracer,
      stateOverrides,
      blockOverrides: { number: '0x1234' },
    });
    expect(BigInt(trace.output)).toBe(0x1234n);
  });

  test('in the place of a transaction of the block', async () => {
    const prestate = { tracer: 'prestateTracer' };
    const at = async (txIndex: string) => {
      const images = await node.call('debug_traceCall', { to: CALLER }, block.number, {
        ...prestate,
        txIndex,
      });
      return Number(Object.values(images[COUNTER].storage)[0]);
    };
    expect([await at('0x0'), await at('0x1')]).toEqual([0, 1]);
    expect(
      (await node.refusal('debug_traceCall', { to: CALLER }, block.number, { txIndex: '0x3' })).message,
    ).toBe(`transaction index 3 out of range for block ${block.hash}`);
  });

  test('refuses the pending block and calls that cannot be paid', async () => {
    expect((await node.refusal('debug_traceCall', { to: CALLER }, 'pending')).message).toBe(
      'tracing on top of pending is not supported',
    );
    expect(
      (await node.refusal('debug_traceCall', { from: REVERTER, to: CALLER, value: '0x1' }, 'latest')).message,
    ).toStartWith('tracing failed: insufficient funds');
  });

  test('ends an endless loop in time', async () => {
    await node.call('anvil_setCode', REVERTER.replace('0e', '0f'), '0x5b600056');
    const started = performance.now();
    const endless = { to: REVERTER.replace('0e', '0f'), gas: '0xffffffff' };
    expect((await node.refusal('debug_traceCall', endless, 'latest', { timeout: '100ms' })).message).toBe(
      'execution timeout: the limit is 100 ms (--rpc-call-timeout, or what the request says)',
    );
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('a revert that asks for more memory than there is', async () => {
    const greedy = { data: code(push(`0x${'ff'.repeat(32)}`), push(0), 'fd'), gas: '0x186a0' };
    expect((await node.call('debug_traceCall', greedy, 'latest')).failed).toBe(true);
  });
});

describe('debug_getRaw*', () => {
  test('give consensus encodings', async () => {
    const header = await node.call('debug_getRawHeader', block.number);
    expect(keccak256(header)).toBe(block.hash as `0x${string}`);
    expect(await node.call('debug_getRawBlock', { blockHash: block.hash })).toContain(header.slice(2));
    expect(await node.call('debug_getRawReceipts', block.number)).toHaveLength(3);
    expect(keccak256(await node.call('debug_getRawTransaction', hashes[0]))).toBe(hashes[0] as `0x${string}`);
    expect(await node.call('debug_getRawTransaction', `0x${'12'.repeat(32)}`)).toBe('0x');
    expect(await node.call('debug_getBadBlocks')).toEqual([]);
    expect((await node.refusal('debug_getRawBlock', '2')).message).toBe(
      'invalid argument 0: hex string without 0x prefix',
    );
  });
});
