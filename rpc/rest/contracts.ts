// Longer than most: the resources are one table, and each stands beside its schemas.
import { type Static, Type } from '@sinclair/typebox';
import type { Hex } from 'viem';
import { addressNetwork, formatXaiAddress, parseXaiAddress } from '../../chain/transaction/native/address.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { constructorInputs, functionOf } from '../contracts/abi.ts';
import { type GivenArguments, toArguments } from '../contracts/arguments.ts';
import { AbiJson, checkAbi } from '../contracts/checkAbi.ts';
import { decodeLog } from '../contracts/decode.ts';
import { ContractError } from '../contracts/errors.ts';
import { hasSelectors, INTERFACES } from '../contracts/interfaces.ts';
import type { RegisteredContract } from '../contracts/registry.ts';
import { toJson } from '../contracts/values.ts';
import { LogResult } from '../schema/results.ts';
import { Data } from '../schema/scalar.ts';
import type { Route, RouteContext } from './route.ts';

const strict = { additionalProperties: false };
const AnyAddress = Type.String({ title: 'anyAddress', description: '0x…, XAI… or TXAI…', maxLength: 64 });
const Amount = Type.String({ title: 'amount', description: 'wei, decimal', pattern: '^\\d{1,78}$' });
const Gas = Type.String({ title: 'gas', description: 'units of gas, decimal', pattern: '^\\d{1,20}$' });
const Block = Type.String({
  title: 'block',
  description: 'number (decimal) or tag',
  pattern: '^(\\d{1,18}|latest|earliest|pending|safe|finalized)$',
});
const Arguments = Type.Union(
  [Type.Array(Type.Unknown(), { maxItems: 500 }), Type.Record(Type.String(), Type.Unknown())],
  {
    title: 'arguments',
    description: 'in order, or by name; integers as decimal text',
  },
);

const Deploy = Type.Object(
  {
    bytecode: Data,
    abi: Type.Optional(AbiJson),
    arguments: Type.Optional(Arguments),
    from: Type.Optional(AnyAddress),
    value: Type.Optional(Amount),
    gas: Type.Optional(Gas),
    dryRun: Type.Optional(Type.Boolean()),
  },
  { ...strict, title: 'deployment' },
);
const Signed = Type.Object({ rawTransaction: Data }, { ...strict, title: 'signed deployment' });
const Call = Type.Object(
  {
    address: AnyAddress,
    function: Type.String({ minLength: 1, maxLength: 2000 }),
    arguments: Type.Optional(Arguments),
    abi: Type.Optional(AbiJson),
    from: Type.Optional(AnyAddress),
    value: Type.Optional(Amount),
    block: Type.Optional(Block),
  },
  { ...strict, title: 'call' },
);
const Range = Type.Object({
  start: Type.Integer({ minimum: 0, maximum: 100_000 }),
  length: Type.Integer({ minimum: 1, maximum: 32 }),
});
const Registration = Type.Object(
  { abi: AbiJson, runtime: Data, filled: Type.Optional(Type.Array(Range, { maxItems: 1000 })) },
  { ...strict, title: 'registration' },
);
const Metadata = Type.Object(
  {
    metadata: Type.String({ description: 'the text of metadata.json, byte by byte', maxLength: 262_144 }),
    sources: Type.Optional(Type.Record(Type.String({ maxLength: 1000 }), Type.String())),
  },
  { ...strict, title: 'metadata' },
);
const StateQuery = Type.Object(
  {
    block: Type.Optional(Block),
    slots: Type.Optional(Type.String({ pattern: '^0x[0-9a-fA-F]{1,64}(,0x[0-9a-fA-F]{1,64}){0,63}$' })),
  },
  strict,
);
const EventsQuery = Type.Object(
  {
    fromBlock: Type.Optional(Block),
    toBlock: Type.Optional(Block),
    topic0: Type.Optional(Type.String({ pattern: '^0x[0-9a-fA-F]{64}$' })),
  },
  strict,
);
const Hash = Type.String({ pattern: '^0x[0-9a-f]{64}$' });

