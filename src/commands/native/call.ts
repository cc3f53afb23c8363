import type { CliCommand } from '../../cli/command.ts';
import { callModule } from '../../native/execute.ts';

/** `xai native call`: any function of a module. */
export const nativeCallCommand: CliCommand = {
  name: 'native call',
  summary: 'call a module of the chain',
  description: `Calls a function of one of the chain's modules from a native account, as the narrowest kind that has it: governance,
governance_vote, stake, unstake, treasury_allocation, else module_call. --kind chooses another that fits. For other contracts there
is "xai contract send --native".`,
  examples: [
    ['xai native call governor queue 8412… --account 0xf39f…', 'kind governance'],
    ['xai native call treasury approvePayment id=3 --account 0xf39f…', 'kind treasury_allocation, by name'],
    ['xai native call staking lock --value 5 --kind module_call --account 0xf39f…', 'another kind'],
  ],
  argument: { name: 'module', description: 'id (staking, governor, treasury …) or address of a module' },
  further: [
    { name: '<function>', description: 'name, or signature where several have the name' },
    { name: '[arguments...]', description: 'in order or as name=value; arrays and structs as JSON' },
  ],

  run: (settings, module, [wanted = '', ...words]) => callModule(settings, module, wanted, words),
};
