import type { Abi, AbiFunction, AbiParameter, Hex } from 'viem';
import { auditorRegistryAbi } from '../modules/abi/auditorRegistry.ts';
import { bridgeEscrowAbi } from '../modules/abi/bridgeEscrow.ts';
import { feeDistributorAbi } from '../modules/abi/feeDistributor.ts';
import { moduleRegistryAbi } from '../modules/abi/moduleRegistry.ts';
import { protocolParametersAbi } from '../modules/abi/protocolParameters.ts';
import { rollupAnchorAbi } from '../modules/abi/rollupAnchor.ts';
import { ruleEngineAbi } from '../modules/abi/ruleEngine.ts';
import { stakingAbi } from '../modules/abi/staking.ts';
import { timelockAbi } from '../modules/abi/timelock.ts';
import { treasuryAbi } from '../modules/abi/treasury.ts';
import { withdrawalGuardAbi } from '../modules/abi/withdrawalGuard.ts';
import { xaiGovernorAbi } from '../modules/abi/xaiGovernor.ts';
import { MODULES, proxyAddress } from '../modules/genesis/table.ts';
import { toHex } from '../storage/encoding/bytes.ts';
import type { Log } from '../vm/log.ts';
import { quantityHex } from './format/hex.ts';

/** ABIs by the name of the contract. */
const ABIS: Readonly<Record<string, Abi>> = {
  AuditorRegistry: auditorRegistryAbi,
  BridgeEscrow: bridgeEscrowAbi,
  FeeDistributor: feeDistributorAbi,
  ModuleRegistry: moduleRegistryAbi,
  ProtocolParameters: protocolParametersAbi,
  RollupAnchor: rollupAnchorAbi,
  RuleEngine: ruleEngineAbi,
  Staking: stakingAbi,
  Timelock: timelockAbi,
  Treasury: treasuryAbi,
  WithdrawalGuard: withdrawalGuardAbi,
  XaiGovernor: xaiGovernorAbi,
};

/** A module that genesis placed. */
export interface KnownModule {
  readonly id: string;
  /** 0x hex, lower case */
  readonly address: string;
  readonly abi: Abi;
}

const KNOWN: readonly KnownModule[] = MODULES.flatMap((row) => {
  const abi = ABIS[row.contract];
  return abi === undefined ? [] : [{ id: row.id, address: proxyAddress(row), abi }];
});

/** The genesis module of this id or at this address; undefined for any other. */
export function knownModule(idOrAddress: string): KnownModule | undefined {
  const wanted = idOrAddress.toLowerCase();
  return KNOWN.find(({ id, address }) => id.toLowerCase() === wanted || address === wanted);
}

/**
 * The data of a call by name; integers may be hex or decimal text. Throws Error where the ABI has no such function with as many
 * arguments, or they do not fit it.
 */
export async function encodeModuleCall(
  { abi }: KnownModule,
  functionName: string,
  args: readonly unknown[],
): Promise<Hex> {
  const { encodeFunctionData } = await import('viem/utils');
  const found = abi.find(
    (entry): entry is AbiFunction =>
      entry.type === 'function' && entry.name === functionName && entry.inputs.length === args.length,
  );
  if (found === undefined) throw new Error(`no such function with ${args.length} arguments`);
  const parsed = found.inputs.map((input, index) => integersOf(input, args[index]));
  return encodeFunctionData({ abi: [found], functionName, args: parsed });
}

/** The argument with every integer in it as one. Throws SyntaxError for text that is none. */
function integersOf(input: AbiParameter, value: unknown): unknown {
  if (Array.isArray(value) && input.type.endsWith(']')) {
    const element = { ...input, type: input.type.replace(/\[\d*\]$/, '') };
    return value.map((entry) => integersOf(element, entry));
  }
  if (/^u?int\d*$/.test(input.type) && typeof value === 'string') return BigInt(value);
  if (input.type !== 'tuple' || typeof value !== 'object' || value === null || !('components' in input))
    return value;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    input.components.map((component) => [
      component.name,
      integersOf(component, fields[component.name ?? '']),
    ]),
  );
}

/** A call of a module in words: its function and arguments; null where its ABI has no such call. */
export async function decodeModuleCall(address: string, data: Hex) {
  const module = knownModule(address);
  if (module === undefined) return null;
  const { decodeFunctionData } = await import('viem/utils');
  try {
    const { functionName, args } = decodeFunctionData({ abi: module.abi, data });
    return { module: module.id, call: functionName, args: jsonOf(args ?? []) };
  } catch {
    return null;
  }
}

/** A log's event in words; nulls where no module's ABI has it. */
export async function decodeModuleLog({ address, topics, data }: Log) {
  const module = knownModule(toHex(address));
  const { decodeEventLog } = await import('viem/utils');
  try {
    if (module === undefined) return { event: null, args: null };
    const [first, ...others] = topics.map(toHex);
    if (first === undefined) return { event: null, args: null };
    const { eventName, args } = decodeEventLog({
      abi: module.abi,
      data: toHex(data),
      topics: [first, ...others],
    });
    return { event: eventName ?? null, args: jsonOf(args ?? {}) };
  } catch {
    return { event: null, args: null };
  }
}

/** The error that a call of a module reverted with, in words; undefined where no module's ABI has it. */
export async function decodeModuleError(address: string, data: Hex): Promise<string | undefined> {
  const { decodeErrorResult } = await import('viem/utils');
  // The module's own goes first: what it called may have failed with an error of another.
  const abis = [knownModule(address)?.abi ?? [], ...KNOWN.map(({ abi }) => abi)];
  for (const abi of abis) {
    try {
      const { errorName, args = [] } = decodeErrorResult({ abi, data });
      return errorName === 'Error' ? String(args[0]) : `${errorName}(${args.join(', ')})`;
    } catch {
      // another module's, or nobody's
    }
  }
  return undefined;
}

/** A decoded value as JSON: every number a quantity. */
function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'number')
    return value < 0 ? value.toString() : quantityHex(BigInt(value));
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, jsonOf(entry)]));
}
