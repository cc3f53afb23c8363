import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { compileModule } from '../../module/compile.ts';
import { ModuleToolError } from '../../module/errors.ts';
import { openProject } from '../../module/project.ts';

/** `xai module verify`: whether a proposal's code is what the sources give. */
export const moduleVerifyCommand: CliCommand = {
  name: 'module verify',
  summary: "compare a proposal's code with the sources",
  description: `Builds the module from its sources and compares three hashes: of the code that was built, of the code that the proposal
names, and of the code that stands on chain. The exit status is 1 where they differ.`,
  examples: [['xai module verify 7731…', 'the proposal of this number']],
  argument: { name: 'proposal', description: 'number of the proposal, decimal or 0x' },

  async run({ project: folder, rpcUrl }, number) {
    const { codeOf, readProposal } = await import('../../module/proposal.ts');
    const project = openProject(folder);
    const client = rpcClient(rpcUrl);
    const proposal = await readProposal(client, number);
    const changes = proposal.changes.filter(({ id }) => id === project.id);
    if (changes.length === 0) {
      const others = proposal.changes.map(({ id }) => id).join(', ') || 'no module';
      throw new ModuleToolError('bad-proposal', `proposal ${number} changes ${others}, not ${project.id}`);
    }
    const { codeHash } = compileModule(project);
    process.stdout.write(`built        ${codeHash}\n`);
    let isSame = true;
    for (const change of changes) {
      const standing = toHex(keccak256(fromHex(await codeOf(client, change))));
      process.stdout.write(`proposed     ${change.codeHash} (${change.kind} ${change.id})\n`);
      process.stdout.write(`on chain     ${standing} (${change.address})\n`);
      isSame &&= change.codeHash === codeHash && standing === codeHash;
    }
    process.stdout.write(
      isSame ? 'the proposal is what the sources give\n' : 'the proposal is NOT what the sources give\n',
    );
    return isSame ? 0 : 1;
  },
};
