import { describe, expect, test } from 'bun:test';
import { bytesToBigInt, EMPTY_BYTES, fromHex, toKey } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { Message, MessageContext, MessageResult } from '../../../vm/engine.ts';
import { ExecutionTimeoutError } from '../../../vm/errors.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import type { WorldState } from '../../../vm/state/worldState.ts';
import type { Step, Tracer } from '../../../vm/tracing/tracer.ts';
import { ALICE, address, block, CONTRACT, rules, word, world } from '../world.ts';

const engine = createReferenceEngine();
const ODD = address(0x0d);

async function run(
  state: WorldState,
  message: Partial<Message> = {},
  fields: Partial<MessageContext> = {},
): Promise<MessageResult> {
  state.beginTransaction();
  return engine.execute(
    {
      caller: ALICE,
      to: CONTRACT,
      value: 0n,
      data: EMPTY_BYTES,
      gas: 1_000_000n,
      gasPrice: 1n,
      origin: ALICE,
      blobHashes: [],
      ...message,
    },
    { rules: rules('prague'), block: block(), state, tracer: undefined, ...fields },
  );
}

describe('a message', () => {
  test('returns data, logs and exact gas', async () => {
    // LOG1(0, 0, 5); MSTORE(0, 1); RETURN(0, 32)
    const state = world('60055f5fa160015f5260205ff3');
    const result = await run(state);
    expect(result.halt).toBeUndefined();
    expect(bytesToBigInt(result.returnData)).toBe(1n);
    expect(result.logs).toEqual([{ address: CONTRACT, topics: [word(5)], data: EMPTY_BYTES }]);
    expect(result.gasUsed).toBe(773n);
  });

  test('that halts leaves nothing behind, and its revert data comes back', async () => {
    // SSTORE(1, 1); MSTORE(0, 7); REVERT(0, 32)
    const state = world('600160015560075f5260205ffd');
    const result = await run(state);
    expect(result.halt).toBe('revert');
    expect(bytesToBigInt(result.returnData)).toBe(7n);
    expect(state.slot(CONTRACT, word(1))).toEqual(EMPTY_BYTES);
  });

  test('without the balance for its value halts at once', async () => {
    const result = await run(world('00'), { value: 10n ** 20n });
    expect(result.halt).toBe('insufficient balance for transfer');
    expect(result.gasUsed).toBe(0n);
  });

  test('many at a time do not mix', async () => {
    // returns CALLVALUE after a nested call to an empty account
    const code = '5f5f5f5f5f60015af150345f5260205ff3';
    const results = await Promise.all([1n, 2n, 3n, 4n].map((value) => run(world(code), { value })));
    expect(results.map(({ returnData }) => bytesToBigInt(returnData))).toEqual([1n, 2n, 3n, 4n]);
  });
});

describe('halt reasons', () => {
  const cases: readonly (readonly [code: string, halt: string])[] = [
    ['01', 'stack underflow'],
    ['5b5f600056', 'stack overflow'],
    ['5f56', 'invalid jump destination'],
    ['fe', 'invalid opcode'],
    ['0c', 'invalid opcode'],
    ['5b600056', 'out of gas'],
    ['60015f5f3e', 'return data out of bounds'],
  ];
  for (const [code, halt] of cases) {
    test(halt, async () => {
      const result = await run(world(code));
      expect(result.halt as string).toBe(halt);
      expect(result.gasUsed).toBe(1_000_000n);
    });
  }

  test('a creation that cannot pay for its code says so, whatever byte stands behind RETURN', async () => {
    // RETURN(MSIZE, 17) twice; RETURN(0, 1 MiB); PUSH1 RETURN, POP, RETURN(0, 15 MiB)
    for (const [code, halt] of [
      ['601159f3f3', 'code store out of gas'],
      ['601159f300', 'code store out of gas'],
      ['621000005ff3', 'out of gas'],
      ['60f35062f000005ff3', 'out of gas'],
    ] as const) {
      const state = world();
      state.setNonce(ALICE, 1n);
      const result = await run(state, { to: undefined, data: fromHex(code), gas: 2_000n });
      expect([code, result.halt]).toEqual([code, halt]);
    }
  });

  test('initcode and code limits', async () => {
    // returns 0xef
    const creation = { to: undefined, data: fromHex('60ef5f5360015ff3') };
    const state = world();
    state.setNonce(ALICE, 1n);
    expect((await run(state, creation)).halt).toBe('invalid code: must not begin with 0xef');
  });
});

describe('a deadline', () => {
  test('stops an endless loop and takes everything back', async () => {
    // SSTORE(1, 1); loop
    const state = world('60016001555b600556');
    const bounded = { deadline: { at: Date.now() + 30 } };
    const running = run(state, { gas: 2n ** 50n }, bounded);
    await expect(running).rejects.toBeInstanceOf(ExecutionTimeoutError);
    expect(state.slot(CONTRACT, word(1))).toEqual(EMPTY_BYTES);
    expect((await run(world('00'))).halt).toBeUndefined();
  });
});

