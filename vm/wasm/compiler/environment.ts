import { get, i32, load32To64, load64 } from '../emit/code.ts';
import { CONTEXT_WORD, HEADER } from '../layout.ts';
import type { Operation } from './scope.ts';
import { LIMBS, type Limbs } from './scope.ts';

/** What a frame can see of its message, its transaction and its block. */
export const ENVIRONMENT: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x30, frameWord(HEADER.ADDRESS, true)],
  [0x32, contextWord(CONTEXT_WORD.ORIGIN, true)],
  [0x33, frameWord(HEADER.CALLER, true)],
  [0x34, frameWord(HEADER.CALLVALUE, false)],
  [0x36, size(HEADER.CALLDATASIZE)],
  [0x38, size(HEADER.CODESIZE)],
  [0x3a, contextWord(CONTEXT_WORD.GASPRICE, false)],
  [0x3d, size(HEADER.RETURNDATASIZE)],
  [0x41, contextWord(CONTEXT_WORD.COINBASE, true)],
  [0x42, contextWord(CONTEXT_WORD.TIMESTAMP, false)],
  [0x43, contextWord(CONTEXT_WORD.NUMBER, false)],
  [0x44, contextWord(CONTEXT_WORD.PREVRANDAO, false)],
  [0x45, contextWord(CONTEXT_WORD.GASLIMIT, false)],
  [0x46, contextWord(CONTEXT_WORD.CHAINID, false)],
  [0x48, contextWord(CONTEXT_WORD.BASEFEE, false)],
  [0x4a, contextWord(CONTEXT_WORD.BLOBBASEFEE, false)],
]);

/** An address has 20 bytes: nothing is in the highest limb. */
function word(base: () => ReturnType<typeof get>, offset: number, isAddress: boolean): Operation {
  return (scope) => {
    const limbs = LIMBS.map((k) =>
      isAddress && k === 3 ? 0n : scope.temporary(load64(base(), offset + 8 * k)),
    );
    scope.push(scope.value(limbs as unknown as Limbs));
  };
}

function frameWord(offset: number, isAddress: boolean): Operation {
  return word(() => get('frame'), offset, isAddress);
}

function contextWord(address: number, isAddress: boolean): Operation {
  return word(() => i32(0), address, isAddress);
}

function size(offset: number): Operation {
  return (scope) => scope.push(scope.small(load32To64(get('frame'), offset)));
}
