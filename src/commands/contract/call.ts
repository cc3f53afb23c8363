import { toJson } from '../../../rpc/contracts/values.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { ContractToolError } from '../../contract/errors.ts';
import { findArtifact } from '../../contract/find.ts';
import { tried } from '../../contract/plan.ts';
import { addressOf, encodeCall } from '../../contract/target.ts';

/** `xai contract call`: a function that only reads. */
export const contractCallCommand: CliCommand = {
  name: 'contract call',
  summary: 'call a function of a contract and print what it gives',
  description: `Calls a function without a transaction: nothing changes, nothing is paid. The result is JSON; integers are decimal text.`,
  examples: [
    ['xai contract call Counter count --at 0x5fbd…', 'the newest state'],
    ['xai contract call Token balanceOf 0xf39f… --at 0x5fbd… --block 100', 'after block 100'],
  ],
  argument: { name: 'contract', description: 'name, source.sol:name, or path of an artifact' },
  further: [
    { name: '<function>', description: 'name, or signature where several have the name' },
    { name: '[arguments...]', description: 'in order or as name=value; arrays and structs as JSON' },
  ],

  async run({ project, rpcUrl, at, block, unlocked, value = 0n }, contract, [wanted = '', ...words]) {
    const { decodeFunctionResult } = await import('viem/utils');
    const { abi, name } = findArtifact(project, contract);
    const to = addressOf(at);
    const client = rpcClient(rpcUrl);
    const { called, data } = await encodeCall(abi, wanted, words);
    const tag = block === undefined ? 'latest' : `0x${block.toString(16)}`;
    const from = unlocked === undefined ? undefined : toHex(unlocked);
    const returned = await tried(
      client,
      'eth_call',
      { from, to, data, value: `0x${value.toString(16)}` },
      abi,
      tag,
    );
    if (returned === '0x' && called.outputs.length > 0) {
      throw new ContractToolError(
        'no-address',
        `no ${name} answers at ${to}: is it there, and on this chain?`,
      );
    }
    const result: unknown = decodeFunctionResult({
      abi: [called],
      functionName: called.name,
      data: returned,
    });
    process.stdout.write(`${JSON.stringify(toJson(result), null, 2)}\n`);
    return 0;
  },
};
