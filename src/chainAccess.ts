import { join } from 'node:path';
import { Blockchain } from '../chain/canonical/blockchain.ts';
import type { Genesis } from '../chain/genesis/parse.ts';
import { moduleProtocol } from '../modules/protocol/protocol.ts';
import { Store } from '../storage/store.ts';
import { createExecutionEngine, DEFAULT_EXECUTION, type ExecutionOptions } from './executionEngine.ts';

/** How the chain of a data directory is opened by a command that runs no node. */
export interface ChainAccessOptions {
  readonly dataDir: string;
  /** What an empty directory begins with, and a used one must begin with; undefined: there must be a chain. */
  readonly genesis?: Genesis;
  /** A node may write to the directory meanwhile. */
  readonly readOnly?: boolean;
  /** what executes transactions */
  readonly execution?: ExecutionOptions;
  /** States before the head's that are kept, in blocks; undefined: all. */
  readonly keepStates?: number | undefined;
}

/** An open chain. */
export interface OpenChain {
  readonly store: Store;
  readonly chain: Blockchain;
  /** True where its first block has just been written. */
  readonly isNew: boolean;
  close(): Promise<void>;
}

/** Where in a data directory the store is; configuration stands beside it. */
export function storePath(dataDir: string): string {
  return join(dataDir, 'chain');
}

/** Opens the chain of a data directory. Throws StorageError, ChainError, GenesisError. */
export async function openChain({
  dataDir,
  genesis,
  readOnly = false,
  execution = DEFAULT_EXECUTION,
  keepStates,
}: ChainAccessOptions): Promise<OpenChain> {
  const store = Store.open({ path: storePath(dataDir), durable: true, readOnly, keepStates });
  try {
    const isNew = store.blocks.head() === undefined;
    const engine = createExecutionEngine(execution);
    const chain = Blockchain.open({ genesis }, { store, engine, protocol: moduleProtocol });
    const close = (): Promise<void> => {
      engine.close?.();
      return store.close();
    };
    return { store, chain, isNew, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}
