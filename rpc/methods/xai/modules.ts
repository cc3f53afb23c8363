import { Type } from '@sinclair/typebox';
import type { Hex } from 'viem';
import { moduleRegistryAbi } from '../../../modules/abi/moduleRegistry.ts';
import { asciiWord, wordText } from '../../../modules/encoding/word.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { callBaseAt } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError, ServerError } from '../../errors.ts';
import { quantityHex } from '../../format/hex.ts';
import { formatLog } from '../../format/log.ts';
import { queryLogs } from '../../logQuery.ts';
import { type Method, optional, required } from '../../method.ts';
import { decodeModuleCall, decodeModuleLog, encodeModuleCall, knownModule } from '../../moduleAbi.ts';
import { moduleView } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { LogFilter } from '../../schema/filter.ts';
import { DecodedCall, ModuleEvent, ModuleId, ModuleResult, NamedValue } from '../../schema/governance.ts';
import { parseLogFilter } from '../../schema/parseFilter.ts';
import { orNull } from '../../schema/results.ts';
import { Data, Hash32 } from '../../schema/scalar.ts';

/** Place of the registry among the modules of genesis. */
const REGISTRY = 0x01;
const STATUSES = ['none', 'registered', 'active', 'suspended', 'retired'];
const HOOKS = ['validateTransaction', 'onBlockStart', 'onBlockEnd'];

const block = optional('block', BlockParameter, 'latest unless told');
const id = required('module', ModuleId, 'the id as text, such as staking, or as 32 bytes');

/** xai_* about the modules and their registry. */
export const xaiModuleMethods: readonly Method[] = [
  {
    name: 'xai_modules',
    summary: 'Every module of the registry: where it stands, what code it runs, its hooks and its status.',
    params: [block],
    result: Type.Array(ModuleResult),
    resultName: 'modules',
    handler: async ([at], context) => {
      const registry = registryAt(at, context);
      return Promise.all((await registry.read('modules')).map((word) => readModule(registry, word)));
    },
  },
  {
    name: 'xai_module',
    summary: 'One module of the registry; null where there is none of this id.',
    params: [id, block],
    result: orNull(ModuleResult),
    resultName: 'module',
    handler: async ([wanted, at], context) => {
      const found = await readModule(registryAt(at, context), idWord(wanted));
      return found.status === 'none' ? null : found;
    },
  },
  {
    name: 'xai_moduleParameters',
    summary: 'The parameters of a module that governance sets, by key.',
    params: [id, block],
    result: Type.Array(NamedValue),
    resultName: 'parameters',
    handler: async ([wanted, at], context) => {
      const registry = registryAt(at, context);
      const { status, proxy } = await readModule(registry, idWord(wanted));
      if (status === 'none') throw new ServerError(`no module is called ${wanted}`);
      // Modules without parameters revert.
      const outcome = await registry.tryRead('readParameters', proxy as Hex).catch(() => undefined);
      const [keys, values] = outcome === undefined || outcome.error !== undefined ? [[], []] : outcome.value;
      return keys.map((key, index) => ({
        key: wordText(key) ?? key,
        value: quantityHex(values[index] ?? 0n),
      }));
    },
  },
  {
    name: 'xai_moduleEvents',
    summary: 'The logs of a module in a block or a range, with names and arguments of their events.',
    params: [id, optional('filter', LogFilter, 'as for eth_getLogs; its address is the module')],
    result: Type.Array(ModuleEvent),
    resultName: 'events',
    handler: async ([wanted, filter], context) => {
      const { proxy, status } = await readModule(registryAt(undefined, context), idWord(wanted));
      if (status === 'none') throw new ServerError(`no module is called ${wanted}`);
      const logs = queryLogs(parseLogFilter({ ...(filter ?? {}), address: proxy }), context);
      return Promise.all(
        logs.map(async (mined) => ({ ...(await decodeModuleLog(mined.log)), log: formatLog(mined, false) })),
      );
    },
  },
  {
    name: 'xai_encodeModuleCall',
    summary: 'The data of a call of a module, from its name and arguments.',
    params: [
      id,
      required('function', Type.String({ minLength: 1, maxLength: 100 }), 'its name in the ABI'),
      optional(
        'arguments',
        Type.Array(Type.Unknown(), { maxItems: 32 }),
        'in order, numbers as hex or decimal text',
      ),
    ],
    result: Data,
    resultName: 'data',
    handler: async ([wanted, functionName, args]) => {
      const module = knownModule(String(wanted));
      if (module === undefined) throw new InvalidParamsError(`no module of genesis is called ${wanted}`);
      try {
        return await encodeModuleCall(module, functionName as string, (args as unknown[] | undefined) ?? []);
      } catch (error) {
        const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
        throw new InvalidParamsError(`${wanted}.${functionName}: ${reason}`);
      }
    },
  },
  {
    name: 'xai_decodeTransaction',
    summary: 'What a transaction asks of a module, in words; null where it goes to none or is not known.',
    params: [required('hash', Hash32)],
    result: orNull(DecodedCall),
    resultName: 'call',
    handler: ([hash], { chain, pool }) => {
      const bytes = fromHex(hash as string);
      const transaction = chain.transaction(bytes)?.transaction ?? pool.get(bytes);
      if (transaction?.to === undefined) return null;
      return decodeModuleCall(toHex(transaction.to), toHex(transaction.data));
    },
  },
];

type Registry = ReturnType<typeof registryAt>;

function registryAt(at: unknown, { calls, chain }: NodeContext) {
  return moduleView(moduleRegistryAbi, REGISTRY, { calls, base: callBaseAt(at, chain) });
}

async function readModule(registry: Registry, word: Hex) {
  const found = await registry.read('module', word);
  return {
    id: wordText(word) ?? word,
    proxy: found.proxy,
    implementation: found.implementation,
    name: found.name,
    version: found.version,
    codeHash: found.codeHash,
    auditHash: found.auditHash,
    hooks: HOOKS.filter((_name, bit) => (found.hooks >> bit) & 1),
    order: quantityHex(found.order),
    validateGas: quantityHex(found.validateGas),
    startGas: quantityHex(found.startGas),
    endGas: quantityHex(found.endGas),
    status: STATUSES[found.status] ?? 'none',
    consecutiveFaults: quantityHex(found.consecutiveFaults),
    registeredAt: quantityHex(found.registeredAt),
    changedAt: quantityHex(found.changedAt),
  };
}

function idWord(value: unknown): Hex {
  const text = String(value);
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return `0x${text.slice(2)}`;
  if (!/^[\x21-\x7e]{1,32}$/.test(text))
    throw new InvalidParamsError('a module id is 1 to 32 visible characters');
  return asciiWord(text);
}
