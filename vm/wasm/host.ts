import { finishCreation } from './creation.ts';
import type { Handler, Host } from './execution.ts';
import {
  balance,
  blobHash,
  blockHash,
  codeHash,
  codeSize,
  copyForeignCode,
  ownBalance,
  selfDestruct,
} from './host/accounts.ts';
import { callWith } from './host/calls.ts';
import { createWith } from './host/creates.ts';
import { copyCode, copyReturnData, endWith, logWith, stop } from './host/data.ts';
import { loadSlot, loadTransient, storeSlot, storeTransient } from './host/storage.ts';

/** By opcode: the instructions that touch the state, other frames, or what only JavaScript has at hand. */
const HANDLERS: Readonly<Record<number, Handler>> = {
  0: stop,
  49: balance,
  57: copyCode,
  59: codeSize,
  60: copyForeignCode,
  62: copyReturnData,
  63: codeHash,
  64: blockHash,
  71: ownBalance,
  73: blobHash,
  84: loadSlot,
  85: storeSlot,
  92: loadTransient,
  93: storeTransient,
  160: logWith(0),
  161: logWith(1),
  162: logWith(2),
  163: logWith(3),
  164: logWith(4),
  240: createWith(0xf0, 'CREATE'),
  241: callWith(0xf1, 'CALL'),
  242: callWith(0xf2, 'CALLCODE'),
  243: endWith(undefined),
  244: callWith(0xf4, 'DELEGATECALL'),
  245: createWith(0xf5, 'CREATE2'),
  250: callWith(0xfa, 'STATICCALL'),
  253: endWith('revert'),
  255: selfDestruct,
};

/** Everything that is done outside of the interpreter. */
export const HOST: Host = { handlers: HANDLERS, finishCreation };
