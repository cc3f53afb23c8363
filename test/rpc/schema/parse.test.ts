import { describe, expect, test } from 'bun:test';
import { CallObject } from '../../../rpc/schema/call.ts';
import { fits } from '../../../rpc/schema/check.ts';
import { parseCall } from '../../../rpc/schema/parseCall.ts';
import { parseLogFilter } from '../../../rpc/schema/parseFilter.ts';
import { parseBlockOverride, parseStateOverride } from '../../../rpc/schema/parseOverride.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';

const A = `0x${'0a'.repeat(20)}`;
const H = `0x${'0b'.repeat(32)}`;

describe('call objects', () => {
  test('data and input are one field', () => {
    expect(parseCall({ data: '0x01' }).data).toEqual(Uint8Array.of(1));
    expect(parseCall({ input: '0x02' }).data).toEqual(Uint8Array.of(2));
    expect(parseCall({ input: '0x03', data: '0x03' }).data).toEqual(Uint8Array.of(3));
    expect(() => parseCall({ input: '0x03', data: '0x04' })).toThrow(
      'both "data" and "input" are set and not equal',
    );
  });

  test('two kinds of fees exclude each other', () => {
    expect(() => parseCall({ gasPrice: '0x1', maxFeePerGas: '0x1' })).toThrow(
      'both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified',
    );
    expect(() => parseCall({ gasPrice: '0x1', maxPriorityFeePerGas: '0x0' })).toThrow('both gasPrice');
  });

  test('null is absent', () => {
    const call = parseCall({ from: A, to: null, gas: null, value: '0x5' });
    expect(call.to).toBeUndefined();
    expect(call.gas).toBeUndefined();
    expect(call.value).toBe(5n);
    expect(toHex(call.from as Uint8Array)).toBe(A as `0x${string}`);
  });

  test('unknown types', () => {
    expect(parseCall({ type: '0x2' }).type).toBe(2);
    expect(parseCall({ type: 2 }).type).toBe(2);
    expect(fits(CallObject, { type: 2 })).toBe(true);
    expect(fits(CallObject, { type: 2.5 })).toBe(false);
    expect(() => parseCall({ type: '0x7f' })).toThrow('transaction type 127 is not supported');
  });

  test('authorizations take v for yParity', () => {
    const item = { chainId: '0x1', address: A, nonce: '0x0', r: '0x1', s: '0x2' };
    expect(parseCall({ authorizationList: [{ ...item, v: '0x1' }] }).authorizations?.[0]?.yParity).toBe(1n);
    expect(parseCall({ authorizationList: [{ ...item, yParity: '0x0' }] }).authorizations?.[0]?.yParity).toBe(
      0n,
    );
  });
});

describe('log filters', () => {
  test('addresses and topic positions', () => {
    const { condition } = parseLogFilter({ address: A, topics: [H, null, [], [H, null], [H]] });
    expect(condition.addresses.map(toHex)).toEqual([A as `0x${string}`]);
    expect(condition.topics.map((position) => position?.length)).toEqual([
      1,
      undefined,
      undefined,
      undefined,
      1,
    ]);
  });

  test('a block hash excludes a range', () => {
    expect(() => parseLogFilter({ blockHash: H, fromBlock: '0x1' })).toThrow(
      'cannot specify both BlockHash and',
    );
    expect(parseLogFilter({ blockHash: H, fromBlock: null }).fromBlock).toBeUndefined();
  });
});

describe('overrides', () => {
  test('state and stateDiff exclude each other', () => {
    expect(() => parseStateOverride({ [A]: { state: {}, stateDiff: {} } })).toThrow(
      "has both 'state' and 'stateDiff'",
    );
    const [entry] = parseStateOverride({ [A]: { balance: '0x10', stateDiff: { [H]: H } } }) ?? [];
    expect(entry?.account.balance).toBe(16n);
    expect(toHex(entry?.account.stateDiff?.[0]?.key ?? new Uint8Array())).toBe(H as `0x${string}`);
  });

  test('block overrides by either name', () => {
    expect(parseBlockOverride({ baseFee: '0x7' })?.baseFeePerGas).toBe(7n);
    expect(parseBlockOverride({ baseFeePerGas: '0x8', baseFee: '0x7' })?.baseFeePerGas).toBe(8n);
    expect(toHex(parseBlockOverride({ coinbase: A })?.feeRecipient as Uint8Array)).toBe(A as `0x${string}`);
  });
});
