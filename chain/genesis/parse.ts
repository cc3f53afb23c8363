import { type BytesKey, equalBytes, fromHex, toKey, trimLeft } from '../../storage/encoding/bytes.ts';
import {
  CONSOLIDATION_REQUEST_CONTRACT,
  WITHDRAWAL_REQUEST_CONTRACT,
} from '../../vm/block/systemContracts.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { GenesisError } from './errors.ts';
import { parseConfig } from './parseConfig.ts';
import {
  asFixedHex,
  asHexBytes,
  asObject,
  asQuantity,
  asWord,
  type JsonObject,
  parseJson,
  refuseUnknownKeys,
} from './values.ts';

/** An account that exists from the first block on. */
export interface GenesisAccount {
  /** 20 bytes */
  readonly address: Uint8Array;
  /** wei */
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
  /** slot → minimal big-endian value, none of them zero */
  readonly storage: ReadonlyMap<BytesKey, Uint8Array>;
}

/** A chain's beginning: its rules, its first header's free fields and its first accounts. */
export interface Genesis {
  readonly config: ChainConfig;
  readonly nonce: bigint;
  /** seconds */
  readonly timestamp: bigint;
  readonly extraData: Uint8Array;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly difficulty: bigint;
  /** 32 bytes */
  readonly mixHash: Uint8Array;
  /** 20 bytes */
  readonly coinbase: Uint8Array;
  /** 32 bytes, all zero but in tests of other clients */
  readonly parentHash: Uint8Array;
  /** wei per gas; undefined: EIP-1559's initial one where London is active */
  readonly baseFeePerGas: bigint | undefined;
  readonly excessBlobGas: bigint | undefined;
  readonly blobGasUsed: bigint | undefined;
  readonly accounts: readonly GenesisAccount[];
}

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...['config', 'nonce', 'timestamp', 'extraData', 'gasLimit', 'gasUsed', 'difficulty', 'mixHash', 'mixhash'],
  ...['coinbase', 'number', 'parentHash', 'baseFeePerGas', 'excessBlobGas', 'blobGasUsed', 'alloc'],
]);

/** `secretKey` stands in some test chains and is not for us. */
const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['balance', 'nonce', 'code', 'storage', 'secretKey']);

/**
 * Parses a genesis document in geth's format: text, or an object parsed already. Quantities may be hex, decimal strings
 * or numbers. Unknown fields are refused. Throws GenesisError.
 */
export function parseGenesis(document: unknown, name = 'custom'): Genesis {
  const json = asObject(typeof document === 'string' ? parseJson(document) : document, 'genesis');
  refuseUnknownKeys(json, KNOWN_KEYS, 'genesis');
  for (const key of ['config', 'gasLimit', 'difficulty', 'alloc']) {
    if (json[key] === undefined)
      throw new GenesisError('missing', `genesis.${key}`, 'this field is required');
  }
  const optional = <T>(key: string, read: (field: unknown, path: string) => T): T | undefined =>
    json[key] === undefined || json[key] === null ? undefined : read(json[key], `genesis.${key}`);
  const quantity = (key: string, bits: number): bigint | undefined =>
    optional(key, (field, path) => asQuantity(field, bits, path));
  const fixed = (key: string, length: number): Uint8Array =>
    optional(key, (field, path) => asFixedHex(field, length, path)) ?? new Uint8Array(length);
  if ((quantity('number', 64) ?? 0n) !== 0n) {
    throw new GenesisError('unsupported', 'genesis.number', 'a chain begins at block 0');
  }
  const config = parseConfig(json.config, name);
  const timestamp = quantity('timestamp', 64) ?? 0n;
  if ((config.activations.get('amsterdam') ?? timestamp + 1n) <= timestamp) {
    throw new GenesisError('unsupported', 'config.amsterdamTime', 'a chain cannot begin in Amsterdam here');
  }
  const accounts = parseAccounts(asObject(json.alloc, 'alloc'));
  return {
    config: lacksRequestContracts(config, timestamp, accounts)
      ? { ...config, requestContractsOptional: true }
      : config,
    nonce: quantity('nonce', 64) ?? 0n,
    timestamp,
    extraData: optional('extraData', asHexBytes) ?? new Uint8Array(0),
    gasLimit: asQuantity(json.gasLimit, 63, 'genesis.gasLimit'),
    gasUsed: quantity('gasUsed', 63) ?? 0n,
    difficulty: asQuantity(json.difficulty, 256, 'genesis.difficulty'),
    mixHash: fixed(json.mixHash === undefined ? 'mixhash' : 'mixHash', 32),
    coinbase: fixed('coinbase', 20),
    parentHash: fixed('parentHash', 32),
    baseFeePerGas: quantity('baseFeePerGas', 256),
    excessBlobGas: quantity('excessBlobGas', 64),
    blobGasUsed: quantity('blobGasUsed', 64),
    accounts,
  };
}

/** Hand-written genesis files begin under Prague without its contracts, and geth runs them. */
function lacksRequestContracts(
  config: ChainConfig,
  timestamp: bigint,
  accounts: readonly GenesisAccount[],
): boolean {
  const prague = config.activations.get('prague');
  if (prague === undefined || prague > timestamp) return false;
  return [WITHDRAWAL_REQUEST_CONTRACT, CONSOLIDATION_REQUEST_CONTRACT].some(
    (contract) => !accounts.some(({ address, code }) => code.length > 0 && equalBytes(address, contract)),
  );
}

function parseAccounts(alloc: JsonObject): GenesisAccount[] {
  const seen = new Set<BytesKey>();
  return Object.entries(alloc).map(([key, value]) => {
    const path = `alloc.${key}`;
    const address = asFixedHex(key, 20, path);
    if (seen.has(toKey(address))) throw new GenesisError('bad-value', path, 'this address stands twice');
    seen.add(toKey(address));
    const account = asObject(value, path);
    refuseUnknownKeys(account, ACCOUNT_KEYS, path);
    return {
      address,
      balance: account.balance === undefined ? 0n : asQuantity(account.balance, 256, `${path}.balance`),
      nonce: account.nonce === undefined ? 0n : asQuantity(account.nonce, 64, `${path}.nonce`),
      code: account.code === undefined ? fromHex('') : asHexBytes(account.code, `${path}.code`),
      storage: parseStorage(
        account.storage === undefined ? {} : asObject(account.storage, `${path}.storage`),
        path,
      ),
    };
  });
}

function parseStorage(storage: JsonObject, path: string): Map<BytesKey, Uint8Array> {
  const slots = new Map<BytesKey, Uint8Array>();
  for (const [key, value] of Object.entries(storage)) {
    const word = trimLeft(asWord(value, `${path}.storage.${key}`));
    if (word.length > 0) slots.set(toKey(asWord(key, `${path}.storage.${key}`)), word);
  }
  return slots;
}
