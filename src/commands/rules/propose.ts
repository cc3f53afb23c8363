import type { Hex } from 'viem';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';

/** `xai rules propose`: rules to be voted on. */
export const rulesProposeCommand: CliCommand = {
  name: 'rules propose',
  summary: 'propose rules to the holders',
  description: `Compiles the rules and proposes to the governor that the rule engine takes them and asks them about every transaction.
Without --proposer nothing is sent: the transaction is printed for a wallet.`,
  examples: [
    ['xai rules propose limits.yaml --proposer 0xf39f…', 'by an account of the node'],
    ['xai rules propose limits.yaml', 'only print what would be sent'],
    ['xai rules propose limits.yaml --retire 0x1a…,0x2b…', 'in place of two others'],
  ],
  argument: { name: 'file', description: 'file of rules (docs/modules/RULES.md)' },

  async run({ rpcUrl, proposer, description, retire, position }, file) {
    const { openRules } = await import('../../rules/open.ts');
    const { rulesProposal } = await import('../../rules/proposal.ts');
    const { set, compiled } = openRules(file);
    const client = rpcClient(rpcUrl);
    const id = toHex(compiled.hash);
    const call = await rulesProposal(client, set.name, compiled, {
      retire: (retire ?? []).map((each) => each.toLowerCase() as Hex),
      position,
      description: description ?? `Rules ${set.name}: ${id}`,
    });
    process.stdout.write(`id           ${id}\n`);
    if (proposer === undefined) {
      process.stdout.write(`transaction  ${JSON.stringify({ to: call.to, data: call.data })}\n`);
      process.stdout.write('nothing was sent: name an account of the node with --proposer\n');
      return 0;
    }
    const { send } = await import('../../module/send.ts');
    const { proposalNumber } = await import('../../module/proposal.ts');
    const sent = await send(client, 'the proposal', { from: toHex(proposer), to: call.to, data: call.data });
    process.stdout.write(`proposal     ${await proposalNumber(sent.logs)}\n`);
    return 0;
  },
};
