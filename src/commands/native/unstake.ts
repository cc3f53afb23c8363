import type { CliCommand } from '../../cli/command.ts';
import { COINS } from '../../config/kinds.ts';
import { callModule } from '../../native/execute.ts';

/** `xai native unstake`: the way back from stake. */
export const nativeUnstakeCommand: CliCommand = {
  name: 'native unstake',
  summary: 'unlock stake, or claim what is unlocked',
  description: `Begins to unlock stake of a native account; after the chain's delay "claim" pays it out. Both are transactions of kind
"unstake".`,
  examples: [
    ['xai native unstake 500 --account 0xf39f…', 'begin to unlock 500 XAI'],
    ['xai native unstake claim --account 0xf39f…', 'take what is unlocked'],
  ],
  argument: { name: 'amount', description: 'XAI, with up to 18 decimals; or "claim"' },

  run: (settings, amount) =>
    amount === 'claim'
      ? callModule(settings, 'staking', 'claim', [])
      : callModule(settings, 'staking', 'unlock', [String(COINS.parse(amount))]),
};
