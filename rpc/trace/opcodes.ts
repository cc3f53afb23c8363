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

/** Stack words that each opcode takes and gives, by ranges of opcodes: [first, last, takes, gives]. */
const STACK_EFFECTS: readonly (readonly [number, number, number, number])[] = [
  [0x00, 0x00, 0, 0], // STOP
  [0x01, 0x07, 2, 1], // ADD … SMOD
  [0x08, 0x09, 3, 1], // ADDMOD MULMOD
  [0x0a, 0x0b, 2, 1], // EXP SIGNEXTEND
  [0x10, 0x14, 2, 1], // LT … EQ
  [0x15, 0x15, 1, 1], // ISZERO
  [0x16, 0x18, 2, 1], // AND OR XOR
  [0x19, 0x19, 1, 1], // NOT
  [0x1a, 0x1d, 2, 1], // BYTE SHL SHR SAR
  [0x1e, 0x1e, 1, 1], // CLZ (EIP-7939)
  [0x20, 0x20, 2, 1], // KECCAK256
  [0x30, 0x30, 0, 1], // ADDRESS
  [0x31, 0x31, 1, 1], // BALANCE
  [0x32, 0x34, 0, 1], // ORIGIN CALLER CALLVALUE
  [0x35, 0x35, 1, 1], // CALLDATALOAD
  [0x36, 0x36, 0, 1], // CALLDATASIZE
  [0x37, 0x37, 3, 0], // CALLDATACOPY
  [0x38, 0x38, 0, 1], // CODESIZE
  [0x39, 0x39, 3, 0], // CODECOPY
  [0x3a, 0x3a, 0, 1], // GASPRICE
  [0x3b, 0x3b, 1, 1], // EXTCODESIZE
  [0x3c, 0x3c, 4, 0], // EXTCODECOPY
  [0x3d, 0x3d, 0, 1], // RETURNDATASIZE
  [0x3e, 0x3e, 3, 0], // RETURNDATACOPY
  [0x3f, 0x40, 1, 1], // EXTCODEHASH BLOCKHASH
  [0x41, 0x48, 0, 1], // COINBASE … BASEFEE
  [0x49, 0x49, 1, 1], // BLOBHASH
  [0x4a, 0x4a, 0, 1], // BLOBBASEFEE
  [0x50, 0x50, 1, 0], // POP
  [0x51, 0x51, 1, 1], // MLOAD
  [0x52, 0x53, 2, 0], // MSTORE MSTORE8
  [0x54, 0x54, 1, 1], // SLOAD
  [0x55, 0x55, 2, 0], // SSTORE
  [0x56, 0x56, 1, 0], // JUMP
  [0x57, 0x57, 2, 0], // JUMPI
  [0x58, 0x5a, 0, 1], // PC MSIZE GAS
  [0x5b, 0x5b, 0, 0], // JUMPDEST
  [0x5c, 0x5c, 1, 1], // TLOAD
  [0x5d, 0x5d, 2, 0], // TSTORE
  [0x5e, 0x5e, 3, 0], // MCOPY
  [0x5f, 0x7f, 0, 1], // PUSH0 … PUSH32
  [0xf0, 0xf0, 3, 1], // CREATE
  [0xf1, 0xf2, 7, 1], // CALL CALLCODE
  [0xf3, 0xf3, 2, 0], // RETURN
  [0xf4, 0xf4, 6, 1], // DELEGATECALL
  [0xf5, 0xf5, 4, 1], // CREATE2
  [0xfa, 0xfa, 6, 1], // STATICCALL
  [0xfd, 0xfd, 2, 0], // REVERT
  [0xff, 0xff, 1, 0], // SELFDESTRUCT
];

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
  if (opcode >= 0x80 && opcode <= 0x8f) return [opcode - 0x7f, opcode - 0x7e]; // DUP1 … DUP16
  if (opcode >= 0x90 && opcode <= 0x9f) return [opcode - 0x8e, opcode - 0x8e]; // SWAP1 … SWAP16
  if (opcode >= 0xa0 && opcode <= 0xa4) return [opcode - 0x9e, 0]; // LOG0 … LOG4
  for (const [first, last, takes, gives] of STACK_EFFECTS) {
    if (opcode >= first && opcode <= last) return [takes, gives];
  }
  return [0, 0];
}
