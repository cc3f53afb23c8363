import { type Code, call, get, i32, load32, op } from '../emit/code.ts';
import { CONTEXT_WORD, HEADER } from '../layout.ts';
import { copyToMemory } from './memory.ts';
import { addressOf, copyWord, type Handlers, isHuge, item, size, small, storeSmall } from './parts.ts';

/** What a frame can see of its message, its transaction and its block. */
export const ENVIRONMENT: Handlers = new Map<number, Code>([
  [0x30, frameWord(HEADER.ADDRESS)],
  [0x32, contextWord(CONTEXT_WORD.ORIGIN)],
  [0x33, frameWord(HEADER.CALLER)],
  [0x34, frameWord(HEADER.CALLVALUE)],
  [0x35, call('loadCallData', addressOf(0), get('frame'))],
  [0x36, storeSmall(-1, size(HEADER.CALLDATASIZE))],
  [0x37, copyToMemory(callDataCopy())],
  [0x38, storeSmall(-1, size(HEADER.CODESIZE))],
  [0x3a, contextWord(CONTEXT_WORD.GASPRICE)],
  [0x3d, storeSmall(-1, size(HEADER.RETURNDATASIZE))],
  [0x41, contextWord(CONTEXT_WORD.COINBASE)],
  [0x42, contextWord(CONTEXT_WORD.TIMESTAMP)],
  [0x43, contextWord(CONTEXT_WORD.NUMBER)],
  [0x44, contextWord(CONTEXT_WORD.PREVRANDAO)],
  [0x45, contextWord(CONTEXT_WORD.GASLIMIT)],
  [0x46, contextWord(CONTEXT_WORD.CHAINID)],
  [0x48, contextWord(CONTEXT_WORD.BASEFEE)],
  [0x4a, contextWord(CONTEXT_WORD.BLOBBASEFEE)],
]);

function frameWord(offset: number): Code {
  return copyWord(get('sp'), item(-1), get('frame'), offset);
}

function contextWord(address: number): Code {
  return copyWord(get('sp'), item(-1), i32(0), address);
}

/** What lies beyond the data reads as zero. */
function callDataCopy(): Code {
  return call(
    'copyPadded',
    op('i32.add', get('mem'), op('i32.wrap_i64', small(0))),
    load32(get('frame'), HEADER.callData),
    load32(get('frame'), HEADER.CALLDATASIZE),
    // a place beyond 2^32 is as good as the one at its end
    [...isHuge(1), 0x04, 0x7f, ...i32(-1), 0x05, ...op('i32.wrap_i64', small(1)), 0x0b],
    op('i32.wrap_i64', small(2)),
  );
}
