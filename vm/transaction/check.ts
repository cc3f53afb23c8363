import { checksumAddress } from '../address.ts';
import type { BlockEnvironment } from '../environment.ts';
import type { ForkName } from '../rules/forks.ts';
import type { Rules } from '../rules/rules.ts';
import type { WorldState } from '../state/worldState.ts';
import { delegationTarget } from './delegation.ts';
import { TransactionError } from './errors.ts';
import type { ExecutableTransaction } from './executable.ts';
import { floorDataGas, intrinsicGas } from './intrinsicGas.ts';
import { initcodeLimit, MAX_NONCE, transactionBlobLimit, transactionGasCap } from './limits.ts';

const MAX_WORD = 2n ** 256n - 1n;
const VERSIONED_HASH_KZG = 0x01;
/** EIP-4844 */
export const GAS_PER_BLOB = 131_072n;

/** The fork that brought each transaction type, by its number. */
export const TRANSACTION_TYPES: readonly ForkName[] = ['frontier', 'berlin', 'london', 'cancun', 'prague'];

const DYNAMIC_FEE_TYPE = 2;

/** XAI's own envelope, whose transactions execute as those of type 2 do. */
const NATIVE_TYPE = 0x58;
const NATIVE_SINCE: ForkName = 'london';

/**
 * How strict the checks are. 'call': geth's eth_call, which forgives nonce, sender code and gas caps, and fees that are
 * not given. 'simulated': eth_simulateV1's validation, which forgives sender code and gas caps only.
 */
export type Validation = 'full' | 'simulated' | 'call';

/** What the checks compare a transaction with. */
export interface CheckContext {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  /** gas that the block has left */
  readonly gasPoolLeft: bigint;
  /** blob gas that the block has left; undefined: not bounded here */
  readonly blobGasLeft?: bigint | undefined;
  readonly validation: Validation;
  /** Dev mode: accounts with code may send (EIP-3607 is not asked). */
  readonly contractSenders?: boolean | undefined;
}

/** Gas that a transaction's limit must hold. */
export interface RequiredGas {
  /** taken before the first instruction */
  readonly intrinsic: bigint;
  /** the least that will be charged; 0 before Prague */
  readonly floor: bigint;
}

/** Refuses, in geth's order and words, what may not be executed. Changes nothing. */
export function checkTransaction(tx: ExecutableTransaction, context: CheckContext): RequiredGas {
  checkType(tx, context);
  if (context.validation !== 'call') checkNonce(tx, context.state);
  if (context.validation === 'full') {
    checkGasCap(tx, context.rules);
    if (context.contractSenders !== true) checkSender(tx, context.state);
  }
  checkFees(tx, context);
  checkBlobs(tx, context);
  checkDelegations(tx);
  checkFunds(tx, context);
  if (context.gasPoolLeft < tx.gasLimit) throw new TransactionError('gas-limit-reached', 'gas limit reached');
  return checkGas(tx, context.rules);
}

/** True for a call without fees, which pays none and does not see the base fee. */
export function isFreeCall(tx: ExecutableTransaction, validation: Validation): boolean {
  return validation === 'call' && tx.maxFeePerGas === 0n && tx.maxPriorityFeePerGas === 0n;
}

/** blob gas that the transaction takes */
export function blobGasOf(tx: ExecutableTransaction): bigint {
  return GAS_PER_BLOB * BigInt(tx.blobHashes.length);
}

function checkType({ type }: ExecutableTransaction, { rules, validation }: CheckContext): void {
  // geth's calls take an access list and two fees on any block.
  if (validation !== 'full' && type <= DYNAMIC_FEE_TYPE) return;
  const native = type === NATIVE_TYPE && rules.config.nativeTransactions === true;
  const since = native ? NATIVE_SINCE : TRANSACTION_TYPES[type];
  if (since === undefined || !rules.has(since)) {
    throw new TransactionError('tx-type-not-supported', 'transaction type not supported');
  }
}

function checkNonce(tx: ExecutableTransaction, state: WorldState): void {
  const nonce = state.nonce(tx.sender);
  const detail = () => `address ${checksumAddress(tx.sender)}, tx: ${tx.nonce} state: ${nonce}`;
  if (tx.nonce > nonce) throw new TransactionError('nonce-too-high', `nonce too high: ${detail()}`);
  if (tx.nonce < nonce) throw new TransactionError('nonce-too-low', `nonce too low: ${detail()}`);
  if (nonce >= MAX_NONCE) {
    const text = `nonce has max value: address ${checksumAddress(tx.sender)}, nonce: ${nonce}`;
    throw new TransactionError('nonce-max', text);
  }
}

function checkGasCap({ gasLimit }: ExecutableTransaction, rules: Rules): void {
  const cap = transactionGasCap(rules);
  if (cap === undefined || gasLimit <= cap) return;
  const text = `transaction gas limit too high (cap: ${cap}, tx: ${gasLimit})`;
  throw new TransactionError('gas-limit-too-high', text);
}

function checkSender({ sender }: ExecutableTransaction, state: WorldState): void {
  const code = state.code(sender);
  if (code.length === 0 || delegationTarget(code) !== undefined) return;
  const text = `sender not an eoa: address ${checksumAddress(sender)}, len(code): ${code.length}`;
  throw new TransactionError('sender-not-eoa', text);
}

