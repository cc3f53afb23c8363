import { bigIntToFixedBytes, concatBytes, padLeft } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';

/*
 * Calls of the protocol in Solidity's ABI, written by hand: the shapes are few and fixed, and a block with hooks makes one
 * for each of its transactions. modules/contracts/src/IXaiModule.sol has the names.
 */

/** A transaction as hooks are asked about it. */
export interface HookedTransaction extends ExecutableTransaction {
  /** 32 bytes */
  readonly hash: Uint8Array;
}

/** What a block's transactions came to; wei, gas. */
export interface BlockResult {
  readonly gasUsed: bigint;
  readonly transactionCount: number;
  readonly tips: bigint;
  readonly baseFees: bigint;
}

const BLOCK = '(uint256,uint256,address,uint256,uint256)';
const TRANSACTION = '(bytes32,address,address,bool,uint256,uint256,uint256,uint256,uint256,bytes)';
const RESULT = '(uint256,uint256,uint256,uint256)';

const VALIDATE = selector(`validateTransaction(${BLOCK},${TRANSACTION})`);
const START = selector(`onBlockStart(${BLOCK})`);
const END = selector(`onBlockEnd(${BLOCK},${RESULT})`);
const RECORD_FAULT = selector('recordFault(bytes32,uint8,bytes)');
const CLEAR_FAULTS = selector('clearFaults(bytes32)');

/** activeHooks() */
export const ACTIVE_HOOKS_CALL = selector('activeHooks()');

const WORD = 32;
const NOBODY = new Uint8Array(20);

/** validateTransaction(context, transaction) */
export function validateCall(context: Uint8Array, tx: HookedTransaction): Uint8Array {
  return concatBytes(
    VALIDATE,
    context,
    uint(context.length + WORD),
    ...[tx.hash, address(tx.sender), address(tx.to ?? NOBODY), uint(tx.to === undefined ? 1 : 0)],
    ...[uint(tx.value), uint(tx.nonce), uint(tx.gasLimit)],
    ...[uint(tx.maxFeePerGas), uint(tx.maxPriorityFeePerGas)],
    uint(10 * WORD),
    ...bytes(tx.data),
  );
}

/** onBlockStart(context) */
export function startCall(context: Uint8Array): Uint8Array {
  return concatBytes(START, context);
}

/** onBlockEnd(context, result) */
export function endCall(context: Uint8Array, result: BlockResult): Uint8Array {
  const { gasUsed, transactionCount, tips, baseFees } = result;
  return concatBytes(END, context, uint(gasUsed), uint(transactionCount), uint(tips), uint(baseFees));
}

/** recordFault(id, hook, reason) */
export function recordFaultCall(id: Uint8Array, hook: number, reason: Uint8Array): Uint8Array {
  return concatBytes(RECORD_FAULT, id, uint(hook), uint(3 * WORD), ...bytes(reason));
}

/** clearFaults(id) */
export function clearFaultsCall(id: Uint8Array): Uint8Array {
  return concatBytes(CLEAR_FAULTS, id);
}

/** The BlockContext that all hooks of a block are given: five words. */
export function blockContext(block: BlockEnvironment): Uint8Array {
  const { number, timestamp, coinbase, gasLimit, baseFee } = block;
  return concatBytes(
    ...[uint(number), uint(timestamp), address(coinbase), uint(gasLimit), uint(baseFee ?? 0n)],
  );
}

function selector(signature: string): Uint8Array {
  return keccak256(new TextEncoder().encode(signature)).slice(0, 4);
}

function uint(value: bigint | number): Uint8Array {
  return bigIntToFixedBytes(BigInt(value), WORD);
}

function address(value: Uint8Array): Uint8Array {
  return padLeft(value, WORD);
}

/** Length, then the bytes up to a whole word. */
function bytes(value: Uint8Array): Uint8Array[] {
  return [uint(value.length), value, new Uint8Array((WORD - (value.length % WORD)) % WORD)];
}
