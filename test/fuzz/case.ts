import type { ForkName } from '../../vm/rules/forks.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';

/** An account before the first transaction. */
export interface FuzzAccount {
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly nonce: bigint;
  /** wei */
  readonly balance: bigint;
  readonly code: Uint8Array;
  /** numbers of slots and their values, neither of them zero by chance alone */
  readonly storage: readonly (readonly [slot: bigint, value: bigint])[];
}

/** The block that the transactions of a case are in. */
export interface FuzzBlock {
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
  /** 20 bytes */
  readonly coinbase: Uint8Array;
  readonly gasLimit: bigint;
  /** wei per gas; counts from London on */
  readonly baseFee: bigint;
  /** counts before the merge */
  readonly difficulty: bigint;
  /** 32 bytes; counts after the merge */
  readonly prevRandao: Uint8Array;
  /** counts from Cancun on */
  readonly excessBlobGas: bigint;
}

/** A world and transactions that run on it one after the other. */
export interface FuzzCase {
  readonly fork: ForkName;
  readonly block: FuzzBlock;
  readonly accounts: readonly FuzzAccount[];
  readonly transactions: readonly ExecutableTransaction[];
}

/** The case as JSON, bigints as decimal strings with an n, bytes as hex. */
export function printCase(item: FuzzCase): string {
  return JSON.stringify(item, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
    return value;
  });
}

/** What printCase has written. */
export function parseCase(text: string): FuzzCase {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (/^-?\d+n$/.test(value)) return BigInt(value.slice(0, -1));
    if (value.startsWith('0x')) return Uint8Array.from(Buffer.from(value.slice(2), 'hex'));
    return value;
  }) as FuzzCase;
}
