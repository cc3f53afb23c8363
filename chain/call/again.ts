import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { type BlockProgress, endProgress, executeNext } from '../building/progress.ts';
import { isSystemTransaction } from '../transaction/native/system.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What running a transaction again has shown. */
export interface AgainOutcome {
  readonly result: MessageResult;
  readonly gasUsed: bigint;
}

/**
 * Runs the next of a block's own transactions again. It has been in the block and needs no room. The one that the block
 * made itself stands for what comes after the others: a tracer sees one frame, in which it may be told of the hooks' calls
 * that another has seen (BlockReplay.hookTracer).
 */
export async function executeAgain(
  progress: BlockProgress,
  transaction: Transaction,
  tracer?: Tracer,
): Promise<AgainOutcome> {
  if (isSystemTransaction(transaction)) return endAgain(progress, transaction, tracer);
  return executeNext(progress, transaction, { gasPoolLeft: transaction.gasLimit, tracer });
}

async function endAgain(
  progress: BlockProgress,
  { sender, to = EMPTY_BYTES, data, value }: Transaction,
  tracer: Tracer | undefined,
): Promise<AgainOutcome> {
  const frame = { depth: 0, from: sender, to, input: data, gas: 0n, value, precompile: false };
  tracer?.onEnter?.({ ...frame, kind: 'CALL' });
  await endProgress(progress);
  const logs = progress.hooks?.logs ?? [];
  tracer?.onExit?.({ depth: 0, output: EMPTY_BYTES, gasUsed: 0n, halt: undefined });
  const result: MessageResult = {
    halt: undefined,
    gasUsed: 0n,
    gasRefund: 0n,
    returnData: EMPTY_BYTES,
    createdAddress: undefined,
    logs,
  };
  return { result, gasUsed: 0n };
}
