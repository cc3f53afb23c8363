import { describe, expect, test } from 'bun:test';
import { encodeErrorResult, getContractAddress, parseAbi } from 'viem';
import { call, code, delegateCall, giveBack, log, push, staticCall } from './assembler.ts';
import { addressOf, type Scene, SENDER, trace, word } from './support.ts';

const A = addressOf(0xa0);
const B = addressOf(0xb0);
const C = addressOf(0xc0);
const GAS = '0x30d40';

const abi = parseAbi(['error Error(string)', 'error Panic(uint256)']);
const REASON = encodeErrorResult({ abi, errorName: 'Error', args: ['no'] });
const PANIC = encodeErrorResult({ abi, errorName: 'Panic', args: [0x12n] });

interface Frame {
  type: string;
  error?: string;
  revertReason?: string;
  output?: string;
  to?: string;
  value?: string;
  calls?: Frame[];
  logs?: { index: string; position: string; topics: string[] }[];
}

async function run(
  codes: Record<string, string>,
  scene: Scene = {},
  tracerConfig: object = {},
): Promise<Frame> {
  const accounts = Object.fromEntries(
    Object.entries(codes).map(([address, bytes]) => [address, { code: bytes }]),
  );
  return (await trace({ tracer: 'callTracer', tracerConfig }, { to: A, accounts, ...scene })) as Frame;
}

test('a plain transfer', async () => {
  const frame = await run({}, { to: B, value: 5n, data: '0x01' });
  expect(JSON.stringify(frame)).toBe(
    JSON.stringify({
      from: SENDER,
      gas: GAS,
      gasUsed: '0x5230',
      to: B,
      input: '0x01',
      value: '0x5',
      type: 'CALL',
    }),
  );
});

test('calls inside calls, with the value of each kind of call', async () => {
  const frame = await run(
    {
      [A]: code(delegateCall(B), staticCall(C), '00'),
      [B]: code(call(C), '00'),
      [C]: code(giveBack('0x2a', 'f3')),
    },
    { value: 7n },
  );
  expect(frame.value).toBe('0x7');
  expect(frame.calls).toMatchObject([
    {
      type: 'DELEGATECALL',
      from: A,
      to: B,
      value: '0x7',
      calls: [{ type: 'CALL', from: A, to: C, value: '0x0', output: '0x2a' }],
    },
    { type: 'STATICCALL', from: A, to: C, output: '0x2a' },
  ]);
  expect(frame.calls?.[1]).not.toHaveProperty('value');
});

test('onlyTopCall leaves the others out', async () => {
  const frame = await run(
    { [A]: code(call(B), giveBack('0x01', 'f3')), [B]: code(log(1)) },
    {},
    { onlyTopCall: true, withLog: true },
  );
  expect(frame).toMatchObject({ type: 'CALL', output: '0x01' });
  expect(frame).not.toHaveProperty('calls');
  expect(frame).not.toHaveProperty('logs');
});

describe('creations', () => {
  test('show the new address and its code; failed ones no address', async () => {
    const made = await run({}, { to: undefined, data: code(giveBack('0x6001', 'f3')) });
    expect(made).toMatchObject({
      type: 'CREATE',
      to: getContractAddress({ from: SENDER as `0x${string}`, nonce: 0n }).toLowerCase(),
      output: '0x6001',
    });
    const failed = await run({}, { to: undefined, data: code(giveBack(REASON, 'fd')) });
    expect(failed).toMatchObject({
      type: 'CREATE',
      error: 'execution reverted',
      revertReason: 'no',
      output: REASON,
    });
    expect(failed).not.toHaveProperty('to');
  });

  test('without the gas to store their code', async () => {
    const frame = await run({}, { to: undefined, data: code(push(0x6000), push(0), 'f3'), gas: 60_000n });
    expect(frame).toMatchObject({ error: 'contract creation code storage out of gas', gasUsed: '0xea60' });
  });

  test('CREATE2 inside', async () => {
    const frame = await run({ [A]: code(push(0), push(1), push(0), push(0), 'f5', '00') });
    expect(frame.calls).toMatchObject([{ type: 'CREATE2', from: A, input: '0x00', value: '0x0' }]);
  });
});

