import type { Handler } from '../execution.ts';
import { ANSWER, HEADER } from '../layout.ts';
import { COPY_WORD, LOG_BYTE, LOG_TOPIC } from '../prices.ts';

const LOG0 = 0xa0;

/** Gas for copying: by the word. */
export function copyGas(length: number): number {
  return Math.ceil(length / 32) * COPY_WORD;
}

/** Copies from a source that zeros follow: items are place in memory, place in the source, length. */
export const copyCode: Handler = (x) => {
  const [to, from, length] = [x.number(0), x.number(1), x.number(2)];
  if (!x.charge((x.prices.fixed[0x39] ?? 0) + copyGas(length)) || !x.touchMemory(to, length))
    return 'out of gas';
  x.stepper?.tell();
  x.writeMemory(to, length, x.frame.code.bytes, from);
  x.moveStack(-3);
  return undefined;
};

/** RETURNDATACOPY alone may not read past the end (EIP-211). */
export const copyReturnData: Handler = (x) => {
  const [to, from, length] = [x.number(0), x.number(1), x.number(2)];
  const { machine, frame } = x;
  if (from + length > machine.register(frame.base + HEADER.RETURNDATASIZE))
    return 'return data out of bounds';
  if (!x.charge((x.prices.fixed[0x3e] ?? 0) + copyGas(length)) || !x.touchMemory(to, length))
    return 'out of gas';
  x.stepper?.tell();
  if (frame.returnData !== undefined) x.writeMemory(to, length, frame.returnData, from);
  else if (length > 0) machine.bytes.copyWithin(frame.memory + to, ANSWER + from, ANSWER + from + length);
  x.moveStack(-3);
  return undefined;
};

/** LOG0 to LOG4. */
export function logWith(topics: number): Handler {
  return (x) => {
    if (x.frame.isStatic) return 'write protection';
    const [offset, length] = [x.number(0), x.number(1)];
    const gas = (x.prices.fixed[LOG0] ?? 0) + topics * LOG_TOPIC + length * LOG_BYTE;
    if (!x.charge(gas) || !x.touchMemory(offset, length)) return 'out of gas';
    x.stepper?.tell();
    const words: Uint8Array[] = [];
    for (let i = 0; i < topics; i++) words.push(x.word(2 + i));
    const log = { address: x.frame.address, topics: words, data: x.readMemory(offset, length) };
    x.logs.push(log);
    if (x.tracer?.onLog !== undefined) {
      x.writeBack();
      x.tracer.onLog(log, x.frame.depth);
    }
    x.moveStack(-2 - topics);
    return undefined;
  };
}

/** STOP. */
export const stop: Handler = (x) => {
  x.stepper?.tell();
  x.end(undefined, new Uint8Array(0));
  return undefined;
};

/** RETURN and REVERT. */
export function endWith(halt: 'revert' | undefined): Handler {
  return (x) => {
    const [offset, length] = [x.number(0), x.number(1)];
    if (!x.touchMemory(offset, length)) return 'out of gas';
    x.stepper?.tell();
    x.end(halt, x.readMemory(offset, length));
    return undefined;
  };
}
