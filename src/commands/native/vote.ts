import type { CliCommand } from '../../cli/command.ts';
import { choice } from '../../config/kinds.ts';
import { callModule } from '../../native/execute.ts';

/** What OpenZeppelin's governor counts, by its number. */
const SUPPORT = ['against', 'for', 'abstain'] as const;
const VOTE = choice('vote', SUPPORT);

/** `xai native vote`: a vote on a proposal. */
export const nativeVoteCommand: CliCommand = {
  name: 'native vote',
  summary: 'vote on a proposal',
  description: `Casts the vote of a native account's stake in a transaction of kind "governance_vote". "xai_proposals" has the numbers of
proposals; what an account may vote with was decided when the proposal began.`,
  examples: [
    ['xai native vote 8412… for --account 0xf39f…', 'a vote'],
    ['xai native vote 8412… against "too much gas" --account 0xf39f…', 'with a reason on chain'],
  ],
  argument: { name: 'proposal', description: 'number of the proposal, decimal or 0x' },
  further: [
    { name: '<vote>', description: SUPPORT.join(', ') },
    { name: '[reason]', description: 'text that goes on chain' },
  ],

  run(settings, proposal, [word = '', reason]) {
    const words = [proposal, String(SUPPORT.indexOf(VOTE.parse(word)))];
    return reason === undefined
      ? callModule(settings, 'governor', 'castVote', words)
      : callModule(settings, 'governor', 'castVoteWithReason', [...words, reason]);
  },
};
