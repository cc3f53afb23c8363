import { OPCODES, type OpcodeFacts } from '../../../vm/opcodes.ts';
import { type ForkName, forkOrder } from '../../../vm/rules/forks.ts';

/** Ends of programs, and instructions that need care of their own. */
export const NOT_PLAIN =
  /^(STOP|RETURN|REVERT|INVALID|SELFDESTRUCT|JUMP|JUMPI|JUMPDEST|PUSH\d+|DUP\d+|SWAP\d+)$/;

/** What a fork has. */
export interface Instructions {
  readonly all: readonly OpcodeFacts[];
  readonly names: ReadonlySet<string>;
  /** those that leave something to look at */
  readonly withResult: readonly OpcodeFacts[];
}

const INSTRUCTIONS = new Map<ForkName, Instructions>();

/** The instructions that programs of a fork are made of. */
export function instructionsOf(fork: ForkName): Instructions {
  let known = INSTRUCTIONS.get(fork);
  if (known === undefined) {
    const all = OPCODES.filter(({ since }) => forkOrder(since) <= forkOrder(fork));
    const withResult = all.filter(({ puts, name }) => puts === 1 && !NOT_PLAIN.test(name));
    known = { all, names: new Set(all.map(({ name }) => name)), withResult };
    INSTRUCTIONS.set(fork, known);
  }
  return known;
}
