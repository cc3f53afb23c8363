import { constructorInputs } from '../../../rpc/contracts/abi.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../../vm/address.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { execute } from '../../contract/execute.ts';
import { findArtifact } from '../../contract/find.ts';
import { argumentsFrom } from '../../contract/given.ts';
import { linkedCode } from '../../contract/link.ts';

/** `xai contract deploy`: a compiled contract onto the chain. */
export const contractDeployCommand: CliCommand = {
  name: 'contract deploy',
  summary: 'deploy a contract that Foundry or Hardhat compiled',
  description: `Takes the artifact as it is (out/X.sol/X.json, artifacts/…/X.json), by its path or by the contract's name in the project's
folder, links libraries, tries the deployment, shows gas and cost, asks, sends, and waits for the block.`,
  examples: [
    ['xai contract deploy Counter 5 --account 0xf39f…', 'arguments in order'],
    [
      'xai contract deploy Token name=Gold supply=1000 --unlocked 0xf39f…',
      'by name, from an account of a dev node',
    ],
    ['xai contract deploy Vault --library Maths=0x5fbd… --dry-run …', 'only try it'],
  ],
  argument: { name: 'contract', description: 'name, source.sol:name, or path of an artifact' },
  further: [{ name: '[arguments...]', description: "the constructor's, in order or as name=value" }],

  async run(settings, contract, words) {
    const { encodeDeployData } = await import('viem/utils');
    const artifact = findArtifact(settings.project, contract);
    const { library: libraries } = settings;
    const bytecode = linkedCode(artifact, libraries);
    const { abi } = artifact;
    const args = argumentsFrom(constructorInputs(abi), words);
    const data = encodeDeployData({ abi, bytecode, args });
    const receipt = await execute(rpcClient(settings.rpcUrl), settings, { to: undefined, data }, abi);
    if (receipt?.contractAddress) {
      process.stdout.write(`contract     ${checksumAddress(fromHex(receipt.contractAddress))}\n`);
    }
    return 0;
  },
};
