import type { Hex } from 'viem';
import { ruleEngineAbi } from '../../modules/abi/ruleEngine.ts';
import { xaiGovernorAbi } from '../../modules/abi/xaiGovernor.ts';
import { asciiWord } from '../../modules/encoding/word.ts';
import type { CompiledRules } from '../../modules/rules/compile.ts';
import { RuleError } from '../../modules/rules/errors.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { RpcClient } from '../client/rpcClient.ts';
import type { ProposalCall } from '../module/proposal.ts';

/** Where genesis places what a proposal speaks to. */
const ENGINE: Hex = '0x5841490000000000000000000000000000000009';
const GOVERNOR: Hex = '0x5841490000000000000000000000000000000004';

/** What a proposal of rules does beside adding them. */
export interface RulesChange {
  /** ids of active sets that are asked no longer */
  readonly retire: readonly Hex[];
  /** place among the active sets; undefined: the last */
  readonly position: number | undefined;
  readonly description: string;
}

/** The proposal that adds a set, retires others and has the new one asked. Throws RuleError where the chain has no engine. */
export async function rulesProposal(
  client: RpcClient,
  name: string,
  { artifact, hash }: CompiledRules,
  { retire, position, description }: RulesChange,
): Promise<ProposalCall> {
  const { decodeFunctionResult, encodeFunctionData } = await import('viem/utils');
  const abi = ruleEngineAbi;
  const data = encodeFunctionData({ abi, functionName: 'activeSets' });
  const answer = await client.call<Hex>('eth_call', { to: ENGINE, data }, 'latest');
  if (answer === '0x') throw new RuleError('meaning', `the chain at ${client.url} has no rule engine`);
  const active = decodeFunctionResult({ abi, functionName: 'activeSets', data: answer });
  const id = toHex(hash);
  const unknown = retire.find((each) => !active.some((set) => set.id === each));
  if (unknown !== undefined) throw new RuleError('meaning', `no active set has the id ${unknown}`);
  if (new Set(retire).size < retire.length) throw new RuleError('meaning', 'a set is retired once');
  if (active.some((set) => set.id === id)) throw new RuleError('meaning', `these rules are active: ${id}`);
  const left = active.length - retire.length;
  if (position !== undefined && position > left)
    throw new RuleError('meaning', `the last place among ${left} other sets is ${left}`);
  const place = BigInt(position ?? left);
  const calls = [
    ...((await isAdded(client, id))
      ? []
      : [encodeFunctionData({ abi, functionName: 'add', args: [asciiWord(name), toHex(artifact)] })]),
    ...retire.map((each) => encodeFunctionData({ abi, functionName: 'retire', args: [each] })),
    encodeFunctionData({ abi, functionName: 'activate', args: [id, place] }),
  ];
  const proposal = encodeFunctionData({
    abi: xaiGovernorAbi,
    functionName: 'propose',
    args: [calls.map(() => ENGINE), calls.map(() => 0n), calls, description],
  });
  return { to: GOVERNOR, data: proposal, description };
}

/** Whether a set was added before, such as one that was retired: its event says so. */
async function isAdded(client: RpcClient, id: Hex): Promise<boolean> {
  const { encodeEventTopics } = await import('viem/utils');
  const topics = encodeEventTopics({ abi: ruleEngineAbi, eventName: 'RuleSetAdded', args: { id } });
  const filter = { address: ENGINE, topics, fromBlock: '0x0', toBlock: 'latest' };
  return (await client.call<readonly unknown[]>('eth_getLogs', filter)).length > 0;
}
