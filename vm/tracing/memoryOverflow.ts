/** Where an instruction names a region of memory: the places of offset and length on the stack, the top being 0. */
type Region = readonly [offset: number, length: number | { readonly bytes: bigint }];

const WORD = { bytes: 32n };

/** Instructions that use memory, by opcode. */
const REGIONS: ReadonlyMap<number, readonly Region[]> = new Map<number, readonly Region[]>([
  [0x20, [[0, 1]]], // KECCAK256
  [0x37, [[0, 2]]], // CALLDATACOPY
  [0x39, [[0, 2]]], // CODECOPY
  [0x3c, [[1, 3]]], // EXTCODECOPY
  [0x3e, [[0, 2]]], // RETURNDATACOPY
  [0x51, [[0, WORD]]], // MLOAD
  [0x52, [[0, WORD]]], // MSTORE
  [0x53, [[0, { bytes: 1n }]]], // MSTORE8
  [
    0x5e, // MCOPY
    [
      [0, 2],
      [1, 2],
    ],
  ],
  ...[0xa0, 0xa1, 0xa2, 0xa3, 0xa4].map((log) => [log, [[0, 1]]] as const),
  [0xf0, [[1, 2]]], // CREATE
  [0xf5, [[1, 2]]], // CREATE2
  ...[0xf1, 0xf2].map(
    (call) =>
      [
        call,
        [
          [3, 4],
          [5, 6],
        ],
      ] as const,
  ),
  ...[0xf4, 0xfa].map(
    (call) =>
      [
        call,
        [
          [2, 3],
          [4, 5],
        ],
      ] as const,
  ),
  [0xf3, [[0, 1]]], // RETURN
  [0xfd, [[0, 1]]], // REVERT
]);

const TWO_TO_64 = 1n << 64n;
/** The most memory whose gas go-ethereum can count (core/vm/gas_table.go: memoryGasCost). */
const COUNTED = 0x1fffffffe0n;

/**
 * Whether an instruction asks for more memory than go-ethereum can count: not even its size ('size'), or its gas ('gas').
 * `operand` gives items of the stack, the top being 0.
 */
export function memoryOverflow(
  opcode: number,
  operand: (place: number) => bigint,
): 'size' | 'gas' | undefined {
  let most = 0n;
  for (const [offset, length] of REGIONS.get(opcode) ?? []) {
    const size = typeof length === 'number' ? operand(length) : length.bytes;
    if (size === 0n) continue;
    const end = operand(offset) + size;
    if (size >= TWO_TO_64 || end > TWO_TO_64 - 32n) return 'size';
    if (end > most) most = end;
  }
  return most > COUNTED ? 'gas' : undefined;
}