/** The contracts API. */
export const contractRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/contracts/deploy',
    summary:
      'Deploys a contract: a signed transaction as it is, or code and arguments by an account of this node; with dryRun, or without from, the transaction to be signed.',
    body: Type.Union([Deploy, Signed]),
    result: Type.Union([
      Type.Object({ transactionHash: Hash }),
      Type.Object({ transaction: Type.Unknown() }),
    ]),
    async handler({ body }, { call }) {
      if ('rawTransaction' in (body as object)) {
        const { rawTransaction } = body as Static<typeof Signed>;
        return { transactionHash: await call('eth_sendRawTransaction', rawTransaction) };
      }
      const {
        bytecode,
        abi,
        arguments: given = [],
        from,
        value,
        gas,
        dryRun = false,
      } = body as Static<typeof Deploy>;
      const { encodeDeployData } = await import('viem/utils');
      const checked = checkAbi(abi ?? []);
      const args = toArguments(constructorInputs(checked), given as GivenArguments);
      type Given = Parameters<typeof encodeDeployData>[0];
      const data = byAbi(() => encodeDeployData({ abi: checked, bytecode, args } as Given));
      const transaction = { data, from: from && addressIn(from), value: hex(value), gas: hex(gas) };
      if (from === undefined || dryRun) {
        return { transaction: (await call<{ tx: unknown }>('eth_fillTransaction', transaction)).tx };
      }
      return { transactionHash: await call('eth_sendTransaction', transaction) };
    },
  },
  {
    method: 'POST',
    path: '/contracts/call',
    summary:
      'Calls a function without a transaction, by the ABI given or registered; integers are decimal text.',
    body: Call,
    result: Type.Object({ result: Type.Unknown(), returnData: Data }),
    async handler({ body }, context) {
      const {
        address,
        function: wanted,
        arguments: given = [],
        from,
        value,
        block,
        ...rest
      } = body as Static<typeof Call>;
      const to = addressIn(address);
      const { decodeFunctionResult, encodeFunctionData } = await import('viem/utils');
      const abi = rest.abi === undefined ? (await registered(to, context)).abi : checkAbi(rest.abi);
      const called = functionOf(abi, wanted, Array.isArray(given) ? given.length : Object.keys(given).length);
      const args = toArguments(called.inputs, given as GivenArguments);
      const data = byAbi(() => encodeFunctionData({ abi: [called], functionName: called.name, args }));
      const message = { to, data, from: from && addressIn(from), value: hex(value) };
      const returnData = await context.call<Hex>('eth_call', message, blockIn(block));
      if (returnData === '0x' && called.outputs.length > 0) {
        throw new ContractError('no-code', `${address} gave nothing back: no such contract stands there`);
      }
      const result = byAbi<unknown>(() =>
        decodeFunctionResult({ abi: [called], functionName: called.name, data: returnData }),
      );
      return { result: toJson(result), returnData };
    },
  },
  {
    method: 'GET',
    path: '/contracts/:address/state',
    summary: 'Balance, nonce and code of a contract, and up to 64 slots of its storage.',
    query: StateQuery,
    result: Type.Object({
      address: Type.String(),
      xaiAddress: Type.String(),
      balance: Amount,
      nonce: Amount,
      codeSize: Type.Integer(),
      codeHash: Hash,
      storage: Type.Record(Type.String(), Hash),
    }),
    async handler({ path, query }, { call, node }) {
      const address = addressIn(path.address ?? '');
      const { block, slots } = query as Static<typeof StateQuery>;
      const at = blockIn(block);
      const code = fromHex(await call<Hex>('eth_getCode', address, at));
      const storage: Record<string, Hex> = {};
      for (const slot of slots?.split(',') ?? [])
        storage[slot] = await call('eth_getStorageAt', address, slot, at);
      return {
        address,
        xaiAddress: formatXaiAddress(fromHex(address), addressNetwork(node.chain.config.chainId)),
        balance: BigInt(await call<Hex>('eth_getBalance', address, at)).toString(),
        nonce: BigInt(await call<Hex>('eth_getTransactionCount', address, at)).toString(),
        codeSize: code.length,
        codeHash: toHex(keccak256(code)),
        storage,
      };
    },
  },
  {
    method: 'GET',
    path: '/contracts/:address/abi',
    summary: 'The ABI that was registered for the code of a contract.',
    result: Type.Object({ abi: AbiJson }),
    handler: async ({ path }, context) => ({
      abi: (await registered(addressIn(path.address ?? ''), context)).abi,
    }),
  },
  {
    method: 'POST',
    path: '/contracts/:address/abi',
    summary:
      'Registers an ABI by compiled code that matches the code on chain; every function and event of it must be found there.',
    body: Registration,
    result: Type.Object({ match: Type.Union([Type.Literal('exact'), Type.Literal('metadata')]) }),
    async handler({ path, body }, { call, registry }) {
      const { abi, runtime, filled = [] } = body as Static<typeof Registration>;
      const code = fromHex(await call<Hex>('eth_getCode', addressIn(path.address ?? ''), 'latest'));
      return { match: registry.register(code, { abi: checkAbi(abi), runtime: fromHex(runtime), filled }) };
    },
  },
  {
    method: 'GET',
    path: '/contracts/:address/metadata',
    summary: "The compiler's metadata of a contract and its sources, where they were registered.",
    result: Type.Object({ metadata: Type.String(), sources: Type.Record(Type.String(), Type.String()) }),
    async handler({ path }, context) {
      const { metadata, sources = {} } = await registered(addressIn(path.address ?? ''), context);
      if (metadata !== undefined) return { metadata, sources };
      throw new ContractError('unknown-abi', `no metadata is registered for ${path.address}`);
    },
  },
  {
    method: 'POST',
    path: '/contracts/:address/metadata',
    summary:
      "Registers a compiler's metadata.json whose hash stands at the end of the code, its ABI with it, and sources by their hashes in it.",
    body: Metadata,
    result: Type.Object({ sources: Type.Integer() }),
    async handler({ path, body }, { call, registry }) {
      const { metadata, sources = {} } = body as Static<typeof Metadata>;
      const code = fromHex(await call<Hex>('eth_getCode', addressIn(path.address ?? ''), 'latest'));
      registry.registerMetadata(code, metadata, sources);
      return { sources: Object.keys(sources).length };
    },
  },
  {
    method: 'GET',
    path: '/contracts/:address/events',
    summary:
      'The logs of a contract in a range of blocks (the newest block unless told), decoded where its ABI is registered.',
    query: EventsQuery,
    result: Type.Array(Type.Intersect([LogResult, Type.Object({ decoded: Type.Unknown() })])),
    async handler({ path, query }, { call, registry }) {
      const address = addressIn(path.address ?? '');
      const { fromBlock, toBlock, topic0 } = query as Static<typeof EventsQuery>;
      const code = fromHex(await call<Hex>('eth_getCode', address, 'latest'));
      const { abi } = registry.find(code) ?? { abi: [] };
      const logs = await call<readonly { topics: Hex[]; data: Hex }[]>('eth_getLogs', {
        address,
        ...{ fromBlock: blockIn(fromBlock), toBlock: blockIn(toBlock) },
        topics: topic0 === undefined ? [] : [topic0],
      });
      return Promise.all(logs.map(async (log) => ({ ...log, decoded: (await decodeLog(abi, log)) ?? null })));
    },
  },
  {
    method: 'GET',
    path: '/contracts/:address/interfaces',
    summary:
      'The standards that a contract follows: as it says itself (ERC-165), else by the functions in its code.',
    result: Type.Array(Type.Object({ name: Type.String(), id: Type.String(), by: Type.String() })),
    async handler({ path }, { call }) {
      const to = addressIn(path.address ?? '');
      const code = fromHex(await call<Hex>('eth_getCode', to, 'latest'));
      const says = async (id: string) => {
        if (!hasSelectors(code, ['01ffc9a7'])) return false;
        const data = `0x01ffc9a7${id.slice(2).padEnd(64, '0')}`;
        const answer = await call<Hex>('eth_call', { to, data, gas: '0x7530' }, 'latest').catch(() => '0x');
        return answer === `0x${'1'.padStart(64, '0')}`;
      };
      const found = [];
      for (const { name, id, selectors } of INTERFACES) {
        if (await says(id)) found.push({ name, id, by: 'ERC-165' });
        else if (hasSelectors(code, selectors)) found.push({ name, id, by: 'functions' });
      }
      return found;
    },
  },
];

async function registered(address: Hex, { call, registry }: RouteContext): Promise<RegisteredContract> {
  const contract = registry.find(fromHex(await call<Hex>('eth_getCode', address, 'latest')));
  if (contract !== undefined) return contract;
  throw new ContractError(
    'unknown-abi',
    `no ABI is registered for ${address}: POST it to /contracts/${address}/abi or /metadata`,
  );
}

/** The ABI library's own refusals, of types that it does not know and of answers that do not fit, in its first line. */
function byAbi<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ContractError('bad-abi', `abi: ${reason?.slice(0, 300)}`);
  }
}

/** 0x…, XAI… or TXAI… as 0x hex. Throws AddressError. */
export function addressIn(text: string): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text.toLowerCase() as Hex;
  return toHex(parseXaiAddress(text).address);
}

function hex(amount: string | undefined): Hex | undefined {
  return amount === undefined ? undefined : `0x${BigInt(amount).toString(16)}`;
}

function blockIn(block = 'latest'): string {
  return /^\d+$/.test(block) ? `0x${BigInt(block).toString(16)}` : block;
}
