import type { Log } from '../../vm/log.ts';
import type { TransactionType } from '../transaction/transaction.ts';

/** What a transaction left behind: the consensus fields and those that clients ask for beside them. */
export interface Receipt {
  readonly type: TransactionType;
  /** true: success; undefined before Byzantium, where `stateRoot` stands instead */
  readonly succeeded: boolean | undefined;
  /** 32 bytes, before Byzantium only */
  readonly stateRoot: Uint8Array | undefined;
  readonly cumulativeGasUsed: bigint;
  /** 256 bytes */
  readonly logsBloom: Uint8Array;
  readonly logs: readonly Log[];
  readonly gasUsed: bigint;
  /** wei per gas */
  readonly effectiveGasPrice: bigint;
  /** 20 bytes, of a creation */
  readonly contractAddress: Uint8Array | undefined;
  /** type 3 only */
  readonly blobGasUsed: bigint | undefined;
  /** wei per blob gas, type 3 only */
  readonly blobGasPrice: bigint | undefined;
}
