// Every instruction as a row of data; past 250 lines because the table is one.
import type { ForkName } from './rules/forks.ts';

/** Gas from a fork on. */
export type GasSince = readonly [since: ForkName, gas: bigint];

/** What an instruction is: yellow paper, appendix H, with the EIPs that changed it. */
export interface OpcodeFacts {
  readonly code: number;
  readonly name: string;
  readonly since: ForkName;
  /** stack items taken */
  readonly takes: number;
  /** stack items put */
  readonly puts: number;
  /** The part of the gas that no operand changes, from each fork that set it, in order. */
  readonly gas: readonly GasSince[];
  /** The part that depends on operands or state, in words; undefined where there is none. */
  readonly dynamic: string | undefined;
  /** Bytes of code that follow as the operand. */
  readonly immediate: number;
}

const ACCESS = 'access from Berlin';
const MEMORY = 'memory';
const COPY = 'memory, 3 a word';
const CALL = 'memory, access from Berlin, gas handed on';

/** A price that began with the instruction. */
function always(since: ForkName, gas: bigint): readonly GasSince[] {
  return [[since, gas]];
}

const ACCOUNT_READ: readonly GasSince[] = [
  ['frontier', 20n],
  ['tangerineWhistle', 700n],
  ['berlin', 0n],
];
const CALL_GAS: readonly GasSince[] = [
  ['frontier', 40n],
  ['tangerineWhistle', 700n],
  ['berlin', 0n],
];

type Row = readonly [
  code: number,
  name: string,
  since: ForkName,
  takes: number,
  puts: number,
  gas: bigint | readonly GasSince[],
  dynamic?: string,
];

