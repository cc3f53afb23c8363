import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import type { HaltReason } from '../../haltReason.ts';
import { LONGEST } from '../../precompiles/inPlace.ts';
import { FAILED } from '../../precompiles/sharedMemory.ts';
import type { PrecompileAnswer } from '../../reference/precompiles.ts';
import type { Execution } from '../execution.ts';
import type { CallKind } from '../frame.ts';
import { ANSWER, HEADER } from '../layout.ts';
import type { MetPrecompile } from '../plainPrecompiles.ts';
import { COLD_ACCOUNT, WARM } from '../prices.ts';

/** Numbers of precompiles are below this. */
const NUMBERS = 0x200;

/** The precompile that a call is for, where it sends nothing and nobody has to hear of it; `address` is that item's. */
export function calledPlainly(x: Execution, address: number): MetPrecompile | undefined {
  const { integers } = x.machine;
  const i = address >> 2;
  const number = integers[i] ?? 0;
  if (number <= 0 || number >= NUMBERS) return undefined;
  for (let k = 1; k < 5; k++) if (integers[i + k] !== 0) return undefined;
  return x.plainPrecompiles?.at(number);
}

/** Such a call: as any other, without a frame, without bytes of the address, and for what works in place without bytes at all. */
export function callPlainly(
  x: Execution,
  precompile: MetPrecompile,
  call: { readonly opcode: number; readonly kind: CallKind; readonly operands: number },
): HaltReason | undefined {
  const { machine, state, frame } = x;
  const { operands, kind } = call;
  const requested = x.number(0);
  const [inputAt, inputSize] = [x.number(operands - 4), x.number(operands - 3)];
  const [outputAt, outputSize] = [x.number(operands - 2), x.number(operands - 1)];
  if (!x.touchMemory(inputAt, inputSize) || !x.touchMemory(outputAt, outputSize)) return 'out of gas';
  const fixed = x.prices.fixed[call.opcode] ?? 0;
  if (!x.charge(fixed + (state.warm(precompile.entry) ? COLD_ACCOUNT : WARM))) return 'out of gas';
  const { gas: left } = machine;
  const most = left - Math.floor(left / 64);
  const gas = requested < most ? requested : most;
  machine.gas = left - gas;
  x.moveStack(-operands);
  const mark = x.checkpoint();
  if (kind === 'CALL' || kind === 'STATICCALL') state.touchEntry(precompile.entry);

  const { inPlace } = precompile;
  if (inPlace !== undefined && inputSize <= LONGEST && precompile.load?.() === undefined) {
    const from = inputSize === 0 ? ANSWER : frame.memory + inputAt;
    const used = precompile.gas(machine, from, inputSize);
    const size = used > gas ? FAILED : inPlace(machine, from, inputSize, ANSWER);
    if (size !== FAILED) {
      machine.gas += gas - used;
      x.moveStack(1);
      x.putNumber(0, 1);
      frame.returnData = undefined;
      machine.setRegister(frame.base + HEADER.RETURNDATASIZE, size);
      const given = size < outputSize ? size : outputSize;
      if (given > 0) machine.bytes.copyWithin(frame.memory + outputAt, ANSWER, ANSWER + given);
    } else {
      x.takeBack(mark);
      x.resume({ ...NO_OUTPUT, kind }, 'precompile failed', EMPTY_BYTES, 0);
    }
    return undefined;
  }

  const finish = ({ halt, output, gasUsed }: PrecompileAnswer): void => {
    if (halt !== undefined) x.takeBack(mark);
    const place = { kind, address: precompile.address, outputAt, outputSize };
    x.resume(place, halt, output, halt === undefined ? gas - gasUsed : 0);
  };
  const answered = precompile.answer(x.readMemory(inputAt, inputSize), gas);
  if (answered instanceof Promise) x.waitFor(answered, finish);
  else finish(answered);
  return undefined;
}

const NO_OUTPUT = { address: EMPTY_BYTES, outputAt: 0, outputSize: 0 };
