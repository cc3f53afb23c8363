import { EMPTY_BYTES, equalBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import { createdAddress } from '../address.ts';
import type { Deadline, Engine, MessageContext, MessageResult } from '../engine.ts';
import type { BlockEnvironment } from '../environment.ts';
import type { Log } from '../log.ts';
import { isPrecompile } from '../precompiles/addresses.ts';
import type { Tracer } from '../tracing/tracer.ts';
import { applyAuthorizations } from './authorizations.ts';
import {
  blobGasOf,
  type CheckContext,
  checkTransaction,
  isFreeCall,
  type RequiredGas,
  type Validation,
} from './check.ts';
import { delegationTarget } from './delegation.ts';
import type { ExecutableTransaction } from './executable.ts';

/** Everything that a transaction runs in. */
export interface TransactionContext extends CheckContext {
  readonly tracer?: Tracer | undefined;
  readonly deadline?: Deadline | undefined;
  readonly precompiles?: MessageContext['precompiles'];
  /** 20 bytes: gets the tip in place of the block's coinbase */
  readonly tipRecipient?: Uint8Array | undefined;
}

/** What a transaction did, beside the state. */
export interface TransactionOutcome {
  readonly result: MessageResult;
  /** what the sender pays for: intrinsic gas and execution less refunds, at least the data floor */
  readonly gasUsed: bigint;
  /** the same before refunds: a gas limit below it may fail */
  readonly maxGasUsed: bigint;
  /** wei per gas */
  readonly effectiveGasPrice: bigint;
  readonly logs: readonly Log[];
  /** 20 bytes, of a creation, also of a failed one */
  readonly contractAddress: Uint8Array | undefined;
  /** undefined but for type 3 */
  readonly blobGasUsed: bigint | undefined;
  /** wei per blob gas; undefined but for type 3 */
  readonly blobGasPrice: bigint | undefined;
}

/**
 * Executes one transaction on the state, from its checks to the fee recipient's share (execution-specs,
 * `process_transaction`). Answers at once where the engine does. Throws TransactionError where it may not be executed at
 * all, ExecutionError and what tracers throw where it does not come to its end (then the promise rejects, if there is one);
 * the state is then as before.
 */
export function executeTransaction(
  engine: Engine,
  tx: ExecutableTransaction,
  context: TransactionContext,
): TransactionOutcome | Promise<TransactionOutcome> {
  const required = checkTransaction(tx, context);
  const { state } = context;
  state.beginTransaction();
  const takeBack = (error: unknown): never => {
    state.revertTo(0);
    throw error;
  };
  try {
    const payment = buyGas(tx, context);
    const gas = tx.gasLimit - required.intrinsic;
    const result = runsCode(tx, context)
      ? runMessage(engine, tx, context, payment, gas)
      : transfer(tx, context, gas);
    if (!(result instanceof Promise)) return settle(tx, context, required, payment, result);
    return result.then((ended) => settle(tx, context, required, payment, ended)).catch(takeBack);
  } catch (error) {
    return takeBack(error);
  }
}

/** What the sender has paid in advance. */
interface Payment {
  /** True for a call that pays nothing. */
  readonly free: boolean;
  /** as the message sees it */
  readonly block: BlockEnvironment;
  /** wei per gas */
  readonly baseFee: bigint;
  /** wei per gas */
  readonly gasPrice: bigint;
  /** the transaction's own */
  readonly nonce: bigint;
  readonly blobGas: bigint;
  /** gas that comes back for authorizations of accounts that exist */
  readonly authorizationRefund: bigint;
}

/** Takes the highest fee from the sender, raises the nonce, and sets what the authorizations delegate. */
function buyGas(tx: ExecutableTransaction, context: TransactionContext): Payment {
  const { rules, state, validation } = context;
  const free = isFreeCall(tx, validation);
  // a call without fees sees none, or GASPRICE would be below BASEFEE
  const block = free && context.block.baseFee !== undefined ? withoutBaseFee(context.block) : context.block;
  const baseFee = block.baseFee ?? 0n;
  const gasPrice = effectiveGasPrice(tx, baseFee);
  const blobGas = blobGasOf(tx);
  const sender = state.entry(tx.sender);
  const { nonce } = sender;
  const fee = tx.gasLimit * gasPrice + blobFee(tx, blobGas, block.blobBaseFee ?? 0n, validation);
  state.putBalance(sender, sender.balance - fee);
  state.putNonce(sender, nonce + 1n);
  const authorizationRefund =
    tx.authorizations.length === 0 ? 0n : applyAuthorizations(tx.authorizations, rules.config.chainId, state);
  return { free, block, baseFee, gasPrice, nonce, blobGas, authorizationRefund };
}

const freeBlocks = new WeakMap<BlockEnvironment, BlockEnvironment>();

/** The same object for the same block. */
function withoutBaseFee(block: BlockEnvironment): BlockEnvironment {
  let free = freeBlocks.get(block);
  if (free === undefined) {
    free = { ...block, baseFee: 0n };
    freeBlocks.set(block, free);
  }
  return free;
}

/** Refunds, the data floor, what is left to the sender, the tip; the end of the transaction. */
function settle(
  tx: ExecutableTransaction,
  context: TransactionContext,
  { intrinsic, floor }: RequiredGas,
  { free, block, baseFee, gasPrice, nonce, blobGas, authorizationRefund }: Payment,
  result: MessageResult,
): TransactionOutcome {
  const { rules, state } = context;
  const before = intrinsic + result.gasUsed;
  const owed = authorizationRefund + result.gasRefund;
  const refund = owed === 0n ? 0n : min(owed, before / (rules.has('london') ? 5n : 2n));
  const gasUsed = max(before - refund, floor);
  state.credit(state.entry(tx.sender), (tx.gasLimit - gasUsed) * gasPrice);
  if (!free) state.addBalance(context.tipRecipient ?? block.coinbase, gasUsed * (gasPrice - baseFee));
  state.endTransaction(rules);

  const carriesBlobs = tx.type === 3;
  return {
    result,
    gasUsed,
    maxGasUsed: max(before, floor),
    effectiveGasPrice: gasPrice,
    logs: result.logs,
    contractAddress: tx.to === undefined ? createdAddress(tx.sender, nonce) : undefined,
    blobGasUsed: carriesBlobs ? blobGas : undefined,
    blobGasPrice: carriesBlobs ? (block.blobBaseFee ?? 0n) : undefined,
  };
}

/** wei per gas that the sender pays at this base fee (EIP-1559). */
export function effectiveGasPrice(
  tx: Pick<ExecutableTransaction, 'maxFeePerGas' | 'maxPriorityFeePerGas'>,
  baseFee: bigint,
): bigint {
  return min(tx.maxFeePerGas, baseFee + tx.maxPriorityFeePerGas);
}

function blobFee(tx: ExecutableTransaction, gas: bigint, price: bigint, validation: Validation): bigint {
  const forgiven = validation === 'call' && (tx.maxFeePerBlobGas ?? 0n) === 0n;
  return forgiven ? 0n : gas * price;
}

/** What is warm from the start (EIP-2929, EIP-2930, EIP-3651, and the target of a delegation by EIP-7702). */
function warmTransaction(tx: ExecutableTransaction, { rules, block, state }: TransactionContext): void {
  if (!rules.has('berlin')) return;
  state.warmPrecompiles(rules);
  state.warmAddress(tx.sender);
  if (tx.to !== undefined) state.warmAddress(tx.to);
  if (rules.has('shanghai')) state.warmAddress(block.coinbase);
  for (const { address, storageKeys } of tx.accessList) {
    state.warmAddress(address);
    for (const key of storageKeys) state.warmSlot(address, key);
  }
  if (tx.to === undefined || !rules.has('prague')) return;
  const target = delegationTarget(state.code(tx.to));
  if (target !== undefined) state.warmAddress(target);
}

function runsCode({ to }: ExecutableTransaction, { rules, state, precompiles }: TransactionContext): boolean {
  if (to === undefined || precompiles !== undefined || isPrecompile(to, rules)) return true;
  return !equalBytes(state.codeHash(to), EMPTY_CODE_HASH);
}

function runMessage(
  engine: Engine,
  tx: ExecutableTransaction,
  context: TransactionContext,
  { block, gasPrice }: Payment,
  gas: bigint,
): MessageResult | Promise<MessageResult> {
  const { rules, state, tracer, deadline, precompiles } = context;
  warmTransaction(tx, context);
  const { sender, to, value, data, blobHashes } = tx;
  return engine.execute(
    { caller: sender, to, value, data, gas, gasPrice, origin: sender, blobHashes },
    { rules, block, state, tracer, deadline, precompiles },
  );
}

/** What a message to an account without code comes to. */
const TRANSFERRED: MessageResult = {
  halt: undefined,
  gasUsed: 0n,
  gasRefund: 0n,
  returnData: EMPTY_BYTES,
  createdAddress: undefined,
  logs: [],
};

/** A message to an account without code needs no engine. */
function transfer(tx: ExecutableTransaction, context: TransactionContext, gas: bigint): MessageResult {
  const { sender, to = EMPTY_BYTES, value, data } = tx;
  const { state, tracer } = context;
  tracer?.onEnter?.({ depth: 0, kind: 'CALL', from: sender, to, input: data, gas, value, precompile: false });
  const from = state.entry(sender);
  state.putBalance(from, from.balance - value);
  state.addBalance(to, value);
  tracer?.onExit?.({ depth: 0, output: EMPTY_BYTES, gasUsed: 0n, halt: undefined });
  return TRANSFERRED;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
