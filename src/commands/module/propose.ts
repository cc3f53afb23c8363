import type { Hex } from 'viem';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import type { ModuleArtifact } from '../../module/artifact.ts';
import { compileModule } from '../../module/compile.ts';
import { openProject } from '../../module/project.ts';
import type { ProposalCall } from '../../module/proposal.ts';
import { type SentTransaction, send } from '../../module/send.ts';

/** `xai module propose`: code on chain, and the proposal to use it. */
export const moduleProposeCommand: CliCommand = {
  name: 'module propose',
  summary: 'deploy a module and propose it to the holders',
  description: `Builds the module, deploys its code (and, for a new module, its proxy) and proposes to the governor that the registry takes
it: an upgrade where the registry knows the module's id, else a registration. Without --proposer nothing is sent: the first
transaction is printed for a wallet. Auditors attest to the code hash that is printed; "xai module verify" compares.`,
  examples: [
    ['xai module propose --proposer 0xf39f…', 'by an account of the node'],
    ['xai module propose', 'only print what would be sent first'],
  ],

  async run({ project: folder, rpcUrl, proposer, description, activate }) {
    const { proposalNumber, proxyCreation, registeredProxy, registerProposal, upgradeProposal } =
      await import('../../module/proposal.ts');
    const project = openProject(folder);
    const artifact = compileModule(project);
    const client = rpcClient(rpcUrl);
    const known = await registeredProxy(client, artifact.id);
    const text = description ?? `${known ? 'Upgrade' : 'Register'} ${artifact.id}: code ${artifact.codeHash}`;
    const plan = known === undefined ? 'register a new module' : `upgrade the module at ${known}`;
    process.stdout.write(`plan         ${plan}\ncode hash    ${artifact.codeHash}\n`);
    if (proposer === undefined) {
      process.stdout.write(`deployment   ${JSON.stringify({ data: artifact.creation })}\n`);
      process.stdout.write('nothing was sent: name an account of the node with --proposer\n');
      return 0;
    }
    const from: Hex = `0x${toHex(proposer).slice(2)}`;
    const implementation = await deployed(
      send(client, 'the deployment of the code', { from, data: artifact.creation }),
    );
    process.stdout.write(`code at      ${implementation}\n`);
    let call: ProposalCall;
    if (known === undefined) {
      const data = await proxyCreation(artifact, implementation, project.initialize);
      const proxy = await deployed(send(client, 'the deployment of the proxy', { from, data }));
      process.stdout.write(`proxy at     ${proxy}\n`);
      call = await registerProposal(artifact, proxy, activate, text);
    } else {
      call = await upgradeProposal(artifact, implementation, text);
    }
    const sent = await send(client, 'the proposal', { from, to: call.to, data: call.data });
    process.stdout.write(`proposal     ${await proposalNumber(sent.logs)}\n`);
    process.stdout.write(verifyHint(artifact));
    return 0;
  },
};

async function deployed(sending: Promise<SentTransaction>): Promise<Hex> {
  const { contractAddress } = await sending;
  return contractAddress ?? '0x';
}

function verifyHint({ id }: ModuleArtifact): string {
  return `auditors attest to the code hash of ${id}; anybody compares with: xai module verify <proposal>\n`;
}
