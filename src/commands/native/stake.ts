import type { CliCommand } from '../../cli/command.ts';
import { COINS } from '../../config/kinds.ts';
import { callModule } from '../../native/execute.ts';

/** `xai native stake`: XAI that count in votes. */
export const nativeStakeCommand: CliCommand = {
  name: 'native stake',
  summary: 'lock XAI as stake',
  description: `Locks XAI of a native account in the staking module, in a transaction of kind "stake". Stake votes, and gets its share of fees
where the chain distributes them.`,
  examples: [['xai native stake 1000 --account 0xf39f…', 'lock 1000 XAI']],
  argument: { name: 'amount', description: 'XAI, with up to 18 decimals' },

  run: (settings, amount) => callModule(settings, 'staking', 'lock', [], COINS.parse(amount)),
};
