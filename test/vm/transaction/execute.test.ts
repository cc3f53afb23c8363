import { describe, expect, test } from 'bun:test';
import { concatBytes, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { createdAddress } from '../../../vm/address.ts';
import type { Engine } from '../../../vm/engine.ts';
import { executeTransaction } from '../../../vm/transaction/execute.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import {
  ALICE,
  address,
  block,
  COINBASE,
  CONTRACT,
  context,
  rules,
  transaction,
  word,
  world,
} from '../world.ts';

const engine = createWasmEngine();
/** The executor must do without an engine where no code runs. */
const NO_ENGINE: Engine = {
  name: 'none',
  execute: () => {
    throw new Error('the engine was asked');
  },
};

describe('a plain transfer', () => {
  test('moves the value, pays 21,000 gas, burns the base fee, tips the coinbase, without the engine', async () => {
    const state = world();
    const bob = address(0xbb);
    const outcome = await executeTransaction(NO_ENGINE, transaction({ to: bob, value: 5n }), context(state));
    expect(outcome.gasUsed).toBe(21_000n);
    expect(outcome.effectiveGasPrice).toBe(9n);
    expect(state.balance(bob)).toBe(5n);
    expect(state.balance(ALICE)).toBe(10n ** 19n - 5n - 21_000n * 9n);
    expect(state.balance(COINBASE)).toBe(21_000n * 2n);
    expect(state.nonce(ALICE)).toBe(1n);
  });

  test('is shown to a tracer as a frame', async () => {
    const frames: string[] = [];
    const tracer = {
      onEnter: ({ kind, gas }: { kind: string; gas: bigint }) => frames.push(`${kind} ${gas}`),
      onExit: ({ gasUsed }: { gasUsed: bigint }) => frames.push(`exit ${gasUsed}`),
    };
    await executeTransaction(NO_ENGINE, transaction({ to: address(0xbb) }), context(world(), { tracer }));
    expect(frames).toEqual(['CALL 79000', 'exit 0']);
  });

  test('to a precompile runs it', async () => {
    const identity = fromHex(`${'00'.repeat(19)}04`);
    const { result } = await executeTransaction(
      engine,
      transaction({ to: identity, data: Uint8Array.of(1, 2) }),
      context(world()),
    );
    expect(result.returnData).toEqual(Uint8Array.of(1, 2));
    expect(result.gasUsed).toBe(18n);
  });
});

describe('refunds', () => {
  // SSTORE(1, 0)
  const CLEARS = '5f600155';

  test('are at most half the gas used before London, a fifth from then on', async () => {
    for (const [fork, used] of [
      ['berlin', 26_006n - 13_003n],
      ['london', 26_006n - 4_800n],
    ] as const) {
      const state = world('6000600155'); // there is no PUSH0 before Shanghai
      state.setSlot(CONTRACT, word(1), Uint8Array.of(1));
      const tx = transaction({ type: 0, maxPriorityFeePerGas: 10n });
      const outcome = await executeTransaction(engine, tx, context(state, { rules: rules(fork) }));
      expect(outcome.maxGasUsed).toBe(26_006n);
      expect(outcome.gasUsed).toBe(used);
    }
  });

  test('do not go below the data floor', async () => {
    const state = world(CLEARS);
    state.setSlot(CONTRACT, word(1), Uint8Array.of(1));
    const data = new Uint8Array(1000).fill(1);
    const { gasUsed } = await executeTransaction(engine, transaction({ data }), context(state));
    expect(gasUsed).toBe(21_000n + 40_000n);
  });
});

