import type { Common } from '@ethereumjs/common';
import { EVMError } from '@ethereumjs/evm';
import { bigIntToFixedBytes, bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { shareJumpAnalysis } from './jumpAnalysis.ts';
import { Opcode, type OpcodeTable, type RunState } from './opcodes.ts';
import type { StateManagerAdapter } from './stateManager.ts';

/*
 * The library awaits every instruction, which costs more than most instructions do. Here those that neither wait nor
 * begin a frame run on by themselves: the handler of each, called by the library, goes through all that follow until
 * one does not belong to them. Traced machines go without: their hooks hang on the library's own loop.
 */

/** Gas on top of an instruction's fee; notes that memory has grown. */
type GasRule = (runState: RunState, common: Common) => bigint;

/** An instruction that runs without the library's loop. */
interface PlainInstruction {
  readonly fee: bigint;
  readonly gas: GasRule | undefined;
  readonly run: (runState: RunState, common: Common) => void | Promise<void>;
}

const WORD_SIZE = 32n;
const MEMORY_WORD_GAS = 3n;
const MEMORY_QUADRATIC_DIVISOR = 512n;

/** The library's gas rules for operands, without its promises. What has a rule there and none here is not plain. */
const GAS_RULES: ReadonlyMap<number, GasRule> = new Map<number, GasRule>([
  [Opcode.EXP, ({ stack }, common) => byteLength(stack.peek(2)[1]) * common.param('expByteGas')],
  [
    Opcode.KECCAK256,
    (runState, common) => {
      const [offset = 0n, length = 0n] = runState.stack.peek(2);
      return expand(runState, offset, length) + words(length) * common.param('keccak256WordGas');
    },
  ],
  [Opcode.CALLDATACOPY, copyGas],
  [Opcode.CODECOPY, copyGas],
  [Opcode.MLOAD, (runState) => expand(runState, runState.stack.peek(1)[0] ?? 0n, WORD_SIZE)],
  [Opcode.MSTORE, (runState) => expand(runState, runState.stack.peek(1)[0] ?? 0n, WORD_SIZE)],
  [Opcode.MSTORE8, (runState) => expand(runState, runState.stack.peek(1)[0] ?? 0n, 1n)],
]);

/** Makes the plain instructions of one machine run on by themselves. To be called after every other change of its table. */
export function runPlainInstructions(table: OpcodeTable, common: Common, manager: StateManagerAdapter): void {
  const plain = table.map((entry, opcode): PlainInstruction | undefined => {
    if (entry === undefined || entry.opcodeInfo.isInvalid) return undefined;
    const { feeBigInt: fee, dynamicGas } = entry.opcodeInfo;
    if (opcode === Opcode.SLOAD) return { fee, ...storageRead(common, manager) };
    const gas = GAS_RULES.get(opcode);
    const waits = opcode === Opcode.BLOCKHASH || (dynamicGas && gas === undefined);
    return waits ? undefined : { fee, gas, run: entry.opHandler };
  });

  /** Runs what follows, as the library's loop would, as long as it is plain. Waits only for the clock's sake. */
  function runOn(runState: RunState, parameters: Common): void | Promise<void> {
    const { code } = runState;
    for (;;) {
      const opcode = code[runState.programCounter];
      const instruction = opcode === undefined ? undefined : plain[opcode];
      if (opcode === undefined || instruction === undefined) return;
      // the library looks for jump destinations when its own loop meets the first jump
      if (runState.shouldDoJumpAnalysis && (opcode === Opcode.JUMP || opcode === Opcode.JUMPI)) return;
      runState.opCode = opcode;
      const { fee, gas, run } = instruction;
      runState.gasLeft -= gas === undefined ? fee : fee + gas(runState, parameters);
      if (runState.gasLeft < 0n) {
        runState.gasLeft = 0n;
        throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
      }
      runState.programCounter++;
      const pause = run(runState, parameters);
      if (pause instanceof Promise) return pause.then(() => runOn(runState, parameters));
    }
  }

  const shareAnalysis = shareJumpAnalysis();
  table.forEach((entry, opcode) => {
    const instruction = plain[opcode];
    if (entry === undefined || instruction === undefined) return;
    entry.opcodeInfo = { ...entry.opcodeInfo, isAsync: true };
    entry.opHandler = (runState, parameters) => {
      // a jump needs an operand, and every operand begins with a plain instruction
      if (runState.shouldDoJumpAnalysis) shareAnalysis(runState.interpreter);
      const pause = instruction.run(runState, parameters);
      return pause instanceof Promise
        ? pause.then(() => runOn(runState, parameters))
        : runOn(runState, parameters);
    };
  });
}

/** SLOAD on the state itself; from Berlin its gas depends on whether the slot was met before (EIP-2929). */
function storageRead(common: Common, manager: StateManagerAdapter): Omit<PlainInstruction, 'fee'> {
  const keyOf = (slot: bigint) => bigIntToFixedBytes(slot, 32);
  const berlin = common.isActivatedEIP(2929);
  return {
    gas: ({ stack, env }) => {
      const key = keyOf(stack.peek(1)[0] ?? 0n);
      if (!berlin) return 0n;
      const cold = manager.state.warmSlot(env.address.bytes, key);
      return common.param(cold ? 'coldsloadGas' : 'warmstoragereadGas');
    },
    run: ({ stack, env }) => {
      stack.push(bytesToBigInt(manager.state.slot(env.address.bytes, keyOf(stack.pop()))));
    },
  };
}

function copyGas(runState: RunState, common: Common): bigint {
  const [target = 0n, , length = 0n] = runState.stack.peek(3);
  return expand(runState, target, length) + words(length) * common.param('copyGas');
}

/** Gas for memory up to the end of a range (yellow paper, equation 326); notes the new size. */
function expand(runState: RunState, offset: bigint, length: bigint): bigint {
  if (length === 0n) return 0n;
  const size = words(offset + length);
  if (size <= runState.memoryWordCount) return 0n;
  const cost = size * MEMORY_WORD_GAS + (size * size) / MEMORY_QUADRATIC_DIVISOR;
  const added = cost - runState.highestMemCost;
  runState.memoryWordCount = size;
  runState.highestMemCost = cost;
  return added;
}

function words(bytes: bigint): bigint {
  return (bytes + WORD_SIZE - 1n) / WORD_SIZE;
}

function byteLength(value = 0n): bigint {
  return value === 0n ? 0n : BigInt(Math.ceil(value.toString(16).length / 2));
}
