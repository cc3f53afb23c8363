import { fromHex } from '../../storage/encoding/bytes.ts';

/** An endless loop around a body that finds a counter on the stack and leaves it there. */
function loop(body: string): Uint8Array {
  return fromHex(`5f5b${body}600101600156`.replaceAll(' ', ''));
}

/** What each workload does between two jumps. */
export const PROGRAMS: Readonly<Record<string, Uint8Array>> = {
  'jumps alone': loop(''),
  'add, mul, xor, shift': loop('80 6003 02 80 60ff 18 600f 1b 80 6007 1c 01 01 50'),
  'div by a small number': loop('80 19 6003 90 04 50'),
  mulmod: loop('80 19 80 80 09 50'),
  'mstore and mload': loop('80 6000 52 6000 51 50'),
  'keccak of 32 bytes': loop('6020 6000 20 50'),
  'keccak of 4 KB': loop('611000 6000 20 50'),
  'warm sload': loop('80 600f 16 54 50'),
  sstore: loop('80 6001 55'),
  'call of an empty account': loop('5f5f5f5f5f 60cc 5a f1 50'),
};
