import { describe, expect, test } from 'bun:test';
import { TraceBudget } from '../../../rpc/trace/budget.ts';
import type { TraceConfig } from '../../../rpc/trace/config.ts';
import { addressOf, trace, word } from './support.ts';

const CONTRACT = addressOf(0xc0);

interface StructTrace {
  gas: number;
  failed: boolean;
  returnValue: string;
  structLogs: Record<string, unknown>[];
}

async function run(code: string, config: TraceConfig = {}, gas?: bigint, storage?: Record<string, string>) {
  const accounts = { [CONTRACT]: storage === undefined ? { code } : { code, storage } };
  return (await trace(config, { accounts, to: CONTRACT, gas })) as StructTrace;
}

test('shows what geth shows by default, field by field, the implied STOP included', async () => {
  // PUSH1 1, PUSH1 2, SSTORE
  const result = await run('0x6001600255');
  expect(JSON.stringify(result)).toBe(
    JSON.stringify({
      gas: 43106,
      failed: false,
      returnValue: '0x',
      structLogs: [
        { pc: 0, op: 'PUSH1', gas: 179000, gasCost: 3, depth: 1, stack: [] },
        { pc: 2, op: 'PUSH1', gas: 178997, gasCost: 3, depth: 1, stack: ['0x1'] },
        {
          pc: 4,
          op: 'SSTORE',
          gas: 178994,
          gasCost: 22100,
          depth: 1,
          stack: ['0x1', '0x2'],
          storage: { [word(2)]: word(1) },
        },
        { pc: 5, op: 'STOP', gas: 156894, gasCost: 0, depth: 1, stack: [] },
      ],
    }),
  );
});

test('SLOAD shows all slots of the contract seen so far, SSTORE the value to come', async () => {
  // SLOAD(7), SSTORE(1, 9), SLOAD(1)
  const { structLogs } = await run('0x600754600960015560015400', {}, undefined, { [word(7)]: word(5) });
  const shown = structLogs
    .filter(({ storage }) => storage !== undefined)
    .map(({ op, storage }) => [op, storage]);
  expect(shown).toEqual([
    ['SLOAD', { [word(7)]: word(5) }],
    ['SSTORE', { [word(1)]: word(9), [word(7)]: word(5) }],
    ['SLOAD', { [word(1)]: word(9), [word(7)]: word(5) }],
  ]);
});

test('options: no stack, no storage, memory in words before each step, return data', async () => {
  // MSTORE8(0x21, 0xff), STATICCALL(identity, 0, 0x22) → RETURNDATASIZE
  const code = '0x60ff602153600060006022600060045afa3d00';
  const { structLogs } = await run(code, {
    disableStack: true,
    disableStorage: true,
    enableMemory: true,
    enableReturnData: true,
  });
  expect(structLogs.every((log) => !('stack' in log) && !('storage' in log))).toBe(true);
  expect(structLogs.find(({ op }) => op === 'MSTORE8')).not.toHaveProperty('memory');
  const last = structLogs.at(-1);
  expect(last?.memory).toEqual([word(0), `0x00ff${'00'.repeat(30)}`]);
  expect(last?.returnData).toBe(`0x${'00'.repeat(33)}ff`);
});

test('refund appears with the SSTORE that earns it, as geth counts it with the gas', async () => {
  const { structLogs } = await run('0x600060005500', {}, undefined, { [word(0)]: word(1) });
  expect(structLogs.map(({ refund }) => refund)).toEqual([undefined, undefined, 4800, 4800]);
});

test('limit ends the list when the output has grown past it', async () => {
  const all = await run('0x60016002016003015000');
  const first = JSON.stringify(all.structLogs[0]).length;
  expect((await run('0x60016002016003015000', { limit: first - 1 })).structLogs).toHaveLength(1);
  expect((await run('0x60016002016003015000', { limit: first })).structLogs).toHaveLength(2);
  expect((await run('0x60016002016003015000', { limit: 0 })).structLogs).toEqual(all.structLogs);
});

describe('failures', () => {
  test('a stack underflow is a step with an error', async () => {
    const { failed, returnValue, structLogs } = await run('0x6001f1');
    expect([failed, returnValue]).toEqual([true, '0x']);
    expect(structLogs.at(-1)).toMatchObject({ op: 'CALL', error: 'stack underflow (1 <=> 7)', depth: 1 });
  });

  test('a stack overflow tells how much is allowed', async () => {
    const { structLogs } = await run(`0x${'58'.repeat(1025)}`);
    expect(structLogs.at(-1)).toMatchObject({ op: 'PC', error: 'stack limit reached 1024 (1023)' });
  });

  test('out of gas', async () => {
    const { gas, structLogs } = await run('0x6001600255', {}, 21_010n);
    expect(gas).toBe(21_010);
    expect(structLogs.at(-1)).toMatchObject({
      op: 'SSTORE',
      error: 'out of gas: not enough gas for reentrancy sentry',
    });
    expect((await run('0x600160020150', {}, 21_007n)).structLogs.at(-1)).toMatchObject({
      op: 'ADD',
      gas: 1,
      gasCost: 3,
      error: 'out of gas',
    });
  });

  test('what fails inside an instruction is no error of the step', async () => {
    const jump = await run('0x60ff56');
    expect([jump.failed, jump.structLogs.at(-1)?.op, jump.structLogs.at(-1)?.error]).toEqual([
      true,
      'JUMP',
      undefined,
    ]);
    const unknown = await run('0x0c');
    expect(unknown.structLogs).toEqual([
      { pc: 0, op: 'opcode 0xc not defined', gas: 179000, gasCost: 0, depth: 1, stack: [] },
    ]);
    const invalid = await run('0xfe');
    expect(invalid.structLogs.map(({ op }) => op)).toEqual(['INVALID']);
  });

  test('a revert gives its data', async () => {
    // MSTORE(0, 0x2a), REVERT(0, 32)
    const { failed, returnValue } = await run('0x602a60005260206000fd');
    expect([failed, returnValue]).toEqual([true, word(42)]);
  });
});

test('PREVRANDAO goes by its old name, as in geth', async () => {
  expect((await run('0x4400')).structLogs[0]?.op).toBe('DIFFICULTY');
});

test('a call shows the gas it hands on and steps of the callee one deeper', async () => {
  // CALL(1000 gas, 0x20): STOP
  const accounts = {
    [CONTRACT]: { code: '0x600060006000600060006020 6103e8f1'.replace(' ', '') },
    [addressOf(0x20)]: { code: '0x00' },
  };
  const { structLogs } = (await trace({}, { accounts, to: CONTRACT })) as StructTrace;
  expect(structLogs.find(({ op }) => op === 'CALL')).toMatchObject({ gasCost: 2600 + 1000, depth: 1 });
  expect(structLogs.find(({ op }) => op === 'STOP')).toMatchObject({ gas: 1000, depth: 2 });
});

describe('bounds', () => {
  test('time', async () => {
    const scene = {
      accounts: { [CONTRACT]: { code: '0x5b600056' } },
      to: CONTRACT,
      budget: new TraceBudget(-1, Infinity),
    };
    expect(trace({}, scene)).rejects.toThrow('execution timeout');
  });

  test('size', async () => {
    const scene = {
      accounts: { [CONTRACT]: { code: '0x5b600056' } },
      to: CONTRACT,
      budget: new TraceBudget(60_000, 5000),
    };
    expect(trace({}, scene)).rejects.toThrow('trace too large');
  });
});
