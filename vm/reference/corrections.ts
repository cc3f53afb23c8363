import { EVMError } from '@ethereumjs/evm';
import { bigIntToFixedBytes, bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { Opcode, type OpcodeEntry, type OpcodeTable, type RunState } from './opcodes.ts';
import type { StateManagerAdapter } from './stateManager.ts';

/*
 * Where the library (10.1.3) departs from the yellow paper and geth, and what is done about it:
 *
 * | instruction                           | the library                                        | here                     |
 * |---------------------------------------|----------------------------------------------------|--------------------------|
 * | EXTCODESIZE, EXTCODECOPY, EXTCODEHASH | takes code that begins with 0xEF00 for EOF, though | the code as it is        |
 * |                                       | before London any contract may begin so            |                          |
 * | CREATE, CREATE2                       | gives 0 at once for initcode that begins so        | runs it: the first byte  |
 * |                                       |                                                    | is an invalid opcode     |
 * | RETURNDATACOPY past the end           | "out of gas"                                       | "return data out of      |
 * |                                       |                                                    | bounds" (same gas)       |
 *
 * Of the cases of execution-spec-tests v5.4.0 none needs these; they follow from reading the library's source.
 */

const ADDRESS_MASK = (1n << 160n) - 1n;
const EOF_MAGIC = [0xef, 0x00] as const;

/** Replaces the handlers of one machine that are wrong. */
export function correctOpcodes(table: OpcodeTable, manager: StateManagerAdapter): void {
  readForeignCode(table, manager);
  for (const opcode of [Opcode.CREATE, Opcode.CREATE2]) {
    const entry = entryOf(table, opcode);
    if (entry !== undefined) runAnyInitcode(entry, opcode);
  }
  const returnDataCopy = entryOf(table, Opcode.RETURNDATACOPY);
  if (returnDataCopy !== undefined) nameOutOfBounds(returnDataCopy);
}

function readForeignCode(table: OpcodeTable, manager: StateManagerAdapter): void {
  const size = entryOf(table, Opcode.EXTCODESIZE);
  if (size !== undefined) {
    size.opHandler = ({ stack }) => stack.push(BigInt(manager.state.code(popAddress(stack)).length));
  }
  const hash = entryOf(table, Opcode.EXTCODEHASH);
  if (hash !== undefined) {
    hash.opHandler = ({ stack }) => {
      const address = popAddress(stack);
      const { state } = manager;
      stack.push(state.isEmpty(address) ? 0n : bytesToBigInt(state.codeHash(address)));
    };
  }
  const copy = entryOf(table, Opcode.EXTCODECOPY);
  if (copy !== undefined) {
    copy.opHandler = ({ stack, memory }) => {
      const address = popAddress(stack);
      const [target = 0n, offset = 0n, length = 0n] = stack.popN(3);
      if (length === 0n) return;
      const code = manager.state.code(address);
      const padded = new Uint8Array(Number(length));
      if (offset < BigInt(code.length)) {
        padded.set(code.subarray(Number(offset), Number(offset) + padded.length));
      }
      memory.write(Number(target), padded.length, padded);
    };
  }
}

function runAnyInitcode(entry: OpcodeEntry, opcode: number): void {
  const { opHandler } = entry;
  entry.opHandler = async (runState, common) => {
    const { stack, memory, interpreter } = runState;
    const [value = 0n, offset = 0n, length = 0n, salt = 0n] = stack.peek(opcode === Opcode.CREATE2 ? 4 : 3);
    const tooLong = common.isActivatedEIP(3860) && length > common.param('maxInitCodeSize');
    if (length < 2n || tooLong || !beginsAsEof(runState, offset)) return opHandler(runState, common);
    stack.popN(opcode === Opcode.CREATE2 ? 4 : 3);
    const gas = runState.messageGasLimit ?? 0n;
    runState.messageGasLimit = undefined;
    const initcode = memory.read(Number(offset), Number(length), true);
    const address =
      opcode === Opcode.CREATE2
        ? await interpreter.create2(gas, value, initcode, bigIntToFixedBytes(salt, 32))
        : await interpreter.create(gas, value, initcode);
    stack.push(address);
  };
}

function beginsAsEof({ memory }: RunState, offset: bigint): boolean {
  const [first, second] = memory.read(Number(offset), 2, true);
  return first === EOF_MAGIC[0] && second === EOF_MAGIC[1];
}

function nameOutOfBounds(entry: OpcodeEntry): void {
  const { gasHandler } = entry;
  entry.gasHandler = (runState, gas, common) => {
    const [, offset = 0n, length = 0n] = runState.stack.peek(3);
    if (offset + length > BigInt(runState.returnBytes.length)) {
      throw new EVMError(EVMError.errorMessages.OUT_OF_RANGE);
    }
    return gasHandler(runState, gas, common);
  };
}

function popAddress(stack: RunState['stack']): Uint8Array {
  return bigIntToFixedBytes(stack.pop() & ADDRESS_MASK, 20);
}

/** The instruction's entry, or undefined where the fork does not have it: all such share the entry of INVALID. */
function entryOf(table: OpcodeTable, opcode: number): OpcodeEntry | undefined {
  const entry = table[opcode];
  return entry === table[Opcode.INVALID] ? undefined : entry;
}
