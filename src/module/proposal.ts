import type { Hex } from 'viem';
import { moduleRegistryAbi } from '../../modules/abi/moduleRegistry.ts';
import { xaiGovernorAbi } from '../../modules/abi/xaiGovernor.ts';
import { asciiWord, wordText } from '../../modules/encoding/word.ts';
import contracts from '../../modules/genesis/contracts.json' with { type: 'json' };
import type { RpcClient } from '../client/rpcClient.ts';
import type { ModuleArtifact } from './artifact.ts';
import { ModuleToolError } from './errors.ts';
import { initializerCall } from './initializer.ts';
import type { SentTransaction } from './send.ts';

/** Where genesis places what a proposal speaks to. */
const REGISTRY: Hex = '0x5841490000000000000000000000000000000001';
const GOVERNOR: Hex = '0x5841490000000000000000000000000000000004';
const ZERO = `0x${'00'.repeat(20)}`;

/** A call of the governor: its arguments, ready to be sent. */
export interface ProposalCall {
  readonly to: Hex;
  readonly data: Hex;
  readonly description: string;
}

/** What stands on chain for a module; undefined for one that the registry does not know. */
export async function registeredProxy(client: RpcClient, id: string): Promise<Hex | undefined> {
  const { decodeFunctionResult, encodeFunctionData } = await import('viem/utils');
  const abi = moduleRegistryAbi;
  const data = encodeFunctionData({ abi, functionName: 'modules' });
  const known = decodeFunctionResult({ abi, functionName: 'modules', data: await view(client, data) });
  if (!known.some((word) => wordText(word) === id)) return undefined;
  const query = encodeFunctionData({ abi, functionName: 'module', args: [asciiWord(id)] });
  const found = decodeFunctionResult({ abi, functionName: 'module', data: await view(client, query) });
  return found.proxy === ZERO ? undefined : found.proxy;
}

async function view(client: RpcClient, data: Hex): Promise<Hex> {
  const answer = await client.call<Hex>('eth_call', { to: REGISTRY, data }, 'latest');
  if (answer === '0x') throw new ModuleToolError('refused', `the chain at ${client.url} has no modules`);
  return answer;
}

/** The creation code of a proxy before an implementation, initialized with a project's arguments. */
export async function proxyCreation(
  artifact: ModuleArtifact,
  implementation: Hex,
  args: readonly unknown[],
): Promise<Hex> {
  const { concat, encodeAbiParameters } = await import('viem/utils');
  const start = await initializerCall(artifact, args);
  const encoded = encodeAbiParameters([{ type: 'address' }, { type: 'bytes' }], [implementation, start]);
  return concat([contracts.XaiProxy.creation as Hex, encoded]);
}

/** The proposal that puts code in place of a module's present one. */
export async function upgradeProposal(
  artifact: ModuleArtifact,
  implementation: Hex,
  description: string,
): Promise<ProposalCall> {
  const { encodeFunctionData } = await import('viem/utils');
  const call = encodeFunctionData({
    abi: moduleRegistryAbi,
    functionName: 'upgrade',
    args: [asciiWord(artifact.id), implementation, artifact.codeHash, '0x'],
  });
  return propose([call], description);
}

/** The proposal that makes a new module known, and, if wanted, its hooks called. */
export async function registerProposal(
  artifact: ModuleArtifact,
  proxy: Hex,
  activate: boolean,
  description: string,
): Promise<ProposalCall> {
  const { encodeFunctionData } = await import('viem/utils');
  const abi = moduleRegistryAbi;
  const id = asciiWord(artifact.id);
  const calls = [encodeFunctionData({ abi, functionName: 'register', args: [id, proxy, artifact.codeHash] })];
  if (activate) calls.push(encodeFunctionData({ abi, functionName: 'activate', args: [id] }));
  return propose(calls, description);
}

