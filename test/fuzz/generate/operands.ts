import { bytesToBigInt } from '../../../storage/encoding/bytes.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import type { Random } from '../random.ts';

/** What programs are made from. */
export interface ProgramContext {
  readonly random: Random;
  readonly fork: ForkName;
  /** 20 bytes each: what is worth calling, reading, paying */
  readonly addresses: readonly Uint8Array[];
}

/** 2^256 - 1 */
export const MAX_WORD = 2n ** 256n - 1n;

/** Words at which something changes. */
const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 7n, 31n, 32n, 33n, 63n, 64n, 127n, 128n, 255n, 256n, 257n],
  ...[0x7fffn, 0xffffn, 0x10000n, 24_575n, 24_576n, 24_577n, 49_152n, 49_153n],
  ...[
    2n ** 31n - 1n,
    2n ** 32n - 1n,
    2n ** 32n,
    2n ** 53n,
    2n ** 63n - 1n,
    2n ** 63n,
    2n ** 64n - 1n,
    2n ** 64n,
  ],
  ...[
    2n ** 127n,
    2n ** 128n,
    2n ** 160n - 1n,
    2n ** 160n,
    2n ** 255n - 1n,
    2n ** 255n,
    MAX_WORD - 1n,
    MAX_WORD,
  ],
];

/** What an operand stands for. */
export type Operand = 'word' | 'address' | 'slot' | 'offset' | 'size' | 'gas' | 'value' | 'number' | 'small';

/** What an instruction's operands stand for, the top of the stack first. */
export const OPERANDS: Readonly<Record<string, readonly Operand[]>> = {
  EXP: ['word', 'word'],
  SIGNEXTEND: ['small', 'word'],
  BYTE: ['small', 'word'],
  SHL: ['small', 'word'],
  SHR: ['small', 'word'],
  SAR: ['small', 'word'],
  KECCAK256: ['offset', 'size'],
  BALANCE: ['address'],
  CALLDATALOAD: ['offset'],
  CALLDATACOPY: ['offset', 'offset', 'size'],
  CODECOPY: ['offset', 'offset', 'size'],
  EXTCODESIZE: ['address'],
  EXTCODECOPY: ['address', 'offset', 'offset', 'size'],
  RETURNDATACOPY: ['offset', 'offset', 'size'],
  EXTCODEHASH: ['address'],
  BLOCKHASH: ['number'],
  BLOBHASH: ['small'],
  MLOAD: ['offset'],
  MSTORE: ['offset', 'word'],
  MSTORE8: ['offset', 'word'],
  SLOAD: ['slot'],
  SSTORE: ['slot', 'small'],
  TLOAD: ['slot'],
  TSTORE: ['slot', 'small'],
  MCOPY: ['offset', 'offset', 'size'],
  LOG0: ['offset', 'size'],
  LOG1: ['offset', 'size', 'word'],
  LOG2: ['offset', 'size', 'word', 'word'],
  LOG3: ['offset', 'size', 'word', 'word', 'word'],
  LOG4: ['offset', 'size', 'word', 'word', 'word', 'word'],
  CREATE: ['value', 'offset', 'size'],
  CREATE2: ['value', 'offset', 'size', 'small'],
  CALL: ['gas', 'address', 'value', 'offset', 'size', 'offset', 'size'],
  CALLCODE: ['gas', 'address', 'value', 'offset', 'size', 'offset', 'size'],
  DELEGATECALL: ['gas', 'address', 'offset', 'size', 'offset', 'size'],
  STATICCALL: ['gas', 'address', 'offset', 'size', 'offset', 'size'],
  RETURN: ['offset', 'size'],
  REVERT: ['offset', 'size'],
  SELFDESTRUCT: ['address'],
};

/** A value to push, or the opcode that makes one. */
export function chooseOperand(kind: Operand, { random, addresses }: ProgramContext): bigint | number {
  const word = () => randomWord(random);
  switch (kind) {
    case 'address': {
      const address = bytesToBigInt(random.pick(addresses));
      if (random.chance(0.1)) return random.pick([0x30, 0x32, 0x33, 0x41]);
      // bits above the address do not count
      return random.chance(0.03) ? address + (1n << 200n) : address;
    }
    case 'slot':
      return random.chance(0.95) ? BigInt(random.int(5)) : word();
    case 'offset':
      return random.chance(0.97) ? BigInt(random.int(random.pick([1, 5, 40, 200]))) : word();
    case 'size':
      return random.chance(0.97) ? BigInt(random.int(random.pick([1, 4, 33, 70, 300]))) : word();
    case 'gas':
      if (random.chance(0.5)) return 0x5a;
      return random.pick([0n, 100n, 700n, 2300n, 2301n, 9000n, 25_000n, 60_000n, 200_000n, MAX_WORD]);
    case 'value':
      if (random.chance(0.03)) return random.pick([0x34, 0x5a]);
      return random.pick([0n, 0n, 0n, 1n, 1n, 2n, 10n ** 18n]);
    case 'number':
      return random.chance(0.8) ? BigInt(random.pick([0, 1, 243, 244, 499, 500, 501])) : word();
    case 'small':
      return random.chance(0.9) ? BigInt(random.int(random.pick([2, 4, 40, 300]))) : word();
    default:
      return word();
  }
}

/** Mostly a word at which something changes. */
export function randomWord(random: Random): bigint {
  if (random.chance(0.7)) return random.pick(EDGES);
  return bytesToBigInt(random.bytes(1 + random.int(32)));
}
