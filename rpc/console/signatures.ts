import { toKey } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

/** ABI types that console.sol can print. */
export type ConsoleType = 'uint256' | 'int256' | 'string' | 'bool' | 'address' | 'bytes' | `bytes${number}`;

/** What up to four arguments are made of. */
const ARGUMENT_TYPES: readonly ConsoleType[] = ['uint256', 'string', 'bool', 'address'];
const MOST_ARGUMENTS = 4;

/**
 * Selector (as a map key) → argument types, for every function of Hardhat's console.sol: `log()`, one argument of any
 * printable type, and two to four of the common ones. Old versions of the library wrote `uint` and `int` where the
 * canonical names are uint256 and int256, which gives other selectors: they are in the table too. Made when first asked for.
 */
export function consoleSignatures(): ReadonlyMap<string, readonly ConsoleType[]> {
  table ??= signatureTable();
  return table;
}

let table: ReadonlyMap<string, readonly ConsoleType[]> | undefined;

function signatureTable(): Map<string, readonly ConsoleType[]> {
  const made = new Map<string, readonly ConsoleType[]>();
  const add = (types: readonly ConsoleType[]): void => {
    made.set(selectorOf(types), types);
    const oldNames = types.map((type) => type.replace('int256', 'int'));
    made.set(selectorOf(oldNames), types);
  };
  add(['int256']);
  add(['bytes']);
  for (let size = 1; size <= 32; size++) add([`bytes${size}`]);
  let lists: readonly (readonly ConsoleType[])[] = [[]];
  for (let count = 0; count <= MOST_ARGUMENTS; count++) {
    for (const types of lists) add(types);
    lists = lists.flatMap((types) => ARGUMENT_TYPES.map((type) => [...types, type]));
  }
  return made;
}

/** The first four bytes of the signature's hash, as a map key. */
function selectorOf(types: readonly string[]): string {
  return toKey(keccak256(new TextEncoder().encode(`log(${types.join(',')})`)).subarray(0, 4));
}
