import { opcodeFacts } from '../opcodes.ts';

const STACK_LIMIT = 1024;

/** Why an instruction cannot run on a stack of this height; undefined when it can. */
export function stackFault(opcode: number, height: number): 'stack underflow' | 'stack overflow' | undefined {
  const { takes, puts } = opcodeFacts(opcode) ?? { takes: 0, puts: 0 };
  if (height < takes) return 'stack underflow';
  return height - takes + puts > STACK_LIMIT ? 'stack overflow' : undefined;
}
