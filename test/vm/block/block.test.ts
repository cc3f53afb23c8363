import { describe, expect, test } from 'bun:test';
import {
  bigIntToFixedBytes,
  concatBytes,
  EMPTY_BYTES,
  fromHex,
  toHex,
} from '../../../storage/encoding/bytes.ts';
import { beginBlock } from '../../../vm/block/begin.ts';
import { ethashDifficulty } from '../../../vm/block/difficulty.ts';
import { BlockExecutionError } from '../../../vm/block/errors.ts';
import { finishBlock } from '../../../vm/block/finish.ts';
import { requestsHash } from '../../../vm/block/requests.ts';
import {
  BEACON_ROOTS_CONTRACT,
  CONSOLIDATION_REQUEST_CONTRACT,
  HISTORY_CONTRACT,
  WITHDRAWAL_REQUEST_CONTRACT,
} from '../../../vm/block/systemContracts.ts';
import type { Log } from '../../../vm/log.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ALICE, address, block, COINBASE, CONFIG, rules, word, world } from '../world.ts';

const engine = createWasmEngine();
const NOTHING_MORE = { withdrawals: [], ommers: [], logs: [] };
/** stores its input at slot 0, and who called at slot 1 */
const RECORDER = fromHex('5f355f553360015500');

describe('beginBlock', () => {
  test('hands the beacon root and the parent hash to their contracts, as the system', async () => {
    const state = world();
    state.setCode(BEACON_ROOTS_CONTRACT, RECORDER);
    state.setCode(HISTORY_CONTRACT, RECORDER);
    const [root, parent] = [word(0x1111), word(0x2222)];
    await beginBlock(
      engine,
      { rules: rules('prague'), block: block({ parentBeaconRoot: root }), state },
      parent,
    );
    expect(state.slot(BEACON_ROOTS_CONTRACT, word(0))).toEqual(fromHex('1111'));
    expect(state.slot(HISTORY_CONTRACT, word(0))).toEqual(fromHex('2222'));
    expect(toHex(state.slot(HISTORY_CONTRACT, word(1)))).toBe('0xfffffffffffffffffffffffffffffffffffffffe');
  });

  test('passes over contracts that are not there or fail', async () => {
    const state = world();
    state.setCode(HISTORY_CONTRACT, fromHex('60015f555ffe'));
    await beginBlock(
      engine,
      { rules: rules('prague'), block: block({ parentBeaconRoot: word(1) }), state },
      word(2),
    );
    expect(state.slot(HISTORY_CONTRACT, word(0))).toEqual(EMPTY_BYTES);
    expect(state.account(BEACON_ROOTS_CONTRACT)).toBeUndefined();
  });

  test("moves the DAO's balances in its fork's block alone", async () => {
    const dao = fromHex('bb9bc244d798123fde783fcc1c72d3bb8c189413');
    const refund = fromHex('bf4ed7b27f1d666546e30d74d50d173d20bca754');
    const config = { ...CONFIG, daoForkSupport: true, activations: new Map([['daoFork', 5n] as const]) };
    for (const [number, moved] of [
      [4n, 0n],
      [5n, 9n],
      [6n, 0n],
    ] as const) {
      const state = world();
      state.setBalance(dao, 9n);
      await beginBlock(engine, { rules: rules('daoFork', config), block: block({ number }), state }, word(1));
      expect(state.balance(refund)).toBe(moved);
      expect(state.balance(dao)).toBe(9n - moved);
    }
  });
});

