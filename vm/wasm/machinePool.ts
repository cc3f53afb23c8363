import type { Rules } from '../rules/rules.ts';
import type { CodeCompiler } from './compiler/codeCompiler.ts';
import { Machine, type MachineOptions } from './machine.ts';

/**
 * Machines that wait for messages, of all forks together. JavaScriptCore has few memories for a process whose bounds the
 * processor guards; all others are slower to use, to grow and to compile for. A message takes the machine that ran its fork
 * last, else the one that has waited longest, which gives up its codes for the new rules.
 */
const KEPT_MACHINES = 2;

export class MachinePool {
  readonly #compiler: CodeCompiler;
  readonly #options: MachineOptions;
  /** The one that has waited longest first. */
  readonly #idle: Machine[] = [];

  constructor(compiler: CodeCompiler, options: MachineOptions) {
    this.#compiler = compiler;
    this.#options = options;
  }

  /** A machine for a message under these rules: nobody else has it until it is given back. */
  take(rules: Rules): Machine {
    const idle = this.#idle;
    for (let i = idle.length - 1; i >= 0; i--) {
      // what instructions there are goes by the fork, whatever the chain
      if (idle[i]?.fork === rules.fork) return idle.splice(i, 1)[0] as Machine;
    }
    const other = idle.length < KEPT_MACHINES ? undefined : idle.shift();
    if (other === undefined) return new Machine(rules, this.#compiler, this.#options);
    other.serve(rules);
    return other;
  }

  /** Keeps a machine for later messages, if it is small enough and not too many wait. */
  give(machine: Machine): void {
    if (!machine.isKeepable) return;
    this.#idle.push(machine);
    if (this.#idle.length > KEPT_MACHINES) this.#idle.shift();
  }
}
