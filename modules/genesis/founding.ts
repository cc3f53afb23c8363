import { ModuleGenesisError } from './errors.ts';
import { isModulePreset, PRESET_VALUES } from './presets.ts';
import { proxyAddress } from './table.ts';

/*
 * Whom a chain begins with. Votes come from locked XAI alone, so a chain whose XAI lies in the treasury could never decide
 * anything: its genesis says in `config.xai` who holds the first of it, and how much of that is locked already.
 */

/** What an address holds from the first block on; wei. */
export interface Holder {
  /** 0x hex, small letters */
  readonly address: string;
  /** free to be sent */
  readonly balance: bigint;
  /** locked in Staking, voting for itself */
  readonly stake: bigint;
}

/** What `config.xai` says of the people a chain begins with. */
export interface Founding {
  readonly holders: readonly Holder[];
  /** wei of the whole chain: what nobody else holds is the treasury's; undefined: the genesis says each balance itself */
  readonly supply: bigint | undefined;
  /** in place of the preset's */
  readonly auditors: readonly string[] | undefined;
  /** in place of the preset's */
  readonly guardian: string | undefined;
}

/** What `config.xai` says, taken apart. */
export interface FoundedModules {
  /** name of a preset */
  readonly modules: string;
  /** ids of the modules whose hooks are called from block 1 on */
  readonly active: readonly string[] | undefined;
  readonly founding: Founding;
}

/** The keys of `config.xai` that a file of holders may have. */
export const FOUNDING_KEYS = ['holders', 'auditors', 'guardian'] as const;

const CHOICE_KEYS: ReadonlySet<string> = new Set(['modules', 'active', 'supply', ...FOUNDING_KEYS]);
const HOLDER_KEYS: ReadonlySet<string> = new Set(['balance', 'stake']);
/** Votes are counted in so many bits (Votes.sol). */
const STAKE_BITS = 208n;
const MOST_HOLDERS = 1_000;

type JsonObject = { readonly [key: string]: unknown };

/** Takes `config.xai` apart: which modules, and who begins with them. Throws ModuleGenesisError. */
export function readFounding(xai: JsonObject): FoundedModules {
  for (const key of Object.keys(xai)) if (!CHOICE_KEYS.has(key)) refuse(key, 'this field is not known');
  const { modules, active, supply, auditors, guardian } = xai;
  if (typeof modules !== 'string' || (active !== undefined && !isTextList(active))) {
    throw new ModuleGenesisError(
      'bad-choice',
      'config.xai: modules is the name of a preset, active a list of ids of modules',
    );
  }
  const founding = {
    holders: readHolders(xai.holders),
    supply: supply === undefined ? undefined : amountOf(supply, 'supply'),
    auditors: auditors === undefined ? undefined : addressesOf(auditors, 'auditors'),
    guardian: guardian === undefined ? undefined : addressOf(guardian, 'guardian'),
  };
  checkProposer(modules, founding.holders);
  return { modules, active, founding };
}

function readHolders(value: unknown): Holder[] {
  if (value === undefined) return [];
  if (!isObject(value)) refuse('holders', 'addresses with {"balance": wei, "stake": wei} expected');
  const holders = Object.entries(value).map(([key, entry]): Holder => {
    const path = `holders.${key}`;
    const address = addressOf(key, path);
    if (!isObject(entry)) return refuse(path, '{"balance": wei, "stake": wei} expected');
    for (const name of Object.keys(entry)) {
      if (!HOLDER_KEYS.has(name)) refuse(`${path}.${name}`, 'this field is not known');
    }
    const { balance: given = '0', stake: locked = '0' } = entry;
    const balance = amountOf(given, `${path}.balance`);
    const stake = amountOf(locked, `${path}.stake`);
    if (balance + stake === 0n) refuse(path, 'holds nothing');
    if (stake >> STAKE_BITS !== 0n) refuse(`${path}.stake`, `more than ${STAKE_BITS} bits`);
    return { address, balance, stake };
  });
  if (holders.length > MOST_HOLDERS) refuse('holders', `more than ${MOST_HOLDERS}`);
  if (new Set(holders.map(({ address }) => address)).size < holders.length) {
    refuse('holders', 'an address stands there twice');
  }
  // Order decides nothing that a root sees, but a genesis is made the same way whatever the order of its file.
  return holders.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Where there are holders, one of them must be able to propose something, or all of them together decide nothing. */
function checkProposer(preset: string, holders: readonly Holder[]): void {
  if (holders.length === 0 || !isModulePreset(preset)) return;
  const { proposalThreshold, voteCap } = PRESET_VALUES[preset];
  const total = holders.reduce((sum, { stake }) => sum + stake, 0n);
  const cap = (total * BigInt(voteCap)) / 10_000n;
  const votes = holders.map(({ stake }) => (stake < cap ? stake : cap));
  const most = votes.reduce((found, each) => (each > found ? each : found), 0n);
  if (most >= proposalThreshold) return;
  refuse(
    'holders',
    `nobody could propose anything: that takes ${proposalThreshold} wei of votes, the strongest has ${most}` +
      ` (of all ${total} wei that are locked one voter counts ${voteCap / 100} % at most)`,
  );
}

/** An amount in wei: text, in decimal or 0x hex. JSON numbers that large lose digits on the way. */
function amountOf(value: unknown, path: string): bigint {
  const isAmount = typeof value === 'string' && /^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/.test(value);
  return isAmount ? BigInt(value) : refuse(path, 'wei as text expected, decimal or 0x hex');
}

function addressesOf(value: unknown, path: string): string[] {
  if (!isTextList(value)) return refuse(path, 'a list of addresses expected');
  return value.map((entry, index) => addressOf(entry, `${path}[${index}]`));
}

/** An address of somebody: neither the zero address nor a module's or a precompile's. */
function addressOf(value: unknown, path: string): string {
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]{40}$/.test(value))
    return refuse(path, '20 bytes of hex expected');
  const address = `0x${value.toLowerCase().replace(/^0x/, '')}`;
  if (BigInt(address) <= LAST_PRECOMPILE) refuse(path, 'nobody has the key of this address');
  if (address.startsWith(MODULE_PREFIX)) refuse(path, 'this address is a module’s');
  return address;
}

/** Precompiles and what later forks may make of them; the zero address among them. */
const LAST_PRECOMPILE = 0xffffn;
/** All but the last two bytes of a module's address: proxies and implementations begin so. */
const MODULE_PREFIX = proxyAddress({ number: 0 }).slice(0, -4);

function refuse(path: string, reason: string): never {
  throw new ModuleGenesisError('bad-choice', `config.xai.${path}: ${reason}`);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
