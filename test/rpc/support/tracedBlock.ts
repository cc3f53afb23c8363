import { encodeErrorResult, parseAbi } from 'viem';
import { call, code, giveBack, log, push } from '../trace/assembler.ts';
import type { DevNode } from './devNode.ts';

/** A contract that calls COUNTER and returns 42. */
export const CALLER = `0x${'ca'.repeat(20)}`;

/** A contract that raises its slot 0 by one and makes a log with topic 7. */
export const COUNTER = `0x${'c0'.repeat(20)}`;

/** A contract that reverts with REASON. */
export const REVERTER = `0x${'0e'.repeat(20)}`;

/** Solidity's Error("not now"). */
export const REASON = encodeErrorResult({
  abi: parseAbi(['error Error(string)']),
  errorName: 'Error',
  args: ['not now'],
});

/** A block to be traced, and its transactions. */
export interface TracedBlock {
  readonly hashes: readonly string[];
  readonly block: { readonly hash: string; readonly number: string };
}

/** Makes one block: a transaction to CALLER, one to REVERTER, and a transfer. */
export async function makeTracedBlock(node: DevNode): Promise<TracedBlock> {
  // COUNTER: SSTORE(0, SLOAD(0) + 1), LOG1(7); CALLER calls it
  await node.call('anvil_setCode', COUNTER, code(push(0), '54', push(1), '01', push(0), '55', log(7), '00'));
  await node.call('anvil_setCode', CALLER, code(call(COUNTER), giveBack('0x2a', 'f3')));
  await node.call('anvil_setCode', REVERTER, code(giveBack(REASON, 'fd')));
  await node.call('evm_setAutomine', false);
  const [from, to] = node.accounts;
  const hashes: string[] = [];
  for (const transaction of [{ to: CALLER }, { to: REVERTER }, { to, value: '0x1' }]) {
    hashes.push(await node.call('eth_sendTransaction', { from, gas: '0x186a0', ...transaction }));
  }
  await node.call('evm_mine');
  await node.call('evm_setAutomine', true);
  return { hashes, block: await node.call('eth_getBlockByNumber', 'latest', false) };
}
