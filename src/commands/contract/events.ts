import type { AbiEvent, Hex } from 'viem';
import { decodeLog } from '../../../rpc/contracts/decode.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { ContractToolError } from '../../contract/errors.ts';
import { findArtifact } from '../../contract/find.ts';
import { addressOf } from '../../contract/target.ts';

interface RpcLog {
  readonly blockNumber: Hex;
  readonly logIndex: Hex;
  readonly transactionHash: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

/** `xai contract events`: what a contract told. */
export const contractEventsCommand: CliCommand = {
  name: 'contract events',
  summary: 'print the events of a contract',
  description: `Prints each event as one line of JSON with its block, transaction, name and values. Logs that the ABI does not name are
printed with their topics and data.`,
  examples: [
    ['xai contract events Counter --at 0x5fbd…', 'all of them'],
    ['xai contract events Token Transfer --at 0x5fbd… --from-block 100', 'one kind, from block 100 on'],
  ],
  argument: { name: 'contract', description: 'name, source.sol:name, or path of an artifact' },
  further: [{ name: '[event]', description: 'name of the event; all unless told' }],

  async run({ project, rpcUrl, at, fromBlock, toBlock }, contract, [wanted]) {
    const { toEventSelector } = await import('viem/utils');
    const { abi, name } = findArtifact(project, contract);
    const events = abi.filter(
      (entry): entry is AbiEvent => entry.type === 'event' && (wanted === undefined || entry.name === wanted),
    );
    if (wanted !== undefined && events.length === 0) {
      throw new ContractToolError('bad-artifact', `${name} has no event ${wanted}`);
    }
    const tag = (block: bigint) => `0x${block.toString(16)}`;
    const logs = await rpcClient(rpcUrl).call<readonly RpcLog[]>('eth_getLogs', {
      address: addressOf(at),
      fromBlock: tag(fromBlock),
      toBlock: toBlock === undefined ? 'latest' : tag(toBlock),
      topics: wanted === undefined ? [] : [events.map((event) => toEventSelector(event))],
    });
    for (const log of logs) {
      const decoded = await decodeLog(abi, log);
      const line = {
        block: BigInt(log.blockNumber).toString(),
        index: Number(log.logIndex),
        transaction: log.transactionHash,
        ...(decoded ?? { topics: log.topics, data: log.data }),
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    return 0;
  },
};
