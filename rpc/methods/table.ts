import { type Method, type Namespace, namespaceOf } from '../method.ts';
import { web3Methods } from './web3.ts';

/** Every family of methods, in the order of docs/rpc.md. */
const FAMILIES: readonly (readonly Method[])[] = [web3Methods];

/** Namespaces that exist in dev mode only. */
const DEV_NAMESPACES: ReadonlySet<string> = new Set(['anvil', 'hardhat', 'evm']);

/** What decides which methods a node serves. */
export interface TableOptions {
  readonly dev: boolean;
  /** undefined: all */
  readonly namespaces: readonly Namespace[] | undefined;
}

/** The methods that a node serves. */
export function methodTable(options: TableOptions): readonly Method[] {
  const open: ReadonlySet<string> | undefined = options.namespaces && new Set(options.namespaces);
  return FAMILIES.flat().filter(({ name }) => {
    const namespace = namespaceOf(name);
    if (!options.dev && DEV_NAMESPACES.has(namespace)) return false;
    return open === undefined || open.has(namespace);
  });
}
