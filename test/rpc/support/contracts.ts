import type { DevNode } from './devNode.ts';

/**
 * LOG1 with the first word of the call as its topic and no data:
 * PUSH1 0 CALLDATALOAD PUSH1 0 PUSH1 0 LOG1 STOP, behind the code that returns it.
 */
const LOGGER = '0x6860003560006000a10060005260096017f3';

/** Reverts with the data of the call: CALLDATACOPY(0, 0, size) REVERT(0, size). */
export const REVERTER = '0x366000600037366000fd';

/** INVALID, the designated one. */
export const INVALID = '0xfe';

/** `Error("no")`, encoded. */
export const ERROR_NO = `0x08c379a0${'20'.padStart(64, '0')}${'2'.padStart(64, '0')}${'6e6f'.padEnd(64, '0')}`;

/** A word of one byte repeated. */
export function word(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;
}

/** Deploys the contract that logs; its address. */
export async function deployLogger({ call, accounts }: DevNode): Promise<string> {
  const hash = await call('eth_sendTransaction', { from: accounts[0], data: LOGGER });
  return (await call('eth_getTransactionReceipt', hash)).contractAddress;
}

/** Makes it log; the hash of the transaction. */
export function emit({ call, accounts }: DevNode, contract: string, topic: string): Promise<string> {
  return call('eth_sendTransaction', { from: accounts[0], to: contract, data: topic });
}
