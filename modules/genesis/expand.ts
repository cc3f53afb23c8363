import { moduleAlloc } from './alloc.ts';
import { ModuleGenesisError } from './errors.ts';
import type { PlacedAccount } from './placement.ts';

type JsonObject = { readonly [key: string]: unknown };

/**
 * A genesis document with the accounts of the modules that its `config.xai.modules` names; as it is where it names none. An
 * account of the document at a module's address gives that its balance, and may say nothing else. Throws ModuleGenesisError.
 */
export function expandGenesis(document: JsonObject): JsonObject {
  const xai = objectOf(objectOf(document.config).xai);
  if (xai.modules === undefined) return document;
  const { modules, active } = xai;
  if (typeof modules !== 'string' || !isTextList(active)) {
    throw new ModuleGenesisError(
      'bad-choice',
      'config.xai: modules is the name of a preset, active a list of ids of modules',
    );
  }
  const placed = moduleAlloc({ modules, active });
  const alloc: Record<string, unknown> = { ...placed };
  for (const [key, account] of Object.entries(objectOf(document.alloc))) {
    const address = `0x${key.toLowerCase().replace(/^0x/, '')}`;
    const module = placed[address];
    alloc[module === undefined ? key : address] =
      module === undefined ? account : funded(address, module, account);
  }
  return { ...document, alloc };
}

function funded(address: string, module: PlacedAccount, account: unknown): unknown {
  const { balance, ...others } = objectOf(account);
  if (Object.keys(others).length > 0 || balance === undefined) {
    throw new ModuleGenesisError(
      'bad-choice',
      `alloc.${address}: a module stands here; only a balance may be given`,
    );
  }
  return { ...module, balance };
}

function isTextList(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
}

/** What is no object has no fields; the genesis parser says so. */
function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