async function propose(calls: readonly Hex[], description: string): Promise<ProposalCall> {
  const { encodeFunctionData } = await import('viem/utils');
  const data = encodeFunctionData({
    abi: xaiGovernorAbi,
    functionName: 'propose',
    args: [calls.map(() => REGISTRY), calls.map(() => 0n), calls, description],
  });
  return { to: GOVERNOR, data, description };
}

/** What a proposal would do with code: one line for each call of the registry that names some. */
export interface CodeChange {
  readonly kind: 'register' | 'upgrade';
  readonly id: string;
  /** the implementation, or for a new module its proxy */
  readonly address: Hex;
  /** what voters and auditors agree to */
  readonly codeHash: Hex;
}

/** A proposal as the governor announced it. */
export interface AnnouncedProposal {
  readonly proposalId: bigint;
  readonly description: string;
  readonly changes: readonly CodeChange[];
}

/** Finds a proposal by its number and reads the code changes among its calls. Throws ModuleToolError. */
export async function readProposal(client: RpcClient, number: string): Promise<AnnouncedProposal> {
  if (!/^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(number)) {
    throw new ModuleToolError('bad-proposal', `${JSON.stringify(number)} is no number of a proposal`);
  }
  const proposalId = BigInt(number);
  const { decodeEventLog, decodeFunctionData, encodeEventTopics } = await import('viem/utils');
  const topics = encodeEventTopics({ abi: xaiGovernorAbi, eventName: 'ProposalCreated' });
  const logs = await client.call<readonly { data: Hex; topics: [Hex, ...Hex[]] }[]>('eth_getLogs', {
    address: GOVERNOR,
    topics,
    fromBlock: '0x0',
    toBlock: 'latest',
  });
  for (const log of logs) {
    const { args } = decodeEventLog({ abi: xaiGovernorAbi, eventName: 'ProposalCreated', ...log });
    if (args.proposalId !== proposalId) continue;
    const changes = args.calldatas.flatMap((data, index): CodeChange[] => {
      if (args.targets[index]?.toLowerCase() !== REGISTRY) return [];
      const call = decodeFunctionData({ abi: moduleRegistryAbi, data });
      if (call.functionName !== 'register' && call.functionName !== 'upgrade') return [];
      const [word, address, codeHash] = call.args;
      return [{ kind: call.functionName, id: wordText(word) ?? word, address, codeHash }];
    });
    return { proposalId, description: args.description, changes };
  }
  throw new ModuleToolError('bad-proposal', `the governor at ${client.url} has no proposal ${number}`);
}

/** The number of the proposal that a transaction with these logs made. */
export async function proposalNumber(logs: SentTransaction['logs']): Promise<bigint> {
  const { parseEventLogs } = await import('viem/utils');
  const eventName = 'ProposalCreated';
  // Only data and topics are read.
  const [created] = parseEventLogs({ abi: xaiGovernorAbi, eventName, logs: logs as never });
  if (created === undefined) throw new ModuleToolError('refused', 'the governor announced no proposal');
  return created.args.proposalId;
}

/** ERC-1967: Upgraded(address), which a proxy announces its first implementation with, too. */
const UPGRADED = '0xbc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b';

/**
 * The code that a change puts in place, as it stands on chain; `0x` where there is none. Of a new module that is the code
 * that its proxy began with, whatever later proposals have made of it. Throws ModuleToolError.
 */
export async function codeOf(client: RpcClient, change: CodeChange): Promise<Hex> {
  if (change.kind === 'upgrade') return client.call<Hex>('eth_getCode', change.address, 'latest');
  const [first] = await client.call<readonly { topics: readonly Hex[] }[]>('eth_getLogs', {
    address: change.address,
    topics: [UPGRADED],
    fromBlock: '0x0',
    toBlock: 'latest',
  });
  const implementation = first?.topics[1];
  if (implementation === undefined) {
    throw new ModuleToolError(
      'bad-proposal',
      `${change.address} is no proxy: it has announced no implementation`,
    );
  }
  return client.call<Hex>('eth_getCode', `0x${implementation.slice(-40)}`, 'latest');
}
