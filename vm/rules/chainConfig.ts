import type { ForkName } from './forks.ts';

/** Blob parameters that hold from one fork on (EIP-7840). */
export interface BlobParameters {
  /** blobs per block */
  readonly target: bigint;
  /** blobs per block */
  readonly max: bigint;
  readonly baseFeeUpdateFraction: bigint;
}

/** The consensus rules of one chain: geth's genesis `config`, parsed. */
export interface ChainConfig {
  readonly chainId: bigint;
  /**
   * Activation of each scheduled fork: a block number for `by: 'block'`, seconds for `by: 'time'`; for `merge` the
   * first block without proof of work. A fork that is absent is never active. `merge` is decided by
   * terminalTotalDifficulty alone.
   */
  readonly activations: ReadonlyMap<ForkName, bigint>;
  /** undefined: the chain never merges by difficulty */
  readonly terminalTotalDifficulty: bigint | undefined;
  /** Counts in the chain's fork id (EIP-2124) and changes no rule. */
  readonly mergeNetsplitBlock?: bigint | undefined;
  /** True where geth's `daoForkSupport` is set: the DAO's balances move at `daoForkBlock`. */
  readonly daoForkSupport: boolean;
  /** 20 bytes: where deposit requests are read from logs (EIP-6110) */
  readonly depositContract: Uint8Array;
  readonly blobSchedule: ReadonlyMap<ForkName, BlobParameters>;
  /** Largest deployed code in bytes; undefined: EIP-170's 24,576 (set by dev mode's --code-size-limit). */
  readonly maxCodeSize?: number | undefined;
  /** Largest gas limit of one transaction from Osaka on; undefined: EIP-7825's 2^24 (lifted by dev mode). */
  readonly transactionGasCap?: bigint | undefined;
  /**
   * True where the genesis starts under Prague without the contracts that queue requests: they then have none, as in
   * geth. Without it a Prague block is invalid where they are missing (EIP-7002, EIP-7251).
   */
  readonly requestContractsOptional?: boolean | undefined;
  /**
   * True on XAI chains, whose genesis says `config.xai`: transactions in the envelope of type 0x58 count. Everywhere else they
   * are of an unknown type.
   */
  readonly nativeTransactions?: boolean | undefined;
  /** The modules that genesis placed: `config.xai` as it was; undefined where there are none. */
  readonly modules?: { readonly preset: string; readonly active: readonly string[] } | undefined;
  /** Dev mode's --disable-block-gas-limit and fee-less calls never change consensus and are not here. */
  readonly name: string;
}