const ROWS: readonly Row[] = [
  [0x00, 'STOP', 'frontier', 0, 0, 0n],
  [0x01, 'ADD', 'frontier', 2, 1, 3n],
  [0x02, 'MUL', 'frontier', 2, 1, 5n],
  [0x03, 'SUB', 'frontier', 2, 1, 3n],
  [0x04, 'DIV', 'frontier', 2, 1, 5n],
  [0x05, 'SDIV', 'frontier', 2, 1, 5n],
  [0x06, 'MOD', 'frontier', 2, 1, 5n],
  [0x07, 'SMOD', 'frontier', 2, 1, 5n],
  [0x08, 'ADDMOD', 'frontier', 3, 1, 8n],
  [0x09, 'MULMOD', 'frontier', 3, 1, 8n],
  [0x0a, 'EXP', 'frontier', 2, 1, 10n, 'a byte of the exponent: 10, from Spurious Dragon 50'],
  [0x0b, 'SIGNEXTEND', 'frontier', 2, 1, 5n],
  [0x10, 'LT', 'frontier', 2, 1, 3n],
  [0x11, 'GT', 'frontier', 2, 1, 3n],
  [0x12, 'SLT', 'frontier', 2, 1, 3n],
  [0x13, 'SGT', 'frontier', 2, 1, 3n],
  [0x14, 'EQ', 'frontier', 2, 1, 3n],
  [0x15, 'ISZERO', 'frontier', 1, 1, 3n],
  [0x16, 'AND', 'frontier', 2, 1, 3n],
  [0x17, 'OR', 'frontier', 2, 1, 3n],
  [0x18, 'XOR', 'frontier', 2, 1, 3n],
  [0x19, 'NOT', 'frontier', 1, 1, 3n],
  [0x1a, 'BYTE', 'frontier', 2, 1, 3n],
  [0x1b, 'SHL', 'constantinople', 2, 1, 3n],
  [0x1c, 'SHR', 'constantinople', 2, 1, 3n],
  [0x1d, 'SAR', 'constantinople', 2, 1, 3n],
  [0x1e, 'CLZ', 'osaka', 1, 1, 5n],
  [0x20, 'KECCAK256', 'frontier', 2, 1, 30n, 'memory, 6 a word'],
  [0x30, 'ADDRESS', 'frontier', 0, 1, 2n],
  [
    0x31,
    'BALANCE',
    'frontier',
    1,
    1,
    [
      ['frontier', 20n],
      ['tangerineWhistle', 400n],
      ['istanbul', 700n],
      ['berlin', 0n],
    ],
    ACCESS,
  ],
  [0x32, 'ORIGIN', 'frontier', 0, 1, 2n],
  [0x33, 'CALLER', 'frontier', 0, 1, 2n],
  [0x34, 'CALLVALUE', 'frontier', 0, 1, 2n],
  [0x35, 'CALLDATALOAD', 'frontier', 1, 1, 3n],
  [0x36, 'CALLDATASIZE', 'frontier', 0, 1, 2n],
  [0x37, 'CALLDATACOPY', 'frontier', 3, 0, 3n, COPY],
  [0x38, 'CODESIZE', 'frontier', 0, 1, 2n],
  [0x39, 'CODECOPY', 'frontier', 3, 0, 3n, COPY],
  [0x3a, 'GASPRICE', 'frontier', 0, 1, 2n],
  [0x3b, 'EXTCODESIZE', 'frontier', 1, 1, ACCOUNT_READ, ACCESS],
  [0x3c, 'EXTCODECOPY', 'frontier', 4, 0, ACCOUNT_READ, `${COPY}, ${ACCESS}`],
  [0x3d, 'RETURNDATASIZE', 'byzantium', 0, 1, 2n],
  [0x3e, 'RETURNDATACOPY', 'byzantium', 3, 0, 3n, COPY],
  [
    0x3f,
    'EXTCODEHASH',
    'constantinople',
    1,
    1,
    [
      ['constantinople', 400n],
      ['istanbul', 700n],
      ['berlin', 0n],
    ],
    ACCESS,
  ],
  [0x40, 'BLOCKHASH', 'frontier', 1, 1, 20n],
  [0x41, 'COINBASE', 'frontier', 0, 1, 2n],
  [0x42, 'TIMESTAMP', 'frontier', 0, 1, 2n],
  [0x43, 'NUMBER', 'frontier', 0, 1, 2n],
  [0x44, 'PREVRANDAO', 'frontier', 0, 1, 2n],
  [0x45, 'GASLIMIT', 'frontier', 0, 1, 2n],
  [0x46, 'CHAINID', 'istanbul', 0, 1, 2n],
  [0x47, 'SELFBALANCE', 'istanbul', 0, 1, 5n],
  [0x48, 'BASEFEE', 'london', 0, 1, 2n],
  [0x49, 'BLOBHASH', 'cancun', 1, 1, 3n],
  [0x4a, 'BLOBBASEFEE', 'cancun', 0, 1, 2n],
  [0x50, 'POP', 'frontier', 1, 0, 2n],
  [0x51, 'MLOAD', 'frontier', 1, 1, 3n, MEMORY],
  [0x52, 'MSTORE', 'frontier', 2, 0, 3n, MEMORY],
  [0x53, 'MSTORE8', 'frontier', 2, 0, 3n, MEMORY],
  [
    0x54,
    'SLOAD',
    'frontier',
    1,
    1,
    [
      ['frontier', 50n],
      ['tangerineWhistle', 200n],
      ['istanbul', 800n],
      ['berlin', 0n],
    ],
    'from Berlin: slot access',
  ],
  [0x55, 'SSTORE', 'frontier', 2, 0, 0n, 'see Storage'],
  [0x56, 'JUMP', 'frontier', 1, 0, 8n],
  [0x57, 'JUMPI', 'frontier', 2, 0, 10n],
  [0x58, 'PC', 'frontier', 0, 1, 2n],
  [0x59, 'MSIZE', 'frontier', 0, 1, 2n],
  [0x5a, 'GAS', 'frontier', 0, 1, 2n],
  [0x5b, 'JUMPDEST', 'frontier', 0, 0, 1n],
  [0x5c, 'TLOAD', 'cancun', 1, 1, 100n],
  [0x5d, 'TSTORE', 'cancun', 2, 0, 100n],
  [0x5e, 'MCOPY', 'cancun', 3, 0, 3n, COPY],
  [0x5f, 'PUSH0', 'shanghai', 0, 1, 2n],
  ...numbered(1, 32, (n): Row => [0x5f + n, `PUSH${n}`, 'frontier', 0, 1, 3n]),
  ...numbered(1, 16, (n): Row => [0x7f + n, `DUP${n}`, 'frontier', n, n + 1, 3n]),
  ...numbered(1, 16, (n): Row => [0x8f + n, `SWAP${n}`, 'frontier', n + 1, n + 1, 3n]),
  ...numbered(0, 4, (n): Row => [0xa0 + n, `LOG${n}`, 'frontier', n + 2, 0, 375n, logGas(n)]),
  [0xf0, 'CREATE', 'frontier', 3, 1, 32_000n, 'memory, initcode, gas handed on'],
  [0xf1, 'CALL', 'frontier', 7, 1, CALL_GAS, `${CALL}; value 9,000; new account 25,000`],
  [0xf2, 'CALLCODE', 'frontier', 7, 1, CALL_GAS, `${CALL}; value 9,000`],
  [0xf3, 'RETURN', 'frontier', 2, 0, 0n, MEMORY],
  [
    0xf4,
    'DELEGATECALL',
    'homestead',
    6,
    1,
    [
      ['homestead', 40n],
      ['tangerineWhistle', 700n],
      ['berlin', 0n],
    ],
    CALL,
  ],
  [0xf5, 'CREATE2', 'constantinople', 4, 1, 32_000n, 'memory, 6 a word, initcode, gas handed on'],
  [
    0xfa,
    'STATICCALL',
    'byzantium',
    6,
    1,
    [
      ['byzantium', 700n],
      ['berlin', 0n],
    ],
    CALL,
  ],
  [0xfd, 'REVERT', 'byzantium', 2, 0, 0n, MEMORY],
  [0xfe, 'INVALID', 'frontier', 0, 0, 0n, 'all that is left'],
  [
    0xff,
    'SELFDESTRUCT',
    'frontier',
    1,
    0,
    [
      ['frontier', 0n],
      ['tangerineWhistle', 5000n],
    ],
    'new account 25,000 from Tangerine Whistle; cold account 2,600 from Berlin',
  ],
];

/** Every instruction that some fork has, by rising opcode. */
export const OPCODES: readonly OpcodeFacts[] = ROWS.map(
  ([code, name, since, takes, puts, gas, dynamic]): OpcodeFacts => ({
    code,
    name,
    since,
    takes,
    puts,
    gas: typeof gas === 'bigint' ? always(since, gas) : gas,
    dynamic,
    immediate: code >= 0x60 && code <= 0x7f ? code - 0x5f : 0,
  }),
);

const BY_CODE: readonly (OpcodeFacts | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  OPCODES.find((facts) => facts.code === code),
);

/** The instruction of an opcode; undefined where no fork has one. */
export function opcodeFacts(code: number): OpcodeFacts | undefined {
  return BY_CODE[code];
}

function numbered(first: number, last: number, row: (n: number) => Row): Row[] {
  return Array.from({ length: last - first + 1 }, (_, i) => row(first + i));
}

function logGas(topics: number): string {
  const each = '8 a byte, memory';
  return topics === 0 ? each : `375 a topic, ${each}`;
}