function checkFees(tx: ExecutableTransaction, { rules, block, validation }: CheckContext): void {
  if (!rules.has('london') || isFreeCall(tx, validation)) return;
  const { maxFeePerGas, maxPriorityFeePerGas } = tx;
  if (maxFeePerGas > MAX_WORD) {
    const text = `max fee per gas higher than 2^256-1: address ${checksumAddress(tx.sender)}, maxFeePerGas bit length: ${bitLength(maxFeePerGas)}`;
    throw new TransactionError('fee-overflow', text);
  }
  if (maxPriorityFeePerGas > maxFeePerGas) {
    const address = checksumAddress(tx.sender);
    const text = `max priority fee per gas higher than max fee per gas: address ${address}, maxPriorityFeePerGas: ${maxPriorityFeePerGas}, maxFeePerGas: ${maxFeePerGas}`;
    throw new TransactionError('tip-above-fee-cap', text);
  }
  const baseFee = block.baseFee ?? 0n;
  if (maxFeePerGas < baseFee) {
    const address = checksumAddress(tx.sender);
    const text = `max fee per gas less than block base fee: address ${address}, maxFeePerGas: ${maxFeePerGas}, baseFee: ${baseFee}`;
    throw new TransactionError('fee-cap-too-low', text);
  }
}

function checkBlobs(
  tx: ExecutableTransaction,
  { rules, block, blobGasLeft, validation }: CheckContext,
): void {
  if (tx.type !== 3) return;
  const { blobHashes, maxFeePerBlobGas = 0n } = tx;
  if (tx.to === undefined) throw new TransactionError('blob-create', 'blob transaction of type create');
  if (blobHashes.length === 0) {
    throw new TransactionError('blob-hashes-missing', 'blob transaction missing blob hashes');
  }
  const limit = transactionBlobLimit(rules);
  if (limit !== undefined && blobHashes.length > limit) {
    const text = `blob transaction has too many blobs (have ${blobHashes.length}, max ${limit})`;
    throw new TransactionError('blob-too-many', text);
  }
  const invalid = blobHashes.findIndex((hash) => hash[0] !== VERSIONED_HASH_KZG);
  if (invalid !== -1) {
    throw new TransactionError('blob-hash-version', `blob ${invalid} has invalid hash version`);
  }
  if (blobGasLeft !== undefined && blobGasOf(tx) > blobGasLeft) {
    throw new TransactionError('blob-gas-limit-reached', 'blob gas limit reached');
  }
  const blobBaseFee = block.blobBaseFee ?? 0n;
  if (validation === 'call' && maxFeePerBlobGas === 0n) return;
  if (maxFeePerBlobGas < blobBaseFee) {
    const text = `max fee per blob gas less than block blob gas fee: address ${checksumAddress(tx.sender)} blobGasFeeCap: ${maxFeePerBlobGas}, blobBaseFee: ${blobBaseFee}`;
    throw new TransactionError('blob-fee-cap-too-low', text);
  }
}

function checkDelegations(tx: ExecutableTransaction): void {
  if (tx.type !== 4) return;
  const sender = checksumAddress(tx.sender);
  if (tx.to === undefined) {
    const text = `EIP-7702 transaction cannot be used to create contract (sender ${sender})`;
    throw new TransactionError('set-code-create', text);
  }
  if (tx.authorizations.length === 0) {
    const text = `EIP-7702 transaction with empty auth list (sender ${sender})`;
    throw new TransactionError('set-code-empty-list', text);
  }
}

/** The sender must hold what the transaction may cost at most, though it will pay less. */
function checkFunds(tx: ExecutableTransaction, { state }: CheckContext): void {
  const have = state.balance(tx.sender);
  const want = tx.gasLimit * tx.maxFeePerGas + tx.value + blobGasOf(tx) * (tx.maxFeePerBlobGas ?? 0n);
  if (have >= want) return;
  const address = checksumAddress(tx.sender);
  const detail = want > MAX_WORD ? 'required balance exceeds 256 bits' : `have ${have} want ${want}`;
  const text = `insufficient funds for gas * price + value: address ${address} ${detail}`;
  throw new TransactionError('insufficient-funds', text);
}

function checkGas(tx: ExecutableTransaction, rules: Rules): RequiredGas {
  const { gasLimit } = tx;
  const intrinsic = intrinsicGas(tx, rules);
  if (gasLimit < intrinsic) {
    throw new TransactionError('intrinsic-gas', `intrinsic gas too low: have ${gasLimit}, want ${intrinsic}`);
  }
  const floor = floorDataGas(tx, rules);
  if (gasLimit < floor) {
    const text = `insufficient gas for floor data gas cost: have ${gasLimit}, want ${floor}`;
    throw new TransactionError('floor-gas', text);
  }
  const limit = initcodeLimit(rules);
  if (limit !== undefined && tx.to === undefined && tx.data.length > limit) {
    const text = `max initcode size exceeded: code size ${tx.data.length} limit ${limit}`;
    throw new TransactionError('initcode-too-large', text);
  }
  return { intrinsic, floor };
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
