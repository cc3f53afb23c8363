import type { CommandName } from '../config/option.ts';
import type { Settings } from '../config/options.ts';

/** A command of the program as data; src/cli/program.ts turns the list of them into the command line. */
export interface CliCommand {
  readonly name: CommandName;
  /** one line for the list of commands */
  readonly summary: string;
  /** what the command's own help begins with */
  readonly description: string;
  /** command lines with what they do */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** an argument that must be given, such as a file */
  readonly argument?: { readonly name: string; readonly description: string };
  /** arguments behind it, as commander writes them: `<required>`, `[optional]`, `[several...]` */
  readonly further?: readonly { readonly name: string; readonly description: string }[];
  /** True where anvil's other flags are answered by the reason why they are refused. */
  readonly refusesAnvilFlags?: boolean;
  /** Does the work; resolves to the exit status when it is over. */
  run(settings: Settings, argument: string, further: readonly string[]): Promise<number>;
}
