import { type Abi, concat, decodeFunctionResult, encodeFunctionData, type Hex, parseEventLogs } from 'viem';
import { readSettings } from '../../../src/config/settings.ts';
import { deriveAccounts } from '../../../src/dev/accounts.ts';
import { genesisOf } from '../../../src/dev/genesis.ts';
import { type DevNode, openDevNode } from '../../rpc/support/devNode.ts';

/** The governor's timelock, whose calls the modules take for what holders have decided. */
export const TIMELOCK: Hex = '0x5841490000000000000000000000000000000005';

/** The address of the module with this last byte. */
export function moduleAt(number: string): Hex {
  return `0x58414900000000000000000000000000000000${number}`;
}

/** A contract with its ABI. */
export interface Deployed {
  readonly address: Hex;
  readonly abi: Abi;
}

/** A receipt as JSON-RPC shows it. */
export interface Receipt {
  readonly status: Hex;
  readonly blockNumber: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice: Hex;
  readonly contractAddress: Hex;
  readonly logs: readonly unknown[];
}

/** A development node with modules, on which tests decide in place of the holders. */
export interface ModuleNode {
  readonly dev: DevNode;
  read<T = unknown>(of: Deployed, functionName: string, ...args: readonly unknown[]): Promise<T>;
  /** Sends from an account of the node; throws where it reverts. */
  send(
    from: Hex,
    to: Deployed,
    functionName: string,
    args?: readonly unknown[],
    value?: bigint,
  ): Promise<Receipt>;
  /** The same, by the timelock. */
  decide(to: Deployed, functionName: string, ...args: readonly unknown[]): Promise<Receipt>;
  deploy(creation: Hex, encodedArguments?: Hex): Promise<Hex>;
  /** Names of the events that a contract made from a block on, in order. */
  events(of: Deployed, from: Hex): Promise<string[]>;
  mine(blocks: number): Promise<void>;
}

/** Opens a development node whose protocol calls the hooks of these modules. */
export async function openModuleNode(hooks: readonly string[]): Promise<ModuleNode> {
  const settings = readSettings(
    'dev',
    hooks.length === 0 ? new Map() : new Map([['moduleHooks', hooks.join(',')]]),
    {},
  );
  const dev = await openDevNode({ genesis: genesisOf(settings, deriveAccounts(settings).accounts) });
  await dev.call('anvil_impersonateAccount', TIMELOCK);
  await dev.call('anvil_setBalance', TIMELOCK, '0x56bc75e2d63100000');

  async function succeed(what: string, call: object): Promise<Receipt> {
    const hash = await dev.call('eth_sendTransaction', { gas: '0x7a1200', ...call });
    const receipt: Receipt = await dev.call('eth_getTransactionReceipt', hash);
    if (receipt.status !== '0x1') throw new Error(`${what} reverted`);
    return receipt;
  }

  async function send(
    from: Hex,
    to: Deployed,
    functionName: string,
    args: readonly unknown[] = [],
    value = 0n,
  ) {
    const data = encodeFunctionData({ abi: to.abi, functionName, args });
    return succeed(functionName, { from, to: to.address, data, value: `0x${value.toString(16)}` });
  }

  return {
    dev,
    send,
    decide: (to, functionName, ...args) => send(TIMELOCK, to, functionName, args),
    async read<T>(of: Deployed, functionName: string, ...args: readonly unknown[]) {
      const data = encodeFunctionData({ abi: of.abi, functionName, args });
      const answer: Hex = await dev.call('eth_call', { to: of.address, data }, 'latest');
      return decodeFunctionResult({ abi: of.abi, functionName, data: answer }) as T;
    },
    async deploy(creation, encodedArguments = '0x') {
      const data = concat([creation, encodedArguments]);
      const [from] = dev.accounts;
      return (await succeed('a deployment', { from, data })).contractAddress;
    },
    async events(of, from) {
      const logs = await dev.call('eth_getLogs', { address: of.address, fromBlock: from, toBlock: 'latest' });
      return parseEventLogs({ abi: of.abi, logs }).map(({ eventName }) => eventName as string);
    },
    mine: (blocks) => dev.call('anvil_mine', `0x${blocks.toString(16)}`),
  };
}
