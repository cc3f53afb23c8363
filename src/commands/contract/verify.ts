import { compareCode } from '../../../rpc/contracts/match.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { ContractToolError } from '../../contract/errors.ts';
import { findArtifact } from '../../contract/find.ts';
import { addressOf } from '../../contract/target.ts';

const WORDS = {
  exact: 'the code on chain is what the compiler gave',
  metadata: 'the code on chain is what the compiler gave, but for the hash of the sources at its end',
  none: 'the code on chain is NOT what the compiler gave',
};

/** `xai contract verify`: whether a contract is the one that was compiled. */
export const contractVerifyCommand: CliCommand = {
  name: 'contract verify',
  summary: 'compare the code on chain with the compiled one',
  description: `Compares the code that stands at an address with the artifact's; places of immutables and libraries are left out. The exit
status is 0 where they agree, also but for the hash of the sources, and 1 where they differ.`,
  examples: [['xai contract verify Counter --at 0x5fbd…', 'the contract of this project']],
  argument: { name: 'contract', description: 'name, source.sol:name, or path of an artifact' },

  async run({ project, rpcUrl, at }, contract) {
    const { runtime, filled, name } = findArtifact(project, contract);
    const address = addressOf(at);
    const code = await rpcClient(rpcUrl).call<string>('eth_getCode', address, 'latest');
    if (code === '0x') throw new ContractToolError('no-code', `no contract stands at ${address}`);
    const blank = runtime.replaceAll(/__\$[0-9a-fA-F]{34}\$__/g, '00'.repeat(20));
    if (blank === '')
      throw new ContractToolError('no-code', `${name} has no code: it is an interface or abstract`);
    const outcome = compareCode(fromHex(code), fromHex(blank), filled);
    process.stdout.write(`${WORDS[outcome]}\n`);
    return outcome === 'none' ? 1 : 0;
  },
};
