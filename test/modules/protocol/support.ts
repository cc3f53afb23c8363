import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';
import { type Abi, decodeEventLog, encodeFunctionData, type Hex } from 'viem';
import type { Blockchain } from '../../../chain/canonical/blockchain.ts';
import { devGenesis } from '../../../chain/genesis/dev.ts';
import type { Genesis, GenesisAccount } from '../../../chain/genesis/parse.ts';
import { PARAMETERS, REGISTRY } from '../../../modules/protocol/addresses.ts';
import { moduleProtocol } from '../../../modules/protocol/protocol.ts';
import { mappingSlot } from '../../../modules/protocol/slots.ts';
import { bigIntToFixedBytes, bytesToBigInt, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import type { Log } from '../../../vm/log.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { ACCOUNTS, openTestChain, type TestChain, transaction } from '../../chain/support/chain.ts';

/** Where the hand-made modules of tests stand. */
export const HOOK: Uint8Array = new Uint8Array(20).fill(0x71);
export const SECOND_HOOK: Uint8Array = new Uint8Array(20).fill(0x72);

/** Bits of the hooks. */
export const VALIDATE = 1;
export const START = 2;
export const END = 4;

interface Contract {
  readonly abi: Abi;
  readonly runtime: Uint8Array;
}

const contracts = compile();
const registryAbi = contracts.TestRegistry.abi;
export const hookAbi = contracts.TestHook.abi;

function compile(): { TestRegistry: Contract; TestHook: Contract; TestParameters: Contract } {
  const input = {
    language: 'Solidity',
    sources: { 'Hooks.sol': { content: readFileSync(join(import.meta.dir, 'Hooks.sol'), 'utf8') } },
    settings: {
      optimizer: { enabled: true },
      evmVersion: 'paris',
      outputSelection: { '*': { '*': ['abi', 'evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter(({ severity }: { severity: string }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const contract = (name: string): Contract => {
    const { abi, evm } = output.contracts['Hooks.sol'][name];
    return { abi, runtime: fromHex(evm.deployedBytecode.object) };
  };
  return {
    TestRegistry: contract('TestRegistry'),
    TestHook: contract('TestHook'),
    TestParameters: contract('TestParameters'),
  };
}

/** The genesis of a dev chain with the test registry, parameters, and two modules that nobody has registered yet. */
export function hookGenesis(hardfork: ForkName = 'osaka'): Genesis {
  const genesis = devGenesis({
    accounts: ACCOUNTS,
    balance: 10n ** 24n,
    chainId: 31337n,
    gasLimit: 30_000_000n,
    baseFee: 1_000_000_000n,
    timestamp: 1_000n,
    toolContracts: false,
    hardfork,
  });
  const account = (address: Uint8Array, code: Uint8Array): GenesisAccount => ({
    ...{ address, balance: 0n, nonce: 1n, code },
    storage: new Map(),
  });
  const accounts = [
    account(REGISTRY, contracts.TestRegistry.runtime),
    account(PARAMETERS, contracts.TestParameters.runtime),
    account(HOOK, contracts.TestHook.runtime),
    account(SECOND_HOOK, contracts.TestHook.runtime),
  ];
  return { ...genesis, accounts: [...genesis.accounts, ...accounts] };
}

/** A chain with the protocol of XAI's modules, on its own store. */
export function openHookChain(genesis = hookGenesis()): Promise<TestChain> {
  return openTestChain(genesis, { protocol: moduleProtocol });
}

/** Text as a left-aligned word. */
export function id(text: string): Hex {
  return `0x${Buffer.from(text).toString('hex').padEnd(64, '0')}`;
}

/** A transaction of account 0 to the registry. */
export function toRegistry(nonce: number, functionName: string, ...args: unknown[]) {
  const data = fromHex(encodeFunctionData({ abi: registryAbi, functionName, args }));
  return transaction(0, nonce, { to: REGISTRY, value: 0n, data, gasLimit: 1_000_000n });
}

/** Sets a parameter of the protocol: what it is, or what it will be from a block on. */
export function deciding(nonce: number, key: string, value: bigint, pending = 0n, effectiveBlock = 0n) {
  const { abi } = contracts.TestParameters;
  const args = [id(key), value, pending, effectiveBlock];
  const data = fromHex(encodeFunctionData({ abi, functionName: 'set', args }));
  return transaction(0, nonce, { to: PARAMETERS, value: 0n, data });
}

/** Registers a module with these hooks and this bound for each of them. */
export function adding(nonce: number, hooks: number, module = HOOK, gas = 500_000n, name = 'test') {
  return toRegistry(nonce, 'add', id(name), toHex(module), hooks, gas);
}

/** Tells a module how one of its hooks (0, 1, 2) is to behave. */
export function telling(nonce: number, hook: number, mode: number, module = HOOK) {
  const args = [BigInt(hook), BigInt(mode)];
  const data = fromHex(encodeFunctionData({ abi: hookAbi, functionName: 'setMode', args }));
  return transaction(0, nonce, { to: module, value: 0n, data });
}

/** How often a hook of a module ran and was not taken back, by the head's state. */
export function calls(chain: Blockchain, hook: number, module = HOOK): bigint {
  const slot = mappingSlot(bigIntToFixedBytes(1n, 32), bigIntToFixedBytes(BigInt(hook), 32));
  return bytesToBigInt(chain.stateAt(chain.head()).slot(module, slot));
}

/** Logs as readable events. */
export function eventsOf(logs: readonly Log[]): { eventName: string; args: Record<string, unknown> }[] {
  return logs.map(({ topics, data }) => {
    const abi = [...registryAbi, ...hookAbi];
    const decoded = decodeEventLog({
      abi,
      topics: topics.map(toHex) as [Hex, ...Hex[]],
      data: toHex(data),
    });
    return decoded as unknown as { eventName: string; args: Record<string, unknown> };
  });
}