describe('a creation', () => {
  // returns one byte of code: 0x00
  const INITCODE = '60015ff3';

  test('puts the code at the address of sender and nonce', async () => {
    const state = world();
    const tx = transaction({ to: undefined, data: fromHex(INITCODE), value: 3n });
    const { contractAddress, result } = await executeTransaction(engine, tx, context(state));
    const expected = createdAddress(ALICE, 0n);
    expect(contractAddress).toEqual(expected);
    expect(result.createdAddress).toEqual(expected);
    expect(state.code(expected)).toEqual(Uint8Array.of(0));
    expect(state.nonce(expected)).toBe(1n);
    expect(state.balance(expected)).toBe(3n);
    expect(state.nonce(ALICE)).toBe(1n);
  });

  test('over an account with storage collides and takes all gas (EIP-7610)', async () => {
    const state = world();
    state.setBalance(createdAddress(ALICE, 0n), 1n);
    state.setSlot(createdAddress(ALICE, 0n), word(1), Uint8Array.of(1));
    const tx = transaction({ to: undefined, data: fromHex(INITCODE) });
    const { gasUsed, result } = await executeTransaction(engine, tx, context(state));
    expect(result.halt).toBe('contract address collision');
    expect(gasUsed).toBe(100_000n);
  });

  test('of more code than the chain allows fails; dev mode may allow more', async () => {
    // returns 24,577 zero bytes
    const initcode = fromHex('6160015ff3');
    for (const [maxCodeSize, halt] of [
      [undefined, 'max code size exceeded'],
      [30_000, undefined],
    ] as const) {
      const config = { ...rules('prague').config, maxCodeSize };
      const tx = transaction({ to: undefined, data: initcode, gasLimit: 8_000_000n });
      const { result } = await executeTransaction(
        engine,
        tx,
        context(world(), { rules: rules('prague', config) }),
      );
      expect(result.halt).toBe(halt);
    }
  });
});

describe('a type 4 transaction', () => {
  // of the test vectors: signed by 0x4c27…47ee for any chain, delegating to 0xfbe9…2280
  const authorization = {
    chainId: 0n,
    address: fromHex('fbe95a58917d8536842271e6c811ad8ab4d12280'),
    nonce: 0n,
    yParity: 1n,
    r: 0x4f15ccc0d9bf3764fbd1d8ca5080bed22e1aca53c61134017502c78b4a1bbf44n,
    s: 0x06c20bfe36dc74f3e0175bc9e5b7aac3dc6b2be918b48c26c30a947bd36392bdn,
  };
  const authority = fromHex('4c27a74c25067330da74487a844de15e7747b7ee');

  test('sets the code of who signed, and gives back what an existing account did not cost', async () => {
    for (const exists of [false, true]) {
      const state = world();
      if (exists) state.setBalance(authority, 1n);
      const tx = transaction({ type: 4, authorizations: [authorization, authorization] });
      const { gasUsed } = await executeTransaction(NO_ENGINE, tx, context(state));
      expect(toHex(state.code(authority))).toBe('0xef0100fbe95a58917d8536842271e6c811ad8ab4d12280');
      expect(state.nonce(authority)).toBe(1n);
      expect(gasUsed).toBe(exists ? 71_000n - 12_500n : 71_000n);
    }
  });
});

test('a transaction that is ended from outside leaves nothing behind', async () => {
  const state = world('5b5f56');
  const bounded = { deadline: { at: Date.now() - 1 } };
  const running = async () => executeTransaction(engine, transaction(), context(state, bounded));
  await expect(running()).rejects.toMatchObject({ code: 'execution-timeout' });
  expect(state.nonce(ALICE)).toBe(0n);
  expect(state.balance(ALICE)).toBe(10n ** 19n);
});

describe('a call without fees', () => {
  test('pays nothing, and sees neither price nor base fee', async () => {
    // returns GASPRICE + BASEFEE
    const state = world('3a48015f5260205ff3');
    const tx = transaction({ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, nonce: 77n });
    const { result } = await executeTransaction(engine, tx, context(state, { validation: 'call' }));
    expect(result.returnData).toEqual(new Uint8Array(32));
    expect(state.balance(ALICE)).toBe(10n ** 19n);
    expect(state.account(COINBASE)).toBeUndefined();
  });
});

describe('blob gas', () => {
  test('is paid at the block’s price and burned', async () => {
    const state = world();
    const hash = concatBytes(Uint8Array.of(1), new Uint8Array(31));
    const tx = transaction({ type: 3, blobHashes: [hash, hash], maxFeePerBlobGas: 5n, to: address(0xbb) });
    const at = { block: block({ blobBaseFee: 3n }) };
    const { blobGasUsed, blobGasPrice } = await executeTransaction(NO_ENGINE, tx, context(state, at));
    expect(blobGasUsed).toBe(262_144n);
    expect(blobGasPrice).toBe(3n);
    expect(state.balance(ALICE)).toBe(10n ** 19n - 21_000n * 9n - 262_144n * 3n);
  });
});
