import type { SealedHeader } from '../chain/block/header.ts';
import type { CallExecutor } from '../rpc/context/calls.ts';
import { OPCODES } from '../vm/opcodes.ts';

/** milliseconds after the start, and from one call to the next: whoever asks at once is answered first */
const PAUSE = 50;
const CALLS = 4;
/** bytes of code that each call has the engine prepare */
const CODE_SIZE = 16_384;
/** PUSH1 1, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN */
const RETURNS_ONE = Uint8Array.fromHex('600160005260206000f3');
/** STOP, RETURN, REVERT, INVALID, SELFDESTRUCT */
const ENDS: readonly number[] = [0x00, 0xf3, 0xfd, 0xfe, 0xff];
/** a PUSH would take what follows for its operand */
const GOING_ON = Uint8Array.from(
  OPCODES.map(({ code }) => code).filter((code) => !ENDS.includes(code) && (code < 0x63 || code > 0x7f)),
);
const NOWHERE = new Uint8Array(20).fill(0xee);

/**
 * Runs a few calls on the head that leave nothing behind, so that the first call from outside finds the engine loaded and
 * its preparation of codes compiled: that takes it from tens of milliseconds to a few. Answers what ends it.
 */
export function warmUp(calls: CallExecutor, head: () => SealedHeader): () => void {
  let made = 0;
  const timer = setInterval(() => {
    made++;
    if (made === CALLS) clearInterval(timer);
    const override = [{ address: NOWHERE, account: { code: codeOf(made) } }];
    // What a call cannot do here, a later one is told.
    Promise.try(() =>
      calls.call({ to: NOWHERE }, { base: { kind: 'block', block: head() }, stateOverride: override }),
    ).catch(() => undefined);
  }, PAUSE);
  timer.unref();
  return () => clearInterval(timer);
}

/** Every instruction that code runs on behind, over and over, after a few that are run; another code for each number. */
function codeOf(number: number): Uint8Array {
  const code = new Uint8Array(CODE_SIZE);
  for (let i = 0; i < CODE_SIZE; i += GOING_ON.length)
    code.set(GOING_ON.subarray(0, Math.min(GOING_ON.length, CODE_SIZE - i)), i);
  code.set(RETURNS_ONE);
  code[CODE_SIZE - 1] = number;
  return code;
}
