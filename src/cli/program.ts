import { Argument, Command, CommanderError } from 'commander';
import { ConfigError } from '../config/errors.ts';
import { readSettings } from '../config/settings.ts';
import { VERSION } from '../version.ts';
import type { CliCommand } from './command.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { failureText, STATUS_OF_MISUSE } from './failure.ts';
import { addFlags, givenFlags } from './flags.ts';
import { addRefusedFlags, checkRefusedFlags } from './refused.ts';

const DESCRIPTION = `xai: an Ethereum-compatible execution node.

Settings come from, each over the one before: defaults, a TOML file (--config, or xai.toml in the data directory),
environment variables (--block-time is XAI_BLOCK_TIME), flags.`;

/** What the program needs of the process that runs it. */
export interface ProgramSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** Runs one command line (without the program's own name) and resolves to its exit status; never throws. */
export async function runProgram(
  commands: readonly CliCommand[],
  line: readonly string[],
  surroundings: ProgramSurroundings,
): Promise<number> {
  let status = 0;
  const program = new Command('xai')
    .description(inOneLine(DESCRIPTION))
    .version(VERSION, '-V, --version', 'print the version');
  program
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .showHelpAfterError('(xai --help explains)');
  program.configureOutput({ writeOut: surroundings.writeOut, writeErr: surroundings.writeError });
  for (const row of askedOf(commands, line)) {
    const command = subcommand(program, row.name).copyInheritedSettings(program);
    command.summary(row.summary).description(inOneLine(row.description));
    command.showHelpAfterError(`(xai ${row.name} --help explains)`);
    command.helpOption('-h, --help', 'explain this command').addHelpText('after', examplesText(row));
    if (row.argument !== undefined) command.argument(`<${row.argument.name}>`, row.argument.description);
    for (const { name, description } of row.further ?? []) command.argument(name, description);
    addFlags(command, row.name);
    if (row.refusesAnvilFlags) addRefusedFlags(command);
    command.action(async () => {
      if (row.refusesAnvilFlags) checkRefusedFlags(command);
      const settings = readSettings(row.name, givenFlags(command, row.name), surroundings.environment);
      const [argument = '', ...further] = command.args;
      status = await row.run(settings, argument, further);
    });
  }
  program
    .command('version')
    .description('print the versions of the program and of what it runs on')
    .action(() =>
      surroundings.writeOut(`xai ${VERSION} (Bun ${Bun.version}, ${process.platform}-${process.arch})\n`),
    );

  program
    .command('completion')
    .description('print a script that completes commands and flags in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => surroundings.writeOut(completionScript(program, shell)));

  try {
    await program.parseAsync(line, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed its own errors already; its help and version arrive here as errors with status 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : STATUS_OF_MISUSE;
    surroundings.writeError(failureText(error));
    return error instanceof ConfigError ? STATUS_OF_MISUSE : 1;
  }
}

/** The command that a line begins with, alone: making the flags of all takes a while. All where it begins with none. */
function askedOf(commands: readonly CliCommand[], line: readonly string[]): readonly CliCommand[] {
  const asked = commands.filter(({ name }) => name.split(' ').every((word, i) => line[i] === word));
  return asked.length === 0 ? commands : asked;
}

/** The summaries of commands that only hold others. */
const GROUPS: Readonly<Record<string, string>> = {
  module: 'make, check and propose modules of the chain',
  rules: 'check, explain, try and propose rules for transactions',
  account: 'make, import and show encrypted keys',
  contract: 'deploy, call and watch contracts',
  native: 'send native transactions: XAI, stake, votes, calls of modules',
  db: 'look after a data directory',
};

/** A command by its name; of a name of two words the first is a command that holds the second. */
function subcommand(program: Command, name: string): Command {
  const [first = name, second] = name.split(' ');
  if (second === undefined) return program.command(first);
  const known = program.commands.find((command) => command.name() === first);
  const group =
    known ??
    program
      .command(first)
      .copyInheritedSettings(program)
      .summary(GROUPS[first] ?? first);
  return group.command(second);
}

/** Each paragraph as one line: the terminal's width says where help breaks, not the source's. */
function inOneLine(text: string): string {
  return text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');
}

function examplesText({ examples }: CliCommand): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  return `\nExamples:\n${lines.join('\n')}`;
}
