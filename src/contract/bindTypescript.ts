import type { ContractArtifact } from './artifact.ts';

/**
 * A client of a contract in TypeScript on viem: its ABI as a constant, from which viem derives the type of every function,
 * argument, event and error, and functions that bind it to an address and deploy it.
 */
export function typescriptClient({ name, abi, creation, links }: ContractArtifact): string {
  const value = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const isDeployable = /^[0-9a-fA-F]+$/.test(creation) && Object.keys(links).length === 0;
  return `// Written by "xai contract bind" from the ABI of ${name}: write it again instead of changing it.
import { type Address, type Client, ${isDeployable ? 'type Account, type Chain, type ContractConstructorArgs, type Hash, type Transport, type WalletClient, ' : ''}getContract } from 'viem';

/** The ABI of ${name}. */
export const ${value}Abi = ${JSON.stringify(abi, null, 2)} as const;

/** ${name} at an address: read, write, simulate, estimateGas and events, typed by the ABI. */
export function ${value}At<const client extends Client | { public: Client; wallet: Client }>(address: Address, client: client) {
  return getContract({ address, abi: ${value}Abi, client });
}
${
  isDeployable
    ? `
/** The code that makes a ${name}. */
export const ${value}Bytecode = '0x${creation}';

/** Sends a transaction that makes a ${name}; its receipt has the address. */
export function deploy${name}(
  client: WalletClient<Transport, Chain, Account>,
  args: ContractConstructorArgs<typeof ${value}Abi>,
): Promise<Hash> {
  return client.deployContract({ abi: ${value}Abi, bytecode: ${value}Bytecode, args } as Parameters<typeof client.deployContract>[0]);
}
`
    : ''
}`;
}
