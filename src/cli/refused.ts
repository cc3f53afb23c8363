import { type Command, Option as Flag } from 'commander';
import { ConfigError } from '../config/errors.ts';

/** Flags of anvil whose notion this node does not have, and one of ours that dev has not, with what to do instead. */
const REFUSED: readonly { readonly flags: string; readonly reason: string }[] = [
  { flags: '--ipc [path]', reason: 'there is no IPC socket; use HTTP or WebSocket on --host and --port' },
  { flags: '--ipcpath [path]', reason: 'there is no IPC socket; use HTTP or WebSocket on --host and --port' },
  {
    flags: '-f, --fork-url <url>',
    reason: 'forking a remote chain is not possible; load a state with --load-state',
  },
  {
    flags: '--rpc-url <url>',
    reason: 'forking a remote chain is not possible; load a state with --load-state',
  },
  { flags: '--fork-block-number <block>', reason: 'forking a remote chain is not possible' },
  { flags: '--fork-chain-id <id>', reason: 'forking a remote chain is not possible' },
  { flags: '--number <number>', reason: 'the genesis block is always block 0' },
  {
    flags: '--rpc-workers <processes>',
    reason:
      'the clock, the edits and the accounts of a development chain live in one process; use "xai start"',
  },
  { flags: '--celo', reason: 'the rules here are those of Ethereum' },
  {
    flags: '-n, --network <family>',
    reason: 'the rules here are those of Ethereum; --chain-id sets the chain id',
  },
  { flags: '--disable-pool-balance-checks', reason: 'a sender must be able to pay; use anvil_setBalance' },
  { flags: '--print-traces', reason: 'ask debug_traceTransaction with the callTracer, or run "cast run"' },
];

/** Declares the refused flags, hidden, so that they are answered by their reason. */
export function addRefusedFlags(command: Command): void {
  for (const { flags } of REFUSED) command.addOption(new Flag(flags).hideHelp());
}

/** Throws ConfigError for the first refused flag that was given. */
export function checkRefusedFlags(command: Command): void {
  for (const { flags, reason } of REFUSED) {
    const flag = new Flag(flags);
    if (command.getOptionValueSource(flag.attributeName()) === 'cli') {
      throw new ConfigError('unsupported', `${flag.long}: ${reason}`);
    }
  }
}
