import type { Command } from 'commander';

/** Shells that completions are written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** A shell for which there is a completion script. */
export type Shell = (typeof SHELLS)[number];

/** What a command line may go on with. */
interface Word {
  readonly text: string;
  readonly help: string;
}

interface Subcommand extends Word {
  readonly flags: readonly Word[];
  /** of a command that only holds others */
  readonly commands: readonly Word[];
}

/** A script for the shell that completes commands and flags; made from the command line itself, so that it is never behind. */
export function completionScript(program: Command, shell: Shell): string {
  return WRITERS[shell](program.commands.map(subcommand));
}

function subcommand(command: Command): Subcommand {
  const flags = command.options
    .filter((option) => !option.hidden && option.long !== undefined && option.long !== null)
    .map((option) => ({ text: option.long ?? '', help: plain(option.description) }));
  const help = { text: '--help', help: 'explain this command' };
  return {
    text: command.name(),
    help: plain(command.summary() || command.description()),
    flags: [...flags, help],
    commands: command.commands.map((each) => ({ text: each.name(), help: plain(each.summary()) })),
  };
}

/** Help as it may stand in single quotes: its first clause. */
function plain(text: string): string {
  return (text.split(/[;(\n]/)[0] ?? '').replaceAll(/['\\:[\]$`"]/g, '').trim();
}

const texts = (words: readonly Word[]) => words.map(({ text }) => text).join(' ');

const WRITERS: Readonly<Record<Shell, (commands: readonly Subcommand[]) => string>> = {
  bash: (commands) => `# bash completion of xai: source <(xai completion bash)
_xai() {
  local current="\${COMP_WORDS[COMP_CWORD]}"
  local words="${texts(commands)} --help --version"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${commands.map(({ text, flags, commands: held }) => `      ${text}) words="${texts([...held, ...flags])}" ;;`).join('\n')}
      *) words="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _xai xai
`,
  zsh: (commands) => `#compdef xai
# zsh completion of xai: xai completion zsh > "\${fpath[1]}/_xai"
_xai() {
  local -a commands=(
${commands.map(({ text, help }) => `    '${text}:${help}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case "$words[2]" in
${commands.map(({ text, flags, commands: held }) => `    ${text}) ${held.length > 0 ? `_values command ${held.map((each) => `'${each.text}[${each.help}]'`).join(' ')}; ` : ''}_arguments ${flags.map((flag) => `'${flag.text}[${flag.help}]'`).join(' ')} '*:file:_files' ;;`).join('\n')}
  esac
}
compdef _xai xai
`,
  fish: (commands) => `# fish completion of xai: xai completion fish > ~/.config/fish/completions/xai.fish
${commands
  .flatMap(({ text, help, flags, commands: held }) => [
    `complete -c xai -n __fish_use_subcommand -a ${text} -d '${help}'`,
    ...held.map(
      (each) => `complete -c xai -n '__fish_seen_subcommand_from ${text}' -a ${each.text} -d '${each.help}'`,
    ),
    ...flags.map(
      (flag) =>
        `complete -c xai -n '__fish_seen_subcommand_from ${text}' -l ${flag.text.slice(2)} -d '${flag.help}'`,
    ),
  ])
  .join('\n')}
`,
};
