import predeploys from './predeploys.json' with { type: 'json' };

/** Contracts with the code and at the address that they have on Ethereum; predeploys.json says where each comes from. */
export type PredeployName = keyof typeof predeploys;

/** One entry of a genesis `alloc`. */
export interface AllocEntry {
  readonly balance: string;
  readonly nonce?: string;
  readonly code?: string;
  readonly storage?: Readonly<Record<string, string>>;
}

/** Called by the protocol itself from Cancun and Prague on (EIP-4788, 2935, 7002, 7251). */
export const SYSTEM_CONTRACTS: readonly PredeployName[] = [
  'beaconRoots',
  'blockHashHistory',
  'withdrawalRequests',
  'consolidationRequests',
];

/** What developers' tools expect to find on every chain. */
export const TOOL_CONTRACTS: readonly PredeployName[] = ['create2Deployer', 'multicall3', 'createX'];

/** The `alloc` entries of these contracts, with nonce 1 as a deployment leaves it (EIP-161). */
export function predeployAlloc(names: readonly PredeployName[]): Record<string, AllocEntry> {
  return Object.fromEntries(
    names.map((name) => [
      predeploys[name].address,
      { balance: '0x0', nonce: '0x1', code: predeploys[name].code },
    ]),
  );
}