test('a long bounded call lets others have their turn', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const running = run(world('5b5f56'), { gas: 2n ** 50n }, { deadline: { at: Date.now() + 300 } });
  await expect(running).rejects.toBeInstanceOf(ExecutionTimeoutError);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});

describe('tracers', () => {
  test('see every step with what it costs', async () => {
    const steps: (readonly [string, number, number])[] = [];
    const tracer: Tracer = { onStep: ({ name, gas, cost }: Step) => steps.push([name, gas, cost]) };
    // SSTORE(0, 1); STOP
    await run(world('60015f5500'), { gas: 50_000n }, { tracer });
    expect(steps).toEqual([
      ['PUSH1', 50_000, 3],
      ['PUSH0', 49_997, 2],
      ['SSTORE', 49_995, 22_100],
      ['STOP', 27_895, 0],
    ]);
  });

  test('whose hook throws end the message with that error and no change', async () => {
    const failure = new Error('enough');
    const tracer: Tracer = {
      onStep: ({ name }) => {
        if (name === 'STOP') throw failure;
      },
    };
    const state = world('60015f5500');
    await expect(run(state, {}, { tracer })).rejects.toBe(failure);
    await run(world('00'));
    expect(state.slot(CONTRACT, word(0))).toEqual(EMPTY_BYTES);
  });

  test('survive a REVERT of more memory than there is', async () => {
    const tracer: Tracer = { onStep: () => {} };
    const result = await run(world(`7f${'ff'.repeat(32)}5ffd`), {}, { tracer });
    expect(result.halt).toBe('out of gas');
  });

  test('see a call that fails before it begins', async () => {
    const seen: string[] = [];
    const tracer: Tracer = {
      onEnter: ({ kind, depth, value }) => seen.push(`${kind} ${depth} ${value}`),
      onExit: ({ depth, halt }) => seen.push(`exit ${depth} ${halt}`),
    };
    // CALL(gas, 1, 9, 0, 0, 0, 0): the contract has no balance
    await run(world('5f5f5f5f600960015af1'), {}, { tracer });
    expect(seen).toEqual([
      'CALL 0 0',
      'CALL 1 9',
      'exit 1 insufficient balance for transfer',
      'exit 0 undefined',
    ]);
  });
});

describe('corrections of the library', () => {
  /** A contract whose code begins as EOF does: possible before London. */
  function oddWorld(code: string): WorldState {
    const state = world(code);
    state.setCode(ODD, fromHex('ef000102'));
    return state;
  }

  test('EXTCODESIZE, EXTCODEHASH and EXTCODECOPY take code as it is', async () => {
    const push = `73${'0d'.repeat(20)}`;
    const berlin = { rules: rules('berlin') };
    const size = await run(oddWorld(`${push}3b60005260206000f3`), {}, berlin);
    expect(bytesToBigInt(size.returnData)).toBe(4n);
    const hash = await run(oddWorld(`${push}3f60005260206000f3`), {}, berlin);
    expect(hash.returnData).toEqual(keccak256(fromHex('ef000102')));
    const copy = await run(oddWorld(`600660016000${push}3c60206000f3`), {}, berlin);
    expect(copy.returnData.subarray(0, 6)).toEqual(fromHex('000102000000'));
  });

  test('CREATE runs initcode that begins as EOF does, which fails and takes its gas', async () => {
    // MSTORE8(0, 0xef); CREATE(0, 0, 2); return the address
    const state = world('60ef5f5360025f5ff05f5260205ff3');
    const result = await run(state, { gas: 100_000n });
    expect(bytesToBigInt(result.returnData)).toBe(0n);
    expect(state.nonce(CONTRACT)).toBe(1n);
    expect(result.gasUsed).toBeGreaterThan(98_000n);
  });
});

describe('precompiles', () => {
  test('answer elsewhere where a call overrides them', async () => {
    const identity = fromHex(`${'00'.repeat(19)}04`);
    const precompiles = new Map([
      [toKey(ODD), identity],
      [toKey(identity), undefined],
    ]);
    const data = Uint8Array.of(1, 2, 3);
    expect((await run(world(), { to: ODD, data }, { precompiles })).returnData).toEqual(data);
    expect((await run(world(), { to: identity, data }, { precompiles })).returnData).toEqual(EMPTY_BYTES);
  });

  test('recover a signer natively', async () => {
    const input = fromHex(
      '456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3000000000000000000000000000000000000000000000000000000000000001c9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac80388256084f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada',
    );
    const { returnData } = await run(world(), { to: fromHex(`${'00'.repeat(19)}01`), data: input });
    expect(returnData).toEqual(fromHex(`${'00'.repeat(12)}7156526fbd7a3c72969b54f64e42c10fbb768c8a`));
  });
});
