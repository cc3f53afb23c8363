import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { execute } from '../../contract/execute.ts';
import { findArtifact } from '../../contract/find.ts';
import { addressOf, encodeCall } from '../../contract/target.ts';

/** `xai contract send`: a function that changes the chain. */
export const contractSendCommand: CliCommand = {
  name: 'contract send',
  summary: 'call a function of a contract in a transaction',
  description: `Tries the call, shows gas and cost, asks, sends, waits for the block and prints the events. A revert is told by its reason or
custom error.`,
  examples: [
    ['xai contract send Counter increment --at 0x5fbd… --account 0xf39f…', 'without arguments'],
    ['xai contract send Token transfer to=0x7099… amount=5 --at 0x5fbd… --unlocked 0xf39f…', 'by name'],
  ],
  argument: { name: 'contract', description: 'name, source.sol:name, or path of an artifact' },
  further: [
    { name: '<function>', description: 'name, or signature where several have the name' },
    { name: '[arguments...]', description: 'in order or as name=value; arrays and structs as JSON' },
  ],

  async run(settings, contract, [wanted = '', ...words]) {
    const { abi } = findArtifact(settings.project, contract);
    const to = addressOf(settings.at);
    const { data } = await encodeCall(abi, wanted, words);
    await execute(rpcClient(settings.rpcUrl), settings, { to, data }, abi);
    return 0;
  },
};
