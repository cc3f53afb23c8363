import { moduleAlloc } from './alloc.ts';
import { ModuleGenesisError } from './errors.ts';
import { type Founding, readFounding } from './founding.ts';
import type { PlacedAccount } from './placement.ts';
import { MODULES, proxyAddress } from './table.ts';

type JsonObject = { readonly [key: string]: unknown };

/**
 * A genesis document with the accounts of the modules that its `config.xai.modules` names, and of the holders beside it; as
 * it is where it names none. An account of the document at a module's address gives that its balance, and may say nothing
 * else. What `config.xai` says of holders stands in `alloc` afterwards and nowhere else. Throws ModuleGenesisError.
 */
export function expandGenesis(document: JsonObject): JsonObject {
  const config = objectOf(document.config);
  const xai = objectOf(config.xai);
  if (Object.keys(xai).length === 0) return document;
  const { modules, active, founding } = readFounding(xai);
  const placed = moduleAlloc({ modules, active, founding });
  const alloc: Record<string, unknown> = { ...placed };
  for (const [key, account] of Object.entries(objectOf(document.alloc))) {
    const address = `0x${key.toLowerCase().replace(/^0x/, '')}`;
    const module = placed[address];
    alloc[module === undefined ? key : address] =
      module === undefined ? account : funded(address, module, account);
  }
  addHolders(alloc, founding);
  if (founding.supply !== undefined) addTreasury(alloc, founding.supply);
  return { ...document, config: { ...config, xai: { modules, ...(active && { active }) } }, alloc };
}

/**
 * Refuses an expanded genesis with modules in which nobody but modules has anything: no vote could ever be cast there.
 * Throws ModuleGenesisError.
 */
export function requireHolder(document: JsonObject): void {
  if (objectOf(objectOf(document.config).xai).modules === undefined) return;
  const alloc = objectOf(document.alloc);
  const staking = alloc[proxyOf('staking')];
  if (staking !== undefined && balanceOf('staking', staking) > 0n) return;
  const modules = new Set(MODULES.map(proxyAddress));
  const isHeld = Object.entries(alloc).some(
    ([address, account]) =>
      !modules.has(address) && objectOf(account).code === undefined && balanceOf(address, account) > 0n,
  );
  if (isHeld) return;
  throw new ModuleGenesisError(
    'no-holder',
    'nobody holds any XAI, so nothing could ever be decided: write into config.xai of the genesis ' +
      '"holders": {"0x…": {"balance": "wei", "stake": "wei"}} (docs/governance/GENESIS.md)',
  );
}

function addHolders(alloc: Record<string, unknown>, { holders }: Founding): void {
  const taken = new Set(Object.keys(alloc).map((key) => `0x${key.toLowerCase().replace(/^0x/, '')}`));
  for (const { address, balance } of holders) {
    if (taken.has(address)) refuse(`config.xai.holders.${address}`, 'this address stands in alloc too');
    if (balance > 0n) alloc[address] = { balance: balance.toString() };
  }
}

/** Gives the treasury what nobody else holds of the supply. */
function addTreasury(alloc: Record<string, unknown>, supply: bigint): void {
  const address = proxyOf('treasury');
  const held = Object.entries(alloc).reduce((sum, [key, account]) => sum + balanceOf(key, account), 0n);
  if (held > supply)
    refuse('config.xai.supply', `${held} wei are held already, which is more than ${supply}`);
  const treasury = objectOf(alloc[address]);
  const balance = balanceOf(address, treasury) + supply - held;
  alloc[address] = { ...treasury, balance: balance.toString() };
}

function funded(address: string, module: PlacedAccount, account: unknown): unknown {
  const { balance, ...others } = objectOf(account);
  if (Object.keys(others).length > 0 || balance === undefined) {
    refuse(`alloc.${address}`, 'a module stands here; only a balance may be given');
  }
  // Stakes are in the module's balance already.
  const whole = BigInt(module.balance) + balanceOf(address, account);
  return { ...module, balance: whole.toString() };
}

/** wei; what is no amount is the genesis parser's to refuse */
function balanceOf(address: string, account: unknown): bigint {
  const { balance = '0' } = objectOf(account);
  // The parser of the file keeps the digits of JSON numbers.
  const digits = objectOf(balance).digits ?? balance;
  const isAmount = /^(0x[0-9a-fA-F]+|[0-9]+)$/.test(String(digits)) && String(digits).length <= 80;
  return isAmount ? BigInt(String(digits)) : refuse(`alloc.${address}.balance`, 'wei expected');
}

function proxyOf(id: string): string {
  const row = MODULES.find((module) => module.id === id);
  if (row === undefined) throw new ModuleGenesisError('unknown-module', `no module is called ${id}`);
  return proxyAddress(row);
}

function refuse(path: string, reason: string): never {
  throw new ModuleGenesisError('bad-choice', `${path}: ${reason}`);
}

/** What is no object has no fields; the genesis parser says so. */
function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
