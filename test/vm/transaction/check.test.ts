import { describe, expect, test } from 'bun:test';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import { checkTransaction } from '../../../vm/transaction/check.ts';
import { TransactionError } from '../../../vm/transaction/errors.ts';
import type { ExecutableTransaction } from '../../../vm/transaction/executable.ts';
import type { TransactionContext } from '../../../vm/transaction/execute.ts';
import { ALICE, block, CONFIG, context, rules, transaction, world } from '../world.ts';

const NAME = '0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa';

function refusal(
  tx: Partial<ExecutableTransaction>,
  fields: Partial<TransactionContext> = {},
): TransactionError {
  try {
    checkTransaction(transaction(tx), context(fields.state ?? world(), fields));
  } catch (error) {
    if (error instanceof TransactionError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('checkTransaction says what geth says', () => {
  const cases: readonly (readonly [code: string, message: string, refused: () => TransactionError])[] = [
    ['nonce-too-high', `nonce too high: address ${NAME}, tx: 1 state: 0`, () => refusal({ nonce: 1n })],
    [
      'nonce-too-low',
      `nonce too low: address ${NAME}, tx: 0 state: 1`,
      () => {
        const state = world();
        state.setNonce(ALICE, 1n);
        return refusal({}, { state });
      },
    ],
    [
      'sender-not-eoa',
      `sender not an eoa: address ${NAME}, len(code): 1`,
      () => {
        const state = world();
        state.setCode(ALICE, Uint8Array.of(0));
        return refusal({}, { state });
      },
    ],
    [
      'insufficient-funds',
      `insufficient funds for gas * price + value: address ${NAME} have 10000000000000000000 want 10000000000000999999`,
      () => refusal({ value: 10n ** 19n - 1n }),
    ],
    [
      'insufficient-funds',
      `insufficient funds for gas * price + value: address ${NAME} required balance exceeds 256 bits`,
      () => refusal({ value: 2n ** 256n - 1n }),
    ],
    ['intrinsic-gas', 'intrinsic gas too low: have 1, want 21000', () => refusal({ gasLimit: 1n })],
    [
      'floor-gas',
      'insufficient gas for floor data gas cost: have 23000, want 25000',
      () => refusal({ gasLimit: 23_000n, data: new Uint8Array(100).fill(1) }),
    ],
    [
      'fee-cap-too-low',
      `max fee per gas less than block base fee: address ${NAME}, maxFeePerGas: 6, baseFee: 7`,
      () => refusal({ maxFeePerGas: 6n }),
    ],
    [
      'tip-above-fee-cap',
      `max priority fee per gas higher than max fee per gas: address ${NAME}, maxPriorityFeePerGas: 11, maxFeePerGas: 10`,
      () => refusal({ maxPriorityFeePerGas: 11n }),
    ],
    ['gas-limit-reached', 'gas limit reached', () => refusal({}, { gasPoolLeft: 99_999n })],
    [
      'gas-limit-too-high',
      'transaction gas limit too high (cap: 16777216, tx: 16777217)',
      () => refusal({ gasLimit: 16_777_217n }, { rules: rules('osaka') }),
    ],
    [
      'initcode-too-large',
      'max initcode size exceeded: code size 49153 limit 49152',
      () => refusal({ to: undefined, data: new Uint8Array(49_153), gasLimit: 10_000_000n }),
    ],
    [
      'tx-type-not-supported',
      'transaction type not supported',
      () => refusal({}, { rules: rules('berlin') }),
    ],
    ['tx-type-not-supported', 'transaction type not supported', () => refusal({ type: 0x58 })],
    [
      'blob-create',
      'blob transaction of type create',
      () => refusal({ type: 3, to: undefined, blobHashes: [versioned()], maxFeePerBlobGas: 1n }),
    ],
    [
      'blob-hashes-missing',
      'blob transaction missing blob hashes',
      () => refusal({ type: 3, maxFeePerBlobGas: 1n }),
    ],
    [
      'blob-hash-version',
      'blob 1 has invalid hash version',
      () => refusal({ type: 3, blobHashes: [versioned(), new Uint8Array(32)], maxFeePerBlobGas: 1n }),
    ],
    [
      'blob-too-many',
      'blob transaction has too many blobs (have 7, max 6)',
      () =>
        refusal(
          { type: 3, blobHashes: new Array(7).fill(versioned()), maxFeePerBlobGas: 1n },
          { rules: rules('osaka') },
        ),
    ],
    [
      'blob-fee-cap-too-low',
      `max fee per blob gas less than block blob gas fee: address ${NAME} blobGasFeeCap: 1, blobBaseFee: 2`,
      () =>
        refusal(
          { type: 3, blobHashes: [versioned()], maxFeePerBlobGas: 1n },
          { block: block({ blobBaseFee: 2n }) },
        ),
    ],
    [
      'set-code-empty-list',
      `EIP-7702 transaction with empty auth list (sender ${NAME})`,
      () => refusal({ type: 4 }),
    ],
    [
      'set-code-create',
      `EIP-7702 transaction cannot be used to create contract (sender ${NAME})`,
      () => refusal({ type: 4, to: undefined }),
    ],
  ];

  for (const [code, message, refused] of cases) {
    test(`${code}: ${message.slice(0, 60)}`, () => {
      const error = refused();
      expect(error.message).toBe(message);
      expect(error.code).toBe(code as TransactionError['code']);
    });
  }
});

describe('checkTransaction lets pass', () => {
  test('a sender that delegates its code', () => {
    const state = world();
    state.setCode(ALICE, fromHex(`ef0100${'11'.repeat(20)}`));
    checkTransaction(transaction(), context(state));
  });

  test('calls without fees, from contracts, with any nonce and any gas', () => {
    const state = world();
    state.setCode(ALICE, Uint8Array.of(0));
    const call = { nonce: 9n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, gasLimit: 20_000_000n };
    checkTransaction(transaction(call), context(state, { validation: 'call', rules: rules('osaka') }));
  });

  test('contracts as senders where dev mode asks for it', () => {
    const state = world();
    state.setCode(ALICE, Uint8Array.of(0));
    checkTransaction(transaction(), context(state, { contractSenders: true }));
  });

  test("more gas than Osaka's cap where the chain lifts it", () => {
    const lifted = rules('osaka', { ...CONFIG, transactionGasCap: 2n ** 60n });
    checkTransaction(transaction({ gasLimit: 20_000_000n }), context(world(), { rules: lifted }));
  });

  test('but a call with fees pays attention to them', () => {
    expect(refusal({ maxFeePerGas: 1n, maxPriorityFeePerGas: 0n }, { validation: 'call' }).code).toBe(
      'fee-cap-too-low',
    );
    expect(
      refusal({ value: 10n ** 20n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }, { validation: 'call' }).code,
    ).toBe('insufficient-funds');
  });
});

function versioned(): Uint8Array {
  const hash = new Uint8Array(32);
  hash[0] = 1;
  return hash;
}
