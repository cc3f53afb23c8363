import type { SealedHeader } from '../chain/block/header.ts';
import type { CallExecutor } from '../rpc/context/calls.ts';
import { OPCODES } from '../vm/opcodes.ts';
import { secp256k1 } from '../vm/secp256k1.ts';
import { endStart } from './startPace.ts';

/** milliseconds after the start, and from one call to the next: whoever asks at once is answered first */
const PAUSE = 50;
const CALLS = 8;
/** bytes of code that each call has the engine prepare: few, as nobody is answered meanwhile */
const CODE_SIZE = 4096;
/**
 * Counts down from 4,096, for as much gas as a code of this size has to use before it is predecoded, and answers a word.
 * PUSH2 4096, JUMPDEST, PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
 */
const COUNTS_DOWN = Uint8Array.fromHex('6110005b60019003806003575f5260205ff3');
/** Answers what stands in its slot 0: PUSH0, SLOAD, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN */
const READS_SLOT = Uint8Array.fromHex('5f545f5260205ff3');
/** STOP, RETURN, REVERT, INVALID, SELFDESTRUCT */
const ENDS: readonly number[] = [0x00, 0xf3, 0xfd, 0xfe, 0xff];
/** a PUSH would take what follows for its operand */
const GOING_ON = Uint8Array.from(
  OPCODES.map(({ code }) => code).filter((code) => !ENDS.includes(code) && (code < 0x63 || code > 0x7f)),
);
const NOWHERE = new Uint8Array(20).fill(0xee);

/**
 * One call on the head before the node says that it is ready: whoever calls at once finds the engine loaded, its machine made,
 * and what puts codes into it compiled, as the usual pace of compilation is back for it.
 */
export function firstCall(calls: CallExecutor, head: () => SealedHeader): Promise<unknown> {
  endStart();
  return call(calls, head, codeOf(READS_SLOT, 0));
}

/**
 * Runs a few more in the moments after the start, so that the preparation of codes is compiled, and opens the library that recovers
 * senders. Answers what ends it.
 *
 * They run on the node's own parts, and not on a chain made for it: functions that exist twice are compiled to slower code, for good
 * (docs/performance.md).
 */
export function warmUp(calls: CallExecutor, head: () => SealedHeader): () => void {
  let made = 0;
  const timer = setInterval(() => {
    if (made === CALLS) {
      clearInterval(timer);
      secp256k1();
      return;
    }
    made++;
    void call(calls, head, codeOf(COUNTS_DOWN, made));
  }, PAUSE);
  timer.unref();
  return () => clearInterval(timer);
}

/** Leaves nothing behind. What a call cannot do here, a client is told. */
function call(calls: CallExecutor, head: () => SealedHeader, code: Uint8Array): Promise<unknown> {
  const override = [{ address: NOWHERE, account: { code } }];
  return Promise.try(() =>
    calls.call({ to: NOWHERE }, { base: { kind: 'block', block: head() }, stateOverride: override }),
  ).catch(() => undefined);
}

/** Every instruction that code runs on behind, over and over, after a few that are run; another code for each number. */
function codeOf(beginning: Uint8Array, number: number): Uint8Array {
  const code = new Uint8Array(CODE_SIZE);
  for (let i = 0; i < CODE_SIZE; i += GOING_ON.length)
    code.set(GOING_ON.subarray(0, Math.min(GOING_ON.length, CODE_SIZE - i)), i);
  code.set(beginning);
  code[CODE_SIZE - 1] = number;
  return code;
}