test('SELFDESTRUCT is a frame that moves the balance', async () => {
  const frame = await run({ [A]: code(push(B), 'ff') }, { value: 9n });
  expect(frame.calls).toEqual([
    { from: A, gas: '0x0', gasUsed: '0x0', to: B, input: '0x', value: '0x9', type: 'SELFDESTRUCT' },
  ] as unknown as Frame[]);
});

describe('errors in the words of geth', () => {
  test.each([
    ['execution reverted', code(giveBack('0x01', 'fd')), undefined],
    ['execution reverted', code(giveBack(REASON, 'fd')), 'no'],
    ['execution reverted', code(giveBack(PANIC, 'fd')), 'division or modulo by zero'],
    ['invalid opcode: INVALID', code('fe'), undefined],
    ['invalid opcode: opcode 0xc not defined', code('0c'), undefined],
    ['invalid jump destination', code(push(0xff), '56'), undefined],
    ['stack underflow (0 <=> 1)', code('50'), undefined],
    ['stack limit reached 1024 (1023)', code('5b', '58', push(0), '56'), undefined],
    ['out of gas', code('5b', push(0), '56'), undefined],
    ['return data out of bounds', code(push(1), push(0), push(0), '3e'), undefined],
  ])('%s', async (error, bytes, revertReason) => {
    const frame = await run({ [A]: bytes });
    expect([frame.error, frame.revertReason]).toEqual([error, revertReason]);
    if (error !== 'execution reverted') expect(frame).not.toHaveProperty('output');
  });

  test('write protection', async () => {
    const frame = await run({ [A]: code(staticCall(B), '00'), [B]: code(push(1), push(1), '55') });
    expect(frame.calls?.[0]?.error).toBe('write protection');
  });

  test('the reentrancy sentry of SSTORE', async () => {
    const frame = await run({ [A]: code(push(1), push(1), '55') }, { gas: 22_000n });
    expect(frame.error).toBe('out of gas: not enough gas for reentrancy sentry');
  });

  test('a call that the balance does not reach', async () => {
    const frame = await run({ [A]: code(call(B, 1), '00') });
    expect(frame.error).toBeUndefined();
    expect(frame.calls).toMatchObject([
      { to: B, value: '0x1', error: 'insufficient balance for transfer', gasUsed: '0x0' },
    ]);
  });
});

describe('logs', () => {
  const codes = {
    [A]: code(log(1), call(B), log(2), call(C), log(3), '00'),
    [B]: code(log(0xb), '00'),
    [C]: code(log(0xc), call(B), giveBack('0x', 'fd')),
  };

  test('tell how many calls their frame had made, and their place in the block', async () => {
    const frame = await run(codes, { firstLogIndex: 10 }, { withLog: true });
    expect(frame.logs?.map(({ topics, index, position }) => [topics[0], index, position])).toEqual([
      [word(1), '0xa', '0x0'],
      [word(2), '0xc', '0x1'],
      [word(3), '0xd', '0x2'],
    ]);
    expect(frame.calls?.[0]?.logs).toMatchObject([{ index: '0xb', position: '0x0' }]);
  });

  test('vanish with what is reverted, and give their numbers back', async () => {
    const frame = await run(codes, {}, { withLog: true });
    const reverted = frame.calls?.[1];
    expect(reverted?.error).toBe('execution reverted');
    expect(reverted).not.toHaveProperty('logs');
    expect(reverted?.calls?.[0]).not.toHaveProperty('logs');
  });

  test('are left out unless asked for', async () => {
    expect(await run(codes)).not.toHaveProperty('logs');
  });
});

test('options that are none are refused', async () => {
  expect(run({}, {}, { onlyTopCall: 'yes' })).rejects.toThrow('invalid tracerConfig');
});
