import { describe, expect, test } from 'bun:test';
import { type Hex, keccak256 } from 'viem';
import { call, code, giveBack, push } from './assembler.ts';
import { addressOf, COINBASE, type Scene, SENDER, trace, word } from './support.ts';

const A = addressOf(0xa0);
const B = addressOf(0xb0);
const RICH = '0xde0b6b3a7640000';
/** SLOAD(1), SSTORE(2, 5), SSTORE(3, 0) */
const A_CODE = code(push(1), '54', '50', push(5), push(2), '55', push(0), push(3), '55', '00');

const scene: Scene = {
  to: A,
  accounts: { [A]: { code: A_CODE, balance: '0x1', storage: { [word(1)]: word(7), [word(3)]: word(9) } } },
};

function run(tracerConfig: object, over: Scene = {}): Promise<unknown> {
  return trace({ tracer: 'prestateTracer', tracerConfig }, { ...scene, ...over });
}

test('every account and slot touched, as it was before', async () => {
  expect(await run({})).toEqual({
    [A]: {
      balance: '0x1',
      code: A_CODE,
      codeHash: keccak256(A_CODE as Hex),
      storage: { [word(1)]: word(7), [word(2)]: word(0), [word(3)]: word(9) },
    },
    [SENDER]: { balance: RICH },
  });
});

test('without code, without storage, with empty accounts', async () => {
  expect(await run({ disableCode: true, disableStorage: true, includeEmpty: true })).toEqual({
    [A]: { balance: '0x1', codeHash: keccak256(A_CODE as Hex) },
    [SENDER]: { balance: RICH },
    [COINBASE]: { balance: '0x0' },
  });
});

describe('diff mode', () => {
  test('only what changed, before and after', async () => {
    const diff = (await run({ diffMode: true }, { value: 2n })) as {
      pre: object;
      post: Record<string, object>;
    };
    expect(diff.pre).toEqual({
      [A]: {
        balance: '0x1',
        code: A_CODE,
        codeHash: keccak256(A_CODE as Hex),
        storage: { [word(3)]: word(9) },
      },
      [SENDER]: { balance: RICH },
    });
    expect(diff.post[A]).toEqual({ balance: '0x3', storage: { [word(2)]: word(5) } });
    expect(diff.post[SENDER]).toMatchObject({ nonce: 1 });
    expect(Object.keys(diff.post)).toEqual([A, SENDER]);
  });

  test('an account that is made is in post alone', async () => {
    const runtime = '0x6001';
    const diff = (await run({ diffMode: true }, { to: undefined, data: code(giveBack(runtime, 'f3')) })) as {
      pre: object;
      post: Record<string, object>;
    };
    expect(Object.keys(diff.pre)).toEqual([SENDER]);
    const made = Object.entries(diff.post).find(([address]) => address !== SENDER)?.[1];
    expect(made).toEqual({ code: runtime, codeHash: keccak256(runtime), nonce: 1 });
  });

  test('before Cancun an account that destroys itself is in pre alone', async () => {
    const destroyed = { accounts: { [A]: { code: code(push(B), 'ff'), balance: '0x1' } } };
    const diff = (await run({ diffMode: true }, { ...destroyed, fork: 'shanghai' })) as {
      pre: object;
      post: object;
    };
    expect(Object.keys(diff.pre)).toEqual([A, SENDER]);
    expect(Object.keys(diff.post)).toEqual([B, SENDER]);
    const kept = (await run({ diffMode: true }, destroyed)) as { post: object };
    expect(Object.keys(kept.post)).toEqual([A, B, SENDER]);
  });

  test('does not go with empty accounts', async () => {
    expect(run({ diffMode: true, includeEmpty: true })).rejects.toThrow(
      'cannot use diffMode with includeEmpty',
    );
  });
});

test('the account that a delegation names is shown too', async () => {
  const accounts = {
    [A]: { code: code(call(B), '00') },
    [B]: { code: `0xef0100${addressOf(0xd0).slice(2)}` },
    [addressOf(0xd0)]: { code: '0x00' },
  };
  expect(Object.keys((await run({}, { accounts })) as object)).toEqual([A, B, addressOf(0xd0), SENDER]);
});
