import { opcodeFacts } from '../../vm/opcodes.ts';

/**
 * What geth's error texts and tracers ask about single opcodes. Numbers are those of the yellow paper (appendix H) and
 * of the EIPs named.
 */
export const OPCODE = {
  BALANCE: 0x31,
  CALLDATACOPY: 0x37,
  CODECOPY: 0x39,
  EXTCODESIZE: 0x3b,
  EXTCODECOPY: 0x3c,
  RETURNDATACOPY: 0x3e,
  EXTCODEHASH: 0x3f,
  PREVRANDAO: 0x44,
  MLOAD: 0x51,
  MSTORE: 0x52,
  MSTORE8: 0x53,
  SLOAD: 0x54,
  SSTORE: 0x55,
  MCOPY: 0x5e,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  DELEGATECALL: 0xf4,
  STATICCALL: 0xfa,
  INVALID: 0xfe,
  SELFDESTRUCT: 0xff,
} as const;

/** Most words a stack may hold (yellow paper 9.1). */
const STACK_LIMIT = 1024;

/** How few and how many words may lie on the stack when the opcode runs. */
export function stackBounds(opcode: number): { readonly least: number; readonly most: number } {
  const [takes, gives] = stackEffect(opcode);
  return { least: takes, most: STACK_LIMIT + takes - gives };
}

/** geth's name in `invalid opcode: …`. */
export function invalidOpcodeName(opcode: number): string {
  return opcode === OPCODE.INVALID ? 'INVALID' : `opcode 0x${opcode.toString(16)} not defined`;
}

/** geth's name of an instruction that `engineName` is the engine's for: it keeps the old one of PREVRANDAO. */
export function opcodeName(opcode: number, engineName: string): string {
  if (engineName === 'INVALID') return invalidOpcodeName(opcode);
  return opcode === OPCODE.PREVRANDAO ? 'DIFFICULTY' : engineName;
}

/** How many words the opcode takes from the stack and how many it leaves there instead. */
export function stackEffect(opcode: number): readonly [number, number] {
  const { takes, puts } = opcodeFacts(opcode) ?? { takes: 0, puts: 0 };
  return [takes, puts];
}
