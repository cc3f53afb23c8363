import { expect } from 'bun:test';
import { decodeTransaction } from '../../../../chain/transaction/decode.ts';
import type { NativeFields } from '../../../../chain/transaction/native/fields.ts';
import type { SignedKind } from '../../../../chain/transaction/native/kinds.ts';
import type { NativePart } from '../../../../chain/transaction/transaction.ts';

/** The key of the vector. */
export const KEY = new Uint8Array(32).fill(0x11);
/** No bytes. */
export const EMPTY = new Uint8Array(0);

/** A plain transfer, whose bytes docs/native-transactions.md shows. */
export const VECTOR: NativeFields & { kind: SignedKind } = {
  kind: 'normal',
  chainId: 22593n,
  nonce: 7n,
  maxPriorityFeePerGas: 1_000_000_000n,
  maxFeePerGas: 3_000_000_000n,
  gasLimit: 21_000n,
  to: new Uint8Array(20).fill(0x22),
  value: 10n ** 18n,
  data: EMPTY,
};

/** What only the envelope has; it must be one. */
export function nativeOf({ native }: { native?: NativePart | undefined }): NativePart {
  if (native === undefined) throw new Error('no native part');
  return native;
}

/** Expects that these bytes are refused with this code. */
export function refuses(raw: Uint8Array, code: string, message?: string): void {
  let thrown: unknown;
  try {
    decodeTransaction(raw);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'DecodeError', code, ...(message === undefined ? {} : { message }) });
}
