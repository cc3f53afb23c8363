import { Store } from '../storage/store.ts';
import { storePath } from './chainAccess.ts';
import type { ClosingStack } from './closing.ts';
import { ephemeralDirectory } from './ephemeral.ts';
import type { NodeOptions } from './nodeOptions.ts';

/** The node's store: in its data directory, else in one that ends with the process. */
export function openStore({ dataDir, keepStates }: NodeOptions, closing: ClosingStack): Store {
  let path: string;
  if (dataDir === undefined) {
    const directory = ephemeralDirectory();
    closing.add(() => directory.remove());
    path = directory.path;
  } else {
    path = storePath(dataDir);
  }
  // What ends with the process need not be in its file after every block.
  const store = Store.open({
    path,
    durable: dataDir !== undefined,
    buffered: dataDir === undefined,
    keepStates,
  });
  closing.add(() => store.close());
  return store;
}
