import { describe, expect, test } from 'bun:test';
import { parseDuration } from '../../../rpc/trace/config.ts';
import { call, code, giveBack, push, staticCall } from './assembler.ts';
import { addressOf, SENDER, trace } from './support.ts';

const A = addressOf(0xa0);
const B = addressOf(0xb0);
const IDENTITY = addressOf(4);

const scene = {
  to: A,
  data: '0x11223344ff',
  accounts: {
    [A]: {
      code: code(
        push(`aabbccdd${'00'.repeat(28)}`),
        push(0),
        '52',
        staticCall(B, 6),
        staticCall(IDENTITY, 6),
        call(B),
        '00',
      ),
    },
    [B]: { code: code(giveBack('0x', 'fd')) },
  },
};

test('4byteTracer counts selectors, but not those of precompiles', async () => {
  expect(await trace({ tracer: '4byteTracer' }, scene)).toEqual({ '0x11223344-1': 1, '0xaabbccdd-2': 1 });
});

test('noopTracer gives an empty object', async () => {
  expect(await trace({ tracer: 'noopTracer' }, scene)).toEqual({});
});

test('muxTracer runs several', async () => {
  const tracerConfig = { '4byteTracer': null, callTracer: { onlyTopCall: true } };
  const both = (await trace({ tracer: 'muxTracer', tracerConfig }, scene)) as Record<string, object>;
  expect(Object.keys(both)).toEqual(['4byteTracer', 'callTracer']);
  expect(both.callTracer).toMatchObject({ type: 'CALL', to: A });
  expect(both['4byteTracer']).toHaveProperty('0x11223344-1');
});

test('flatCallTracer lists calls with their place in the tree', async () => {
  const list = (await trace({ tracer: 'flatCallTracer' }, scene)) as object[];
  expect(list).toMatchObject([
    {
      type: 'call',
      subtraces: 2,
      traceAddress: [],
      action: { callType: 'call', from: SENDER, to: A, gas: '0x30d40' },
    },
    {
      type: 'call',
      error: 'execution reverted',
      subtraces: 0,
      traceAddress: [0],
      action: { callType: 'staticcall' },
    },
    { type: 'call', error: 'execution reverted', traceAddress: [1], action: { callType: 'call' } },
  ]);
  const parity = (await trace(
    { tracer: 'flatCallTracer', tracerConfig: { convertParityErrors: true, includePrecompiles: true } },
    scene,
  )) as { error?: string; traceAddress: number[] }[];
  expect(parity.map(({ error, traceAddress }) => [error, traceAddress])).toEqual([
    [undefined, []],
    ['Reverted', [0]],
    [undefined, [1]],
    ['Reverted', [2]],
  ]);
});

test('an unknown tracer is refused: nobody’s JavaScript is run', async () => {
  expect(trace({ tracer: '{step: function() {}}' }, scene)).rejects.toThrow(
    'JavaScript tracers are not supported',
  );
  const nested = { tracer: 'muxTracer', tracerConfig: { other: {} } };
  expect(trace(nested, scene)).rejects.toThrow('unknown tracer "other"');
});

describe('parseDuration', () => {
  test.each([
    ['5s', 5000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['300ms', 300],
    ['0', 0],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', '5', 's', '5 s', '-1s', '1d'])('refuses %p', (text) => {
    expect(() => parseDuration(text)).toThrow('invalid duration');
  });
});
