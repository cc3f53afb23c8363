import { afterAll, beforeAll, expect, test } from 'bun:test';
import { bigIntToFixedBytes, concatBytes, toHex } from '../../../storage/encoding/bytes.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

/** Each input makes the precompile fail, for the reason that go-ethereum's code gives. */

let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
});
afterAll(() => dev.close());

const zeros = (length: number) => new Uint8Array(length);
const word = (value: bigint, length = 32) => bigIntToFixedBytes(value, length);
const BN_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const BLS_FIELD =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
const element = (value: bigint) => word(value, 64);
/** On the curve y² = x³ + 4 and outside the subgroup: x = 4, of EIP-2537's own vectors. */
const OUTSIDE_Y =
  0x0a989badd40d6212b33cffc3f3763e9bc760f988c9926b26da9dd85e928483446346b8ed00e1de5d5ea93e354abe706cn;

const cases: [address: number, input: Uint8Array, text: string][] = [
  [6, concatBytes(word(1n), word(1n)), 'point is not on curve'],
  [6, concatBytes(word(1n), word(2n), word(BN_FIELD), word(1n)), 'invalid fp.Element encoding'],
  [7, concatBytes(word(1n), word(3n), word(1n)), 'point is not on curve'],
  [8, zeros(191), 'bad elliptic curve pairing size'],
  [8, concatBytes(zeros(64), zeros(96), word(1n)), 'point is not on curve'],
  [9, zeros(212), 'invalid input length'],
  [9, concatBytes(zeros(212), Uint8Array.of(2)), 'invalid final flag'],
  [10, zeros(191), 'invalid input length'],
  [10, zeros(192), 'mismatched versioned hash'],
  [11, zeros(255), 'invalid input length'],
  [11, concatBytes(Uint8Array.of(1), zeros(255)), 'invalid field element top bytes'],
  [11, concatBytes(element(BLS_FIELD), zeros(192)), 'invalid fp.Element encoding'],
  [11, concatBytes(element(1n), element(1n), zeros(128)), 'invalid point: not on curve'],
  [12, zeros(0), 'invalid input length'],
  [13, concatBytes(zeros(256), element(1n), zeros(192)), 'invalid point: not on curve'],
  [14, zeros(1), 'invalid input length'],
  [15, zeros(383), 'invalid input length'],
  [16, zeros(63), 'invalid input length'],
  [16, element(BLS_FIELD), 'invalid fp.Element encoding'],
  [17, concatBytes(zeros(64), Uint8Array.of(1), zeros(63)), 'invalid field element top bytes'],
];

test.each(cases)('precompile %i', async (address, input, text) => {
  const to = toHex(word(BigInt(address), 20));
  const call = { to, input: toHex(input), gas: '0x989680' };
  const { error } = await dev.call('debug_traceCall', call, 'latest', { tracer: 'callTracer' });
  expect(error).toBe(text);
});

test('points outside the subgroup', async () => {
  const outside = concatBytes(element(4n), element(OUTSIDE_Y));
  for (const [address, input, text] of [
    [12, concatBytes(outside, word(1n)), 'g1 point is not on correct subgroup'],
    [15, concatBytes(outside, zeros(256)), 'g1 point is not on correct subgroup'],
  ] as const) {
    const to = toHex(word(BigInt(address), 20));
    const traced = await dev.call('debug_traceCall', { to, input: toHex(input) }, 'latest', {
      tracer: 'callTracer',
    });
    expect(traced.error).toBe(text);
  }
});

test('too little gas is what it is', async () => {
  const call = {
    to: toHex(word(8n, 20)),
    input: toHex(concatBytes(zeros(64), zeros(96), word(1n))),
    gas: '0x7530',
  };
  const { error } = await dev.call('debug_traceCall', call, 'latest', { tracer: 'callTracer' });
  expect(error).toBe('out of gas');
});

test('eth_call of a precompile that fails is no revert', async () => {
  const call = { to: toHex(word(11n, 20)), input: toHex(concatBytes(element(BLS_FIELD), zeros(192))) };
  expect((await dev.refusal('eth_call', call, 'latest')).code).toBe(-32000);
});
