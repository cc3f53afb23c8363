import { requestsHash } from '../../vm/block/requests.ts';
import type { Block, Withdrawal } from '../block/block.ts';
import type { Header } from '../block/header.ts';
import { hashHeader } from '../block/headerCodec.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { BlockRun } from './blockRun.ts';
import { receiptFields, transactionsRoot, withdrawalsRoot } from './roots.ts';

/** What a block's header says beside its draft and its transactions. */
export interface BlockEnd {
  readonly stateRoot: Uint8Array;
  /** undefined before Shanghai */
  readonly withdrawals: readonly Withdrawal[] | undefined;
  /** undefined before Prague */
  readonly requests: readonly Uint8Array[] | undefined;
}

/** The finished block: the draft of its header with all that running it has shown. */
export function sealBlock(
  draft: Header,
  run: BlockRun,
  { stateRoot, withdrawals, requests }: BlockEnd,
): Block {
  const header: Header = {
    ...draft,
    ...receiptFields(run.receipts),
    stateRoot,
    transactionsRoot: transactionsRoot(run.transactions),
    withdrawalsRoot: withdrawals === undefined ? undefined : withdrawalsRoot(withdrawals),
    blobGasUsed: run.rules.has('cancun') ? run.blobGasUsed : undefined,
    requestsHash: requests === undefined ? undefined : requestsHash(requests),
  };
  return {
    header,
    hash: hashHeader(header),
    transactions: run.transactions.map(withoutSidecar),
    ommers: [],
    withdrawals,
  };
}

/** Blobs travel beside blocks, not in them. */
function withoutSidecar(transaction: Transaction): Transaction {
  return transaction.sidecar === undefined ? transaction : { ...transaction, sidecar: undefined };
}
