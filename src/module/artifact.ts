import { readFileSync } from 'node:fs';
import type { Abi, Hex } from 'viem';
import { ModuleToolError } from './errors.ts';

/** A variable of a contract's storage, as solc tells it. */
export interface StorageEntry {
  readonly label: string;
  readonly slot: string;
  /** bytes from the slot's low end */
  readonly offset: number;
  /** key of `types` */
  readonly type: string;
}

/** A type of storage, as solc tells it. */
export interface StorageType {
  readonly label: string;
  readonly encoding: string;
  readonly numberOfBytes: string;
  readonly members?: readonly StorageEntry[];
  readonly base?: string;
  readonly key?: string;
  readonly value?: string;
}

/** Where a contract's variables lie, as solc writes it. */
export interface StorageLayout {
  readonly storage: readonly StorageEntry[];
  readonly types: Readonly<Record<string, StorageType>>;
}

/** What `xai module build` writes: the same bytes from the same sources and compiler, wherever it runs. */
export interface ModuleArtifact {
  readonly contract: string;
  readonly id: string;
  readonly compiler: { readonly version: string; readonly settings: unknown };
  /** keccak256 of each source that was compiled, imports included */
  readonly sources: Readonly<Record<string, Hex>>;
  /** keccak256 of `runtime`: what auditors attest to and the registry compares */
  readonly codeHash: Hex;
  readonly abi: Abi;
  readonly creation: Hex;
  readonly runtime: Hex;
  readonly storageLayout: StorageLayout;
}

/** Reads an artifact. Throws ModuleToolError. */
export function readArtifact(file: string): ModuleArtifact {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModuleToolError('bad-project', `${file} cannot be read as an artifact: ${reason}`);
  }
  if (!isArtifact(value))
    throw new ModuleToolError('bad-project', `${file} is no artifact of "xai module build"`);
  return value;
}

function isArtifact(value: unknown): value is ModuleArtifact {
  if (typeof value !== 'object' || value === null) return false;
  const { runtime, codeHash, storageLayout, abi } = value as Partial<ModuleArtifact>;
  const isHex = (text: unknown) => typeof text === 'string' && /^0x[0-9a-f]*$/.test(text);
  return isHex(runtime) && isHex(codeHash) && Array.isArray(abi) && Array.isArray(storageLayout?.storage);
}