describe('finishBlock', () => {
  test('pays rewards by fork until the merge', async () => {
    const ether = 10n ** 18n;
    for (const [fork, reward] of [
      ['frontier', 5n * ether],
      ['byzantium', 3n * ether],
      ['petersburg', 2n * ether],
      ['merge', 0n],
    ] as const) {
      const state = world();
      const ending = { ...NOTHING_MORE, ommers: [{ number: 8n, coinbase: ALICE }] };
      const before = state.balance(ALICE);
      await finishBlock(engine, { rules: rules(fork), block: block({ number: 10n }), state }, ending);
      expect(state.balance(COINBASE)).toBe(reward + reward / 32n);
      expect(state.balance(ALICE) - before).toBe((reward * 6n) / 8n);
    }
  });

  test('pays withdrawals in gwei and leaves no empty account behind', async () => {
    const state = world();
    const withdrawals = [
      { address: address(1), amount: 3n },
      { address: address(2), amount: 0n },
    ];
    const context = { rules: rules('shanghai'), block: block(), state };
    expect(await finishBlock(engine, context, { ...NOTHING_MORE, withdrawals })).toBeUndefined();
    expect(state.balance(address(1))).toBe(3_000_000_000n);
    expect(state.account(address(2))).toBeUndefined();
  });

  test('collects requests in order of type and leaves out what is empty', async () => {
    const state = world();
    state.setCode(WITHDRAWAL_REQUEST_CONTRACT, fromHex('00'));
    // returns 0x07
    state.setCode(CONSOLIDATION_REQUEST_CONTRACT, fromHex('60075f5360015ff3'));
    const context = { rules: rules('prague'), block: block(), state };
    const logs = [depositLog(), { ...depositLog(), address: ALICE }];
    const requests = (await finishBlock(engine, context, { ...NOTHING_MORE, logs })) ?? [];
    expect(requests.length).toBe(2);
    expect(requests[0]?.length).toBe(1 + 192);
    expect(requests[1]).toEqual(fromHex('0207'));
  });

  test('refuses a block whose queue contract is missing or fails, or whose deposit is malformed', async () => {
    const codeOf = async (prepare: (state: ReturnType<typeof world>) => void, logs: readonly Log[] = []) => {
      const state = world();
      prepare(state);
      try {
        await finishBlock(
          engine,
          { rules: rules('prague'), block: block(), state },
          { ...NOTHING_MORE, logs },
        );
      } catch (error) {
        return error instanceof BlockExecutionError ? error.code : error;
      }
      return undefined;
    };
    expect(await codeOf(() => {})).toBe('system-contract-missing');
    expect(await codeOf((state) => state.setCode(WITHDRAWAL_REQUEST_CONTRACT, fromHex('fe')))).toBe(
      'system-call-failed',
    );
    const { data } = depositLog();
    expect(await codeOf(() => {}, [{ ...depositLog(), data: data.slice(1) }])).toBe('deposit-log-invalid');
  });
});

test('requestsHash of no requests is the one of EIP-7685', () => {
  const empty = '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(toHex(requestsHash([]))).toBe(empty);
  expect(toHex(requestsHash([Uint8Array.of(1)]))).toBe(empty);
});

describe('ethashDifficulty', () => {
  // mainnet headers: parent's number, time, difficulty, whether it had ommers; time; difficulty
  const cases = [
    ['frontier', 0n, 0n, 17_179_869_184n, false, 1_438_269_988n, 17_171_480_576n],
    ['frontier', 1n, 1_438_269_988n, 17_171_480_576n, false, 1_438_270_017n, 17_163_096_064n],
  ] as const;
  for (const [fork, number, timestamp, difficulty, hasOmmers, time, expected] of cases) {
    test(`of block ${number + 1n}`, () => {
      const parent = { number, timestamp, difficulty, hasOmmers };
      expect(ethashDifficulty(rules(fork), parent, time)).toBe(expected);
    });
  }

  test('follows ommers from Byzantium on, is bounded below, and explodes by period', () => {
    const parent = { number: 10n, timestamp: 0n, difficulty: 2_048_000n, hasOmmers: true };
    expect(ethashDifficulty(rules('byzantium'), parent, 9n)).toBe(2_049_000n);
    expect(ethashDifficulty(rules('byzantium'), { ...parent, hasOmmers: false }, 9n)).toBe(2_048_000n);
    expect(ethashDifficulty(rules('homestead'), { ...parent, difficulty: 131_072n }, 5000n)).toBe(131_072n);
    const late = { ...parent, number: 3_499_999n, hasOmmers: false };
    expect(ethashDifficulty(rules('homestead'), late, 10n)).toBe(2_048_000n + 2n ** 33n);
    expect(ethashDifficulty(rules('byzantium'), late, 9n)).toBe(2_048_000n + 2n ** 3n);
  });
});

/** The event of the deposit contract, with its only layout. */
function depositLog(): Log {
  const number = (value: number) => bigIntToFixedBytes(BigInt(value), 32);
  const field = (length: number) => new Uint8Array(Math.ceil(length / 32) * 32).fill(length);
  const lengths = [48, 32, 8, 96, 8];
  const data = concatBytes(
    ...[160, 256, 320, 384, 512].map(number),
    ...lengths.flatMap((length) => [number(length), field(length)]),
  );
  const topic = fromHex('649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5');
  return { address: CONFIG.depositContract, topics: [topic], data };
}
