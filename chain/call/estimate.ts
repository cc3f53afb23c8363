import type { MessageResult } from '../../vm/engine.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import type { TransactionOutcome } from '../../vm/transaction/execute.ts';
import { CallError, ExecutionRevertedError } from './errors.ts';

const TRANSFER_GAS = 21_000n;
/** Gas that a call with value gets for nothing. */
const CALL_STIPEND = 2_300n;
const UINT64_MAX = 2n ** 64n - 1n;

/** What an estimate is bounded by. */
export interface EstimateBounds {
  /** of the block that the call runs in */
  readonly blockGasLimit: bigint;
  /** of one transaction (EIP-7825); undefined: none */
  readonly transactionGasCap: bigint | undefined;
  /** the node's own bound on calls */
  readonly gasCap: bigint;
  /** wei */
  readonly balance: bigint;
  /** whether `to` is an account without code */
  readonly isPlainTransfer: boolean;
}

/** One run with this gas limit: undefined where the gas does not even cover the intrinsic part. Throws CallError. */
export type Attempt = (gasLimit: bigint) => Promise<TransactionOutcome | undefined>;

/**
 * The least gas limit with which the call succeeds, found as geth finds it but without its error ratio (go-ethereum
 * eth/gasestimator): one run with all the gas there may be, some with what that used, then bisection. Throws
 * ExecutionRevertedError, and CallError where nothing helps.
 */
export async function estimateGas(
  tx: ExecutableTransaction,
  requestedGas: bigint | undefined,
  bounds: EstimateBounds,
  attempt: Attempt,
): Promise<bigint> {
  let high = highestGas(tx, requestedGas, bounds);
  if (bounds.isPlainTransfer && tx.data.length === 0 && high >= TRANSFER_GAS) {
    if (await transfers(attempt)) return TRANSFER_GAS;
  }
  const first = await attempt(high);
  if (first === undefined) throw allowanceExceeded(high, bounds);
  throwIfHalted(first.result, high, bounds);

  // Most calls need what they use before refunds, and fail with one unit less; others need what calls hold back as well.
  let low = first.gasUsed - 1n;
  const used = first.maxGasUsed;
  for (const guess of [used, used - 1n, ((used + CALL_STIPEND) * 64n) / 63n]) {
    if (guess <= low || guess >= high) continue;
    if (await succeeds(attempt, guess)) high = guess;
    else low = guess;
  }
  while (low + 1n < high) {
    const middle = (high + low) / 2n;
    // Most calls need little more than they use: search the lower part first.
    const next = middle > low * 2n ? low * 2n : middle;
    if (await succeeds(attempt, next)) high = next;
    else low = next;
  }
  return high;
}

/** The most gas that may be tried: of the request, the block, the sender's funds and the node. */
function highestGas(
  tx: ExecutableTransaction,
  requested: bigint | undefined,
  bounds: EstimateBounds,
): bigint {
  let high = requested !== undefined && requested >= TRANSFER_GAS ? requested : bounds.blockGasLimit;
  if (bounds.transactionGasCap !== undefined) high = min(high, bounds.transactionGasCap);
  if (tx.maxFeePerGas > 0n) {
    const allowance = availableFunds(tx, bounds.balance) / tx.maxFeePerGas;
    if (allowance <= UINT64_MAX) high = min(high, allowance);
  }
  return min(high, bounds.gasCap);
}

/** wei that is left for gas */
function availableFunds(tx: ExecutableTransaction, balance: bigint): bigint {
  if (tx.value > 0n && tx.value >= balance) {
    throw new CallError('insufficient-funds-for-transfer', 'insufficient funds for transfer');
  }
  const blobs = BigInt(tx.blobHashes.length) * GAS_PER_BLOB * (tx.maxFeePerBlobGas ?? 0n);
  const afterValue = balance - tx.value;
  if (blobs > 0n && blobs >= afterValue) {
    throw new CallError('insufficient-funds', 'insufficient funds for gas * price + value');
  }
  return afterValue - blobs;
}

function throwIfHalted(result: MessageResult, gasLimit: bigint, bounds: EstimateBounds): void {
  if (result.halt === undefined) return;
  if (result.halt === 'revert') throw new ExecutionRevertedError(result.returnData);
  if (result.halt === 'out of gas') throw allowanceExceeded(gasLimit, bounds);
  throw new CallError('halted', result.halt);
}

/** Whose limit it was: the node's, or one of the request, the block or the sender's funds. */
function allowanceExceeded(gasLimit: bigint, { gasCap }: EstimateBounds): CallError {
  const code = gasLimit === gasCap ? 'gas-exceeds-cap' : 'gas-exceeds-allowance';
  return new CallError(code, `gas required exceeds allowance (${gasLimit})`);
}

/** Whether the gas of a bare transfer does. Why it may not is for the run with all gas to say. */
async function transfers(attempt: Attempt): Promise<boolean> {
  try {
    return await succeeds(attempt, TRANSFER_GAS);
  } catch (error) {
    if (error instanceof CallError) return false;
    throw error;
  }
}

async function succeeds(attempt: Attempt, gasLimit: bigint): Promise<boolean> {
  const outcome = await attempt(gasLimit);
  return outcome !== undefined && outcome.result.halt === undefined;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
