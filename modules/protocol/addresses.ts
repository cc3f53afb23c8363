import { fromHex } from '../../storage/encoding/bytes.ts';

/*
 * Where genesis places XAI's modules (docs/modules.md). The protocol knows the few that it has to speak with; all others
 * it finds in the registry.
 */

/** The registry of modules, their status and their hooks. */
export const REGISTRY = moduleAddress(0x01);
/** The numbers of the protocol that holders decide. */
export const PARAMETERS = moduleAddress(0x02);
/** Where base fees go that are not burned. */
export const TREASURY = moduleAddress(0x06);
/** Where tips go when they are shared. */
export const FEE_DISTRIBUTOR = moduleAddress(0x08);

/**
 * Modules that governance itself runs on: registry, parameters, staking, governor, timelock, auditors. No hook is asked
 * about a transaction to one of them, or a module could make itself irrevocable.
 */
const GOVERNANCE: ReadonlySet<number> = new Set([0x01, 0x02, 0x03, 0x04, 0x05, 0x0a]);

/** The number of the module whose proxy stands at this address; undefined for any other address. */
export function moduleNumber(address: Uint8Array): number | undefined {
  if (address[0] !== 0x58 || address[1] !== 0x41 || address[2] !== 0x49) return undefined;
  for (let i = 3; i < 19; i++) if (address[i] !== 0) return undefined;
  return address[19] === 0 ? undefined : address[19];
}

/** Whether a transaction to this address is one of governance's own. */
export function isGovernance(address: Uint8Array | undefined): boolean {
  const number = address === undefined ? undefined : moduleNumber(address);
  return number !== undefined && GOVERNANCE.has(number);
}

function moduleAddress(number: number): Uint8Array {
  return fromHex(`584149${number.toString(16).padStart(34, '0')}`);
}
